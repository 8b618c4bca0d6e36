"""Requests in the portal: sent, followed, answered, closed, and nobody else's business."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deskhand.catalog.models import Priority, Status
from deskhand.desk import triage
from deskhand.sla.models import CallBack, PolicyVersion, PromiseRow, Target
from deskhand.tickets.models import Ticket
from tests import cast as stage


@pytest.fixture
def wanted(cast):
    return {
        "subject": "The oven beeps",
        "text": "Since this morning.",
        "priority": Priority.objects.order_by("level").last().pk,
        "once_key": "k" * 32,
    }


@pytest.fixture
def oven(cast, at):
    return stage.ask(cast.bea, at=at, subject="The oven beeps")


def test_a_request_with_a_file_is_with_us_at_once(cast, wanted, client_of):
    client = client_of(cast.bea)
    file = SimpleUploadedFile("oven.txt", b"beep", content_type="text/plain")
    page = client.post("/requests/new/", {**wanted, "files": [file]}, follow=True).content.decode()
    number = Ticket.objects.get().pk
    assert f"Request {number} is with us" in page
    page = client.get(f"/requests/{number}/").content.decode()
    assert "Since this morning." in page
    assert "oven.txt" in page


def test_sent_twice_is_one_request(cast, wanted, client_of):
    client = client_of(cast.bea)
    for _again in range(2):
        assert client.post("/requests/new/", wanted).status_code == 302
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": ""},
        {"subject": "x" * 301},
        {"subject": "a\0b"},
        {"text": " "},
        {"text": "x" * 100_001},
        {"priority": ""},
        {"priority": "999999"},
        {"priority": "nonsense"},
        {"once_key": "k" * 65},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_nonsense_is_refused_with_the_rest_kept(cast, wanted, client_of, wrong):
    answer = client_of(cast.bea).post("/requests/new/", {**wanted, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert "subject" in wrong or "The oven beeps" in page
    assert "text" in wrong or "Since this morning." in page
    assert not Ticket.objects.exists()


def test_a_subject_of_the_address_is_filled_in(cast, client_of):
    page = client_of(cast.bea).get("/requests/new/?subject=Oven").content.decode()
    assert 'value="Oven"' in page


def test_an_answer_stands_in_the_thread(cast, oven, client_of):
    client = client_of(cast.bea)
    page = client.post(f"/requests/{oven.pk}/answer/", {"text": "Still."}, follow=True)
    assert "Still." in page.content.decode()


def test_answering_a_solved_request_opens_it_again(cast, oven, client_of, at):
    solved = Status.objects.filter(scheme=oven.status.scheme, category="solved").first()
    triage.set_field(oven.pk, "status", solved, by=stage.reader(cast.ada), at=at)
    client = client_of(cast.bea)
    assert "We think this is solved" in client.get(f"/requests/{oven.pk}/").content.decode()
    client.post(f"/requests/{oven.pk}/answer/", {"text": "It beeps again."})
    assert "It is our turn" in client.get(f"/requests/{oven.pk}/").content.decode()


def test_a_closed_request_takes_no_answer_but_names_the_way_on(cast, oven, client_of):
    client = client_of(cast.bea)
    page = client.post(f"/requests/{oven.pk}/close/", follow=True).content.decode()
    assert "This request is closed." in page
    answer = client.post(f"/requests/{oven.pk}/answer/", {"text": "One more thing"})
    assert answer.status_code == 422


@pytest.mark.parametrize("text", ["", "  ", "x" * 100_001, "a\0b"])
def test_an_empty_or_endless_answer_is_refused(cast, oven, client_of, text):
    answer = client_of(cast.bea).post(f"/requests/{oven.pk}/answer/", {"text": text})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_too_many_files_are_refused_with_the_text_kept(cast, oven, client_of):
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(21)]
    sent = {"text": "All of them", "files": files}
    answer = client_of(cast.bea).post(f"/requests/{oven.pk}/answer/", sent)
    assert answer.status_code == 422
    assert "All of them</textarea>" in answer.content.decode()


def test_a_manager_sees_his_organizations_requests_and_no_other(cast, oven, client_of):
    bruno, carla = client_of(cast.bruno), client_of(cast.carla)
    assert "The oven beeps" in bruno.get("/requests/?whose=all").content.decode()
    assert "The oven beeps" not in bruno.get("/requests/").content.decode()
    assert bruno.get(f"/requests/{oven.pk}/").status_code == 200
    assert "The oven beeps" not in carla.get("/requests/?whose=all").content.decode()


@pytest.mark.parametrize("part", ["", "sent/", "thread/"])
def test_strangers_and_others_see_no_request(cast, oven, client_of, part):
    path = f"/requests/{oven.pk}/{part}"
    assert client_of(None).get(path)["Location"] == f"/accounts/login/?next={path}"
    assert client_of(cast.carla).get(path).status_code == 404


@pytest.mark.parametrize("act", ["answer", "close"])
def test_nobody_else_answers_or_closes(cast, oven, client_of, act):
    path = f"/requests/{oven.pk}/{act}/"
    assert client_of(cast.carla).post(path, {"text": "Mine"}).status_code == 404
    assert client_of(None).post(path, {"text": "Mine"}).status_code == 302
    oven.refresh_from_db()
    assert oven.closed_at is None


@pytest.mark.parametrize("query", ["state=nonsense", "whose=nonsense", "after=nonsense"])
def test_a_list_asked_for_in_nonsense_breaks_nothing(cast, oven, client_of, query):
    assert client_of(cast.bea).get(f"/requests/?{query}").status_code in {200, 404}


def test_an_empty_list_says_why_and_what_next(cast, client_of):
    page = client_of(cast.bea).get("/requests/").content.decode()
    assert "No request is open." in page
    assert 'href="/requests/new/"' in page


def test_own_requests_are_found_by_their_words(cast, at, oven, client_of):
    lift = stage.ask(cast.bea, at=at, subject="The lift stands", text="With the oven in it.")
    stage.index(at=at)
    client = client_of(cast.bea)
    page = client.get("/requests/?q=oven").content.decode()
    assert "The <mark>oven</mark> beeps" in page
    assert "With the <mark>oven</mark> in it." in page
    assert "The lift stands" not in client.get("/requests/?q=beep").content.decode()
    assert "The lift stands" in client.get(f"/requests/?q={lift.pk}").content.decode()
    assert "Nothing was found" in client.get("/requests/?q=zeppelin").content.decode()


def test_fields_mean_nothing_to_requesters(cast, at, oven, client_of):
    stage.index(at=at)
    page = client_of(cast.bea).get("/requests/?q=status:open").content.decode()
    assert "Nothing was found" in page
    page = client_of(cast.bea).get("/requests/?q=oven: beeps").content.decode()
    assert "<mark>oven</mark>" in page


def test_managers_find_what_their_colleagues_asked(cast, at, oven, client_of):
    stage.index(at=at)
    client = client_of(cast.bruno)
    assert "Nothing was found" in client.get("/requests/?q=oven").content.decode()
    assert "<mark>oven</mark>" in client.get("/requests/?q=oven&whose=all").content.decode()
    assert (
        "Nothing was found"
        in client_of(cast.carla).get("/requests/?q=oven&whose=all").content.decode()
    )


@pytest.fixture
def hosting(cast):
    """Cedar Clinic is owed a policy with priorities of its own."""
    from tests.sla.tables import owe, policy, row

    levels = {1: "Outage", 2: "Whenever"}
    owe(cast.cedar, policy("hosting", row("first_response", {1: 1}), levels=levels))


def test_a_form_offers_the_priorities_of_the_requesters_policy(cast, hosting, client_of):
    assert "Outage" in client_of(cast.cem).get("/requests/new/").content.decode()
    page = client_of(cast.bea).get("/requests/new/").content.decode()
    assert "Outage" not in page
    assert "Urgent" in page


def test_who_asks_for_two_organizations_is_offered_those_of_each(cast, hosting, wanted, client_of):
    stage.administration.join(cast.bea, cast.cedar, role="member", site=None, only_site=False)
    client = client_of(cast.bea)
    piece = {"HX-Request": "true", "HX-Target": "urgency"}
    chosen = {"organization": cast.cedar.pk}
    page = client.get("/requests/new/", chosen, headers=piece).content.decode()
    assert "Outage" in page
    assert "<form" not in page
    assert "Urgent" in client.get("/requests/new/").content.decode()
    outage = Priority.objects.get(name="Outage")
    sent = {**wanted, **chosen, "priority": outage.pk}
    assert client.post("/requests/new/", sent).status_code == 302
    assert Ticket.objects.get().priority == outage
    # Sent by a page that could not follow: it is read by its level.
    urgent = Priority.objects.get(name="Urgent")
    client.post("/requests/new/", {**sent, "priority": urgent.pk, "once_key": "z"})
    assert Ticket.objects.latest("pk").priority == outage


def test_priorities_of_other_clients_are_none_to_choose(cast, hosting, wanted, client_of):
    outage = Priority.objects.get(name="Outage")
    answer = client_of(cast.bea).post("/requests/new/", {**wanted, "priority": outage.pk})
    assert answer.status_code == 422
    chosen = {**wanted, "organization": cast.cedar.pk}
    client_of(cast.bea).post("/requests/new/", chosen)
    assert Ticket.objects.get().organization == cast.birch


def promise_calls():
    version = PolicyVersion.objects.latest("pk")
    row = PromiseRow.objects.create(version=version, kind="callback")
    for level in range(1, 6):
        for band in ("in", "after"):
            Target.objects.create(
                row=row, priority_level=level, band=band, unit="calendar", seconds=3600
            )


def test_a_call_can_be_wished_for_where_it_is_promised(cast, wanted, client_of):
    client = client_of(cast.bea)
    assert "Please call me back" not in client.get("/requests/new/").content.decode()
    promise_calls()
    cast.bea.phone = "0211 456789"
    cast.bea.save()
    shown = client.get("/requests/new/").content.decode()
    assert "Please call me back" in shown
    assert 'value="0211 456789"' in shown
    wish = {"wants_call": "on", "call_number": "0211 456789", "call_times": "after two"}
    shown = client.post("/requests/new/", {**wanted, **wish}, follow=True)
    row = CallBack.objects.get()
    assert (row.number, row.times, row.person) == ("+49211456789", "after two", cast.bea)
    shown = client.get(f"/requests/{row.ticket_id}/").content.decode()
    assert "We call you back by" in shown


def test_a_wish_without_a_number_is_refused_and_nothing_is_sent(cast, wanted, client_of):
    promise_calls()
    answer = client_of(cast.bea).post("/requests/new/", {**wanted, "wants_call": "on"})
    assert answer.status_code == 422
    assert "Which number is to be called?" in answer.content.decode()
    assert not Ticket.objects.exists()
