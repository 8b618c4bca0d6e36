"""The ticket page: replies, notes, fields, drafts, and what becomes of nonsense."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deskhand.catalog.models import Priority
from deskhand.tickets.drafts import Sheet, draft_on
from deskhand.tickets.models import Message
from tests import cast as stage

HTMX = {"HX-Request": "true"}


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(
        at=at, requester=cast.bea, subject="The oven beeps", team=cast.service_desk
    )


def said(ticket) -> list[str]:
    return list(Message.objects.filter(ticket=ticket).order_by("pk").values_list("text", flat=True))


def test_a_reply_with_a_file_stands_in_the_conversation(cast, oven, client_of):
    file = SimpleUploadedFile("list.txt", b"one, two", content_type="text/plain")
    sent = {"mode": "reply", "text": "On my way.", "files": [file]}
    page = client_of(cast.ada).post(f"/desk/tickets/{oven.pk}/say/", sent, follow=True)
    assert "On my way." in page.content.decode()
    assert "list.txt" in page.content.decode()


def test_a_note_is_never_seen_by_its_requester(cast, oven, client_of):
    note = {"mode": "note", "text": "He pulled the plug."}
    client_of(cast.ada).post(f"/desk/tickets/{oven.pk}/say/", note)
    page = client_of(cast.bea).get(f"/requests/{oven.pk}/").content.decode()
    assert "The oven beeps" in page
    assert "He pulled the plug." not in page


def test_sent_twice_is_said_once(cast, oven, client_of):
    sent = {"mode": "reply", "text": "On my way.", "once_key": "k" * 32}
    client = client_of(cast.ada)
    for _again in range(2):
        assert client.post(f"/desk/tickets/{oven.pk}/say/", sent).status_code == 302
    assert said(oven).count("On my way.") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "   \n"},
        {"text": "x" * 100_001},
        {"text": "a\0b"},
        {"text": "Fine", "status": "999999"},
        {"text": "Fine", "status": "nonsense"},
        {"text": "Fine", "seen": "nonsense"},
        {"text": "Fine", "once_key": "k" * 65},
    ],
    ids=["empty", "blank", "long", "nul", "no status", "bad status", "bad seen", "long key"],
)
def test_what_cannot_be_sent_stays_in_the_composer(cast, oven, client_of, wrong):
    before = said(oven)
    answer = client_of(cast.ada).post(f"/desk/tickets/{oven.pk}/say/", {"mode": "reply", **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    if wrong["text"] == "Fine":
        assert "Fine</textarea>" in answer.content.decode()
    assert said(oven) == before


def test_too_many_files_are_refused_with_the_text_kept(cast, oven, client_of):
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(21)]
    sent = {"mode": "reply", "text": "All lists", "files": files}
    answer = client_of(cast.ada).post(f"/desk/tickets/{oven.pk}/say/", sent)
    assert answer.status_code == 422
    assert "At most 20 files" in answer.content.decode()
    assert "All lists</textarea>" in answer.content.decode()


def test_a_reply_stops_when_a_colleague_wrote_meanwhile(cast, oven, client_of, at):
    seen = oven.messages.latest("pk").pk
    stage.say(oven, by=cast.nils, text="I have it.", at=at)
    sent = {"mode": "reply", "text": "On my way.", "seen": seen}
    client = client_of(cast.ada)
    answer = client.post(f"/desk/tickets/{oven.pk}/say/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "On my way.</textarea>" in page
    assert "I have it." in page
    newest = oven.messages.latest("pk").pk
    again = client.post(f"/desk/tickets/{oven.pk}/say/", {**sent, "seen": newest})
    assert again.status_code == 302


def test_a_reply_taken_back_returns_to_the_composer(cast, oven, client_of):
    client = client_of(cast.ada)
    client.post(f"/desk/tickets/{oven.pk}/say/", {"mode": "reply", "text": "Too early."})
    message = oven.messages.latest("pk")
    page = client.post(f"/desk/messages/{message.pk}/take-back/", follow=True).content.decode()
    assert "Too early.</textarea>" in page


def test_files_of_a_reply_taken_back_go_with_the_next_one(cast, oven, client_of):
    client, path = client_of(cast.ada), f"/desk/tickets/{oven.pk}/say/"
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in (1, 2)]
    client.post(path, {"mode": "reply", "text": "", "files": files})
    message = oven.messages.latest("pk")
    page = client.post(f"/desk/messages/{message.pk}/take-back/", follow=True).content.decode()
    key = message.attachments.get(filename="1.txt").key
    assert f'name="kept" value="{key}" checked' in page
    client.post(path, {"mode": "reply", "text": "Now", "kept": [key, "f" * 32, "a\0"]})
    sent = oven.messages.latest("pk")
    assert [file.filename for file in sent.attachments.all()] == ["1.txt"]
    assert 'name="kept"' not in client.get(f"/desk/tickets/{oven.pk}/").content.decode()


def test_a_draft_outlives_the_page(cast, oven, client_of):
    client = client_of(cast.ada)
    client.post(f"/desk/tickets/{oven.pk}/draft/", {"mode": "reply", "text": "Half a\0 sent"})
    assert "Half a sent</textarea>" in client.get(f"/desk/tickets/{oven.pk}/").content.decode()
    other = client_of(cast.nils).get(f"/desk/tickets/{oven.pk}/").content.decode()
    assert "Half a sent" not in other
    client.post(f"/desk/tickets/{oven.pk}/draft/", {"mode": "reply", "text": " "})
    assert draft_on(Sheet(oven, cast.ada.pk, is_public=True)) is None


def test_a_set_field_answers_with_the_new_state(cast, oven, client_of):
    urgent = Priority.objects.order_by("level").first()
    answer = client_of(cast.ada).post(
        f"/desk/tickets/{oven.pk}/set/priority/", {"value": urgent.pk}, headers=HTMX
    )
    assert f'value="{urgent.pk}" selected' in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("priority", "nonsense"),
        ("priority", ""),
        ("status", "999999"),
        ("assignee", "9" * 40),
        ("team", "-1"),
        ("kind", "nonsense"),
        ("subject", ""),
        ("subject", "x" * 301),
        ("subject", "a\0b"),
        ("organization", "x"),
        ("tags", "x" * 41),
        ("tags", ",".join(map(str, range(21)))),
        ("nonsense", "1"),
    ],
)
@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_a_field_refuses_nonsense_and_says_so(cast, oven, client_of, field, value, headers):
    answer = client_of(cast.ada).post(
        f"/desk/tickets/{oven.pk}/set/{field}/", {"value": value}, headers=headers
    )
    assert answer.status_code == 422
    assert field == "nonsense" or 'role="alert"' in answer.content.decode()


def test_a_light_agent_sets_nothing(cast, oven, client_of):
    answer = client_of(cast.lena).post(f"/desk/tickets/{oven.pk}/set/subject/", {"value": "Mine"})
    assert answer.status_code == 403


def test_somebody_known_reads_along(cast, oven, client_of):
    client = client_of(cast.ada)
    page = client.post(
        f"/desk/tickets/{oven.pk}/share/", {"email": "Bruno@Birch.example"}, follow=True
    )
    assert "Bruno Birch" in page.content.decode()


@pytest.mark.parametrize("email", ["nobody@nowhere.example", "nonsense", "", "a\0b@birch.example"])
def test_nobody_unknown_reads_along(cast, oven, client_of, email):
    answer = client_of(cast.ada).post(f"/desk/tickets/{oven.pk}/share/", {"email": email})
    assert answer.status_code == 422
    assert "Nobody here has that address." in answer.content.decode()
    assert not oven.participants.exists()


def test_strangers_and_requesters_find_no_ticket_page(cast, oven, client_of):
    path = f"/desk/tickets/{oven.pk}/"
    assert client_of(None).get(path)["Location"].startswith("/accounts/login/")
    for who in (cast.bea, cast.carla):
        assert client_of(who).get(path).status_code == 404
        assert client_of(who).post(f"{path}say/", {"text": "x"}).status_code == 404


def test_a_confidential_ticket_is_missing_for_other_agents(cast, at, client_of):
    secret = stage.open_ticket(at=at, requester=cast.bea, is_confidential=True)
    assert client_of(cast.nils).get(f"/desk/tickets/{secret.pk}/").status_code == 404
    assert client_of(cast.nils).get(f"/desk/tickets/{secret.pk}/facts/").status_code == 404


def test_an_address_from_which_mail_came_back_is_marked(cast, oven, at, client_of):
    page = f"/desk/tickets/{oven.pk}/"
    assert "mail came back" not in client_of(cast.ada).get(page).content.decode()
    cast.bea.addresses.update(bounced_at=at, bounce_reason="550 No such user")
    shown = client_of(cast.ada).get(page).content.decode()
    assert "mail came back" in shown and "550 No such user" in shown
