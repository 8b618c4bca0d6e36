"""An agent enters a ticket: for somebody known, for somebody new, and never for nobody."""

import pytest

from deskhand.catalog.models import Priority, PriorityScheme
from deskhand.people.finding import person_of
from deskhand.sla.models import CallBack, PolicyVersion, PromiseRow
from deskhand.tickets.models import Ticket


@pytest.fixture
def call(cast):
    return {
        "requester": cast.cem.pk,
        "channel": "phone",
        "kind": "incident",
        "priority": Priority.objects.order_by("level").last().pk,
        "subject": "The lift stands",
        "text": "Between two floors.",
        "once_key": "k" * 32,
    }


def test_a_call_becomes_a_ticket_of_the_callers_organization(cast, call, client_of):
    page = client_of(cast.ada).post("/desk/new/", call, follow=True)
    assert "The lift stands" in page.content.decode()
    assert Ticket.objects.get().organization == cast.cedar


def test_somebody_new_is_added_by_his_address(cast, call, client_of):
    wanted = {**call, "requester": "", "email": "new@cedar.example", "name": "Nora New"}
    assert client_of(cast.ada).post("/desk/new/", wanted).status_code == 302
    assert person_of("new@cedar.example").name == "Nora New"
    assert Ticket.objects.get().organization == cast.cedar


def test_a_caller_without_an_address_is_known_by_name(cast, call, client_of):
    wanted = {**call, "requester": "", "name": "Pat Phone", "sends_receipt": "on"}
    assert client_of(cast.ada).post("/desk/new/", wanted).status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.requester.name == "Pat Phone"
    assert ticket.requester.needs_review


def test_entered_twice_is_one_ticket(cast, call, client_of):
    client = client_of(cast.ada)
    first = client.post("/desk/new/", call)
    again = client.post("/desk/new/", call)
    assert first["Location"] == again["Location"]
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"requester": ""},
        {"requester": "nonsense"},
        {"requester": "9" * 40},
        {"requester": "", "email": "nonsense"},
        {"requester": "", "email": "x" * 60 + "@" + "a" * 60 + "." + "b." * 90 + "example"},
        {"requester": "", "email": "x@y.example\0"},
        {"organization": "999999"},
        {"channel": "nonsense"},
        {"kind": "nonsense"},
        {"priority": ""},
        {"team": "x"},
        {"assignee": "999999"},
        {"subject": ""},
        {"subject": "x" * 301},
        {"text": ""},
        {"text": "a\0b"},
        {"once_key": "k" * 65},
    ],
    ids=lambda wrong: ", ".join(wrong),
)
def test_nonsense_is_refused_with_the_rest_kept(cast, call, client_of, wrong):
    answer = client_of(cast.ada).post("/desk/new/", {**call, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert "subject" in wrong or "The lift stands" in page
    assert "text" in wrong or "Between two floors." in page
    assert not Ticket.objects.exists()


def test_strangers_requesters_and_light_agents_enter_nothing(cast, call, client_of):
    assert client_of(None).post("/desk/new/", call)["Location"].startswith("/accounts/login/")
    assert client_of(cast.carla).post("/desk/new/", call).status_code == 404
    assert client_of(cast.lena).post("/desk/new/", call).status_code == 403
    assert not Ticket.objects.exists()


@pytest.fixture
def hosting(cast):
    """Cedar Clinic is owed a policy with other priorities, and there is something to ask for."""
    from deskhand.catalog.models import RequestType, Service
    from tests.sla.tables import owe, policy, row

    owe(cast.cedar, policy("hosting", row("first_response", {1: 1}), levels={1: "Out", 2: "Usual"}))
    web = Service.objects.create(name="Web hosting", slug="web")
    return RequestType.objects.create(
        name="Website down", slug="down", service=web, kind="question", priority_level=1
    )


def facts(client, changed: str, **said):
    """What the form says after something in it was changed."""
    headers = {
        "HX-Request": "true",
        "HX-Target": "entry-facts",
        "HX-Trigger-Name": changed,
    }
    return client.get("/desk/new/", said, headers=headers)


def test_the_form_follows_the_client_and_what_is_asked(cast, call, hosting, client_of):
    client = client_of(cast.ada)
    normal = Priority.objects.get(name="Normal")
    said = {"requester": cast.cem.pk, "priority": normal.pk, "kind": "incident"}
    form = facts(client, "requester", **said).context["form"]
    assert [str(p) for p in form.fields["priority"].queryset] == ["1 Out", "2 Usual"]
    assert form["priority"].value() == Priority.objects.get(name="Usual").pk
    form = facts(client, "request_type", **said, request_type=hosting.pk).context["form"]
    shown = (form["kind"].value(), form["service"].value(), form["priority"].value())
    assert shown == ("question", hosting.service.pk, Priority.objects.get(name="Out").pk)
    assert form["preset"].value() == hosting.pk
    for nonsense in ({"requester": "x"}, {"organization": "9" * 40}, {"channel": "pigeon"}):
        assert facts(client, "requester", **nonsense).status_code == 200


def test_where_the_request_asks_for_a_call_the_form_says_so_and_an_agent_may_undo_it(
    cast, call, hosting, client_of
):
    hosting.acts = [{"do": "call_back", "within": "1 h elapsed"}]
    hosting.save()
    client = client_of(cast.ada)
    asked = {"requester": cast.cem.pk, "channel": "email", "request_type": hosting.pk}
    assert facts(client, "request_type", **asked).context["form"]["owes_call"].value() is True
    assert facts(client, "channel", **asked).context["form"]["owes_call"].value() is True
    usual = Priority.objects.get(name="Usual")
    said = {**call, "request_type": hosting.pk, "priority": usual.pk}
    client.post("/desk/new/", {**said, "preset": hosting.pk})
    assert not Ticket.objects.get().call_backs.exists()
    client.post("/desk/new/", {**said, "once_key": "another"})
    assert Ticket.objects.latest("pk").call_backs.count() == 1


def test_what_was_set_after_the_request_was_named_counts(cast, call, hosting, client_of):
    usual = Priority.objects.get(name="Usual")
    said = {**call, "request_type": hosting.pk, "preset": hosting.pk, "priority": usual.pk}
    client_of(cast.ada).post("/desk/new/", said)
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.priority) == ("incident", usual)


def test_without_a_script_the_request_says_what_was_left_as_it_was(cast, call, hosting, client_of):
    usual = Priority.objects.get(name="Usual")
    said = {**call, "request_type": hosting.pk, "priority": usual.pk}
    client_of(cast.ada).post("/desk/new/", said)
    ticket = Ticket.objects.get()
    shown = (ticket.kind, ticket.service, ticket.priority.name)
    assert shown == ("question", hosting.service, "Out")


def test_a_priority_of_the_firms_own_scheme_is_read_by_its_level(cast, call, hosting, client_of):
    client_of(cast.ada).post("/desk/new/", call)
    assert Ticket.objects.get().priority.name == "Usual"


def test_the_caller_is_called_back_and_not_yet_answered(cast, call, client_of):
    sent = {**call, "owes_call": "on", "call_number": "0211 654321"}
    assert client_of(cast.ada).post("/desk/new/", sent).status_code == 302
    row = CallBack.objects.get()
    assert (row.number, row.person, row.about) == ("+49211654321", cast.cem, "The lift stands")
    owed = {clock.kind: clock.state for clock in row.ticket.clocks.all()}
    assert owed == {"first_response": "running", "callback": "running"}


@pytest.mark.parametrize(
    "wrong",
    [{"call_number": ""}, {"call_number": "soon"}, {"call_by": "2001-01-01T10:00"}],
)
def test_a_call_that_cannot_be_owed_opens_no_ticket(cast, call, client_of, wrong):
    sent = {**call, "owes_call": "on", "call_number": "0211 654321", **wrong}
    answer = client_of(cast.ada).post("/desk/new/", sent)
    assert answer.status_code == 422
    assert "The lift stands" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_the_number_and_the_wish_follow_whoever_is_chosen(cast, client_of):
    PromiseRow.objects.filter(kind="callback").delete()
    cast.cem.phone = "0211 777"
    cast.cem.save()
    asked = {"requester": cast.cem.pk, "channel": "phone"}
    about = {"HTTP_HX-Request": "true", "HTTP_HX-Target": "entry-facts"}
    about["HTTP_HX-Trigger-Name"] = "requester"
    shown = client_of(cast.ada).get("/desk/new/", asked, **about).content.decode()
    assert 'value="0211 777"' in shown
    assert 'id="id_owes_call" checked' not in shown
    PromiseRow.objects.create(version=PolicyVersion.objects.latest("pk"), kind="callback")
    shown = client_of(cast.ada).get("/desk/new/", asked, **about).content.decode()
    assert 'id="id_owes_call" checked' in shown


def test_what_is_solved_at_first_contact_is_entered_as_that(cast, call, client_of):
    client = client_of(cast.ada)
    said = {**call, "first_contact": "on", "owes_call": "on"}
    assert client.post("/desk/new/", said).status_code == 422
    answer = client.post("/desk/new/", {**said, "solution": "Pressed the button."}, follow=True)
    assert "solved at first contact" in answer.content.decode()
    ticket = Ticket.objects.get()
    assert (ticket.category, ticket.first_contact) == ("solved", True)
    assert not CallBack.objects.exists()


def graded() -> None:
    scheme = PriorityScheme.objects.get(is_default=True)
    scheme.matrix = {
        "impact": [{"name": "Many"}, {"name": "One"}],
        "urgency": [{"name": "Now"}, {"name": "Later"}],
        "cells": [[1, 2], [2, 4]],
    }
    scheme.save()


def test_impact_and_urgency_are_asked_and_make_the_priority(cast, call, client_of):
    PriorityScheme.objects.update(matrix={})
    assert "id_impact" not in client_of(cast.ada).get("/desk/new/").content.decode()
    graded()
    client = client_of(cast.ada)
    headers = {"HX-Request": "true", "HX-Target": "entry-facts", "HX-Trigger-Name": "urgency"}
    said = {**call, "impact": "1", "urgency": "2"}
    form = client.get("/desk/new/", said, headers=headers).context["form"]
    assert (form["priority"].initial.level, form["graded"].initial) == (2, "1-2")
    client.post("/desk/new/", said)
    ticket = Ticket.objects.get()
    assert (ticket.priority_level, ticket.impact, ticket.urgency) == (2, 1, 2)


def test_a_priority_chosen_against_them_stays(cast, call, client_of):
    graded()
    client_of(cast.ada).post("/desk/new/", {**call, "impact": "1", "urgency": "2", "graded": "1-2"})
    ticket = Ticket.objects.get()
    assert (ticket.priority_id, ticket.keeps_priority) == (call["priority"], True)


@pytest.mark.parametrize("wrong", ["9", "x", "-1"])
def test_a_grade_that_nobody_offers_is_refused(cast, call, client_of, wrong):
    graded()
    answer = client_of(cast.ada).post("/desk/new/", {**call, "impact": wrong})
    assert answer.status_code == 422
