"""A call becomes a ticket from one screen: whoever calls, by whatever he is found."""

import pytest

from deskhand.catalog.models import Priority, PriorityScheme, RequestType
from deskhand.people.callers import add_number
from deskhand.people.models import Person
from deskhand.sla.models import CallBack, Clock
from deskhand.tickets.models import Channel, Ticket
from tests.cast import index, open_ticket


@pytest.fixture
def call(cast):
    return {
        "requester": cast.cem.pk,
        "subject": "The lift stands",
        "priority": Priority.objects.get(name="High").pk,
        "when": "60",
        "call_number": "+49 211 123456",
        "once_key": "k" * 32,
    }


def found(client, typed: str) -> list[str]:
    answer = client.get("/desk/phone/callers/", {"q": typed})
    return [one.person.name for one, _places in answer.context["lines"]]


def test_a_call_is_a_ticket_that_waits_for_a_call_back_and_is_not_answered(cast, call, client_of):
    answer = client_of(cast.ada).post("/desk/phone/", call)
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/desk/tickets/{ticket.pk}/"
    assert (ticket.channel, ticket.organization) == (Channel.PHONE, cast.cedar)
    assert ticket.priority.name == "High"
    back = CallBack.objects.get()
    assert (back.number, back.person) == ("+49211123456", cast.cem)
    assert 59 * 60 < (back.clock.due_at - ticket.received_at).total_seconds() <= 60 * 60
    assert Clock.objects.get(ticket=ticket, kind="first_response").stopped_at is None


def test_sent_twice_it_is_one_ticket(cast, call, client_of):
    client = client_of(cast.ada)
    assert (
        client.post("/desk/phone/", call)["Location"]
        == (client.post("/desk/phone/", call)["Location"])
    )
    assert Ticket.objects.count() == 1


def test_callers_are_found_by_name_firm_number_and_ticket(cast, client_of, at):
    cast.bea.phone = "0211 / 123 456-7"
    cast.bea.save()
    add_number(cast.cem, "+49 30 7654321", note="mobile")
    ticket = open_ticket(requester=cast.carla, at=at)
    index(at=at)
    client = client_of(cast.ada)
    assert found(client, "bea") == ["Bea Birch"]
    assert found(client, "birch bak") == ["Bea Birch", "Bruno Birch"]
    assert found(client, "+49 211 1234567") == ["Bea Birch"]
    assert found(client, "7654321") == ["Cem Cedar"]
    assert found(client, f"#{ticket.pk}") == ["Carla Cedar"]
    assert found(client, "") == found(client, "999999999999999999999999") == []


def test_an_agent_with_limits_finds_his_clients_alone(cast, client_of, at):
    cast.cem.phone = "+49 30 7654321"
    cast.cem.save()
    ticket = open_ticket(requester=cast.cem, at=at)
    index(at=at)
    cast.ada.only_organizations.add(cast.birch)
    client = client_of(cast.ada)
    for typed in ("cem", "cedar", "+49 30 7654321", str(ticket.pk)):
        assert found(client, typed) == []
    facts = client.get("/desk/phone/facts/", {"requester": cast.cem.pk, "organization": "9"})
    assert "Cem" not in facts.content.decode()
    assert client.post("/desk/phone/add/", {"ticket": ticket.pk}).status_code == 404


def test_somebody_new_is_kept_with_his_number(cast, call, client_of):
    sent = {**call, "requester": "", "name": "Pat Phone", "number": "0211 555123"}
    assert client_of(cast.ada).post("/desk/phone/", sent).status_code == 302
    pat = Person.objects.get(name="Pat Phone")
    assert (pat.phone, pat.needs_review) == ("0211 555123", True)
    assert found(client_of(cast.ada), "555123") == ["Pat Phone"]


def test_what_is_known_of_the_caller_stands_beside(cast, client_of, at):
    open_ticket(requester=cast.bea, at=at, subject="The oven is cold")
    cast.birch.stop_reason = "unpaid bills"
    cast.birch.save()
    page = client_of(cast.ada).get("/desk/phone/facts/", {"requester": cast.bea.pk})
    assert "The oven is cold" in page.content.decode()
    assert "unpaid bills" in page.content.decode()


def test_what_is_asked_sets_urgency_and_says_what_must_happen(cast, client_of):
    wanted = RequestType.objects.create(
        name="Website down",
        slug="down",
        priority_level=1,
        acts=[{"do": "call_back", "within": "1 h elapsed"}],
    )
    headers = {"HX-Request": "true", "HX-Trigger-Name": "request_type"}
    said = {"request_type": wanted.pk, "when": "none"}
    answer = client_of(cast.ada).get("/desk/phone/facts/", said, headers=headers)
    form = answer.context["form"]
    assert form["priority"].value() == Priority.objects.get(name="Urgent").pk
    assert form["when"].value() == "policy"
    assert "Call back within 1 hour" in answer.content.decode()


def test_what_is_said_can_be_added_to_an_open_ticket_instead(cast, call, client_of, at):
    ticket = open_ticket(requester=cast.cem, at=at)
    client = client_of(cast.ada)
    for _twice in range(2):
        answer = client.post("/desk/phone/add/", {**call, "ticket": ticket.pk, "text": "Still."})
        assert answer["Location"] == f"/desk/tickets/{ticket.pk}/"
    added = ticket.messages.order_by("-pk").first()
    assert (added.text, added.person) == ("The lift stands\n\nStill.", cast.cem)
    assert Ticket.objects.count() == 1
    assert CallBack.objects.get().ticket == ticket


@pytest.mark.parametrize(
    "wrong",
    [
        {"requester": ""},
        {"requester": "9" * 40},
        {"subject": ""},
        {"priority": "x"},
        {"when": "nonsense"},
        {"when": "at", "call_by": ""},
        {"when": "at", "call_by": "2001-01-01T10:00"},
        {"call_number": "nonsense"},
        {"call_number": ""},
        {"call": "x"},
    ],
    ids=str,
)
def test_nonsense_is_refused_with_the_rest_kept(cast, call, client_of, wrong):
    answer = client_of(cast.ada).post("/desk/phone/", {**call, **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Ticket.objects.exists()


def test_nothing_written_down_is_added_to_nothing(cast, client_of, at):
    ticket = open_ticket(requester=cast.cem, at=at)
    answer = client_of(cast.ada).post("/desk/phone/add/", {"ticket": ticket.pk, "when": "none"})
    assert answer.status_code == 422
    assert ticket.messages.count() == 1


def test_light_agents_enter_no_calls(cast, call, client_of):
    assert client_of(cast.lena).post("/desk/phone/", call).status_code == 403
    assert client_of(cast.carla).get("/desk/phone/").status_code == 404


def test_the_page_costs_the_same_for_many_callers(
    cast, client_of, at, django_assert_max_num_queries
):
    for _each in range(5):
        open_ticket(requester=cast.cem, at=at)
    client = client_of(cast.ada)
    with django_assert_max_num_queries(30):
        client.get("/desk/phone/facts/", {"requester": cast.cem.pk})


@pytest.mark.parametrize("page", ["/desk/phone/facts/", "/desk/new/"])
def test_what_may_be_here_already_is_shown_while_it_is_entered(cast, client_of, page):
    from django.utils import timezone

    now = timezone.now()
    for subject in ("Scanner sends empty pages", "New keyboard", "Fax is mute"):
        open_ticket(requester=cast.cem, at=now, subject=subject)
    said = {
        "requester": cast.cem.pk,
        "subject": "Empty pages of the scanner",
        "when": "30",
        "call_number": "+49 211 99999",
        "priority": Priority.objects.get(name="Urgent").pk,
    }
    target = "entry-facts" if "new" in page else "call-facts"
    headers = {"HX-Request": "true", "HX-Trigger-Name": "subject", "HX-Target": target}
    answer = client_of(cast.ada).get(page, said, headers=headers)
    assert "This may be here already" in answer.content.decode()
    assert "New keyboard" not in answer.content.decode() or "phone" in page
    assert answer.context["form"]["call_number"].value() == "+49 211 99999"
    said["subject"] = "Coffee"
    answer = client_of(cast.ada).get(page, said, headers=headers)
    assert "This may be here already" not in answer.content.decode()


def test_what_is_wrong_with_the_call_back_keeps_what_was_said(cast, call, client_of, at):
    ticket = open_ticket(requester=cast.cem, at=at)
    client = client_of(cast.ada)
    for wrong in ({"when": "nonsense"}, {"call_number": "9" * 60}, {"number": "9" * 60}):
        answer = client.post("/desk/phone/add/", {**call, **wrong, "ticket": ticket.pk})
        assert answer.status_code in {302, 422}


def test_a_call_that_is_solved_at_once_owes_nothing_more(cast, call, client_of):
    said = {**call, "first_contact": "on", "solution": "Pressed the button."}
    answer = client_of(cast.ada).post("/desk/phone/", said, follow=True)
    ticket = Ticket.objects.get()
    assert (ticket.category, ticket.first_contact) == ("solved", True)
    assert not CallBack.objects.exists()
    assert "Solved at first contact" in answer.content.decode()


def test_impact_and_urgency_are_asked_on_the_telephone_too(cast, call, client_of):
    scheme = PriorityScheme.objects.get(is_default=True)
    grades = [{"name": "Much"}, {"name": "Little"}]
    scheme.matrix = {"impact": grades, "urgency": grades, "cells": [[1, 2], [2, 4]]}
    scheme.save()
    client = client_of(cast.ada)
    said = {**call, "impact": "2", "urgency": "2"}
    headers = {"HX-Request": "true", "HX-Trigger-Name": "impact"}
    form = client.get("/desk/phone/facts/", said, headers=headers).context["form"]
    assert form["priority"].initial.level == 4
    client.post("/desk/phone/", said)
    assert Ticket.objects.get().priority_level == 4
