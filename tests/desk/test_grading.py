"""Impact and urgency make the priority, where the scheme says how; one set by hand stays."""

import pytest

from deskhand.automation.macros import save_macro
from deskhand.automation.models import Macro
from deskhand.catalog.models import Priority, PriorityScheme
from deskhand.desk import macros, triage
from deskhand.desk.submit import Entry, Request, enter
from deskhand.journal.models import Event
from deskhand.sla.models import Clock
from deskhand.tickets.models import Ticket
from deskhand.web.console.pieces.grades import grades_context
from tests.cast import open_ticket, reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheme(cast) -> PriorityScheme:
    scheme = PriorityScheme.objects.get(is_default=True)
    scheme.matrix = {
        "impact": [{"name": "Many"}, {"name": "One"}],
        "urgency": [{"name": "Now"}, {"name": "Later"}],
        "cells": [[1, 2], [2, 4]],
    }
    scheme.save()
    return scheme


@pytest.fixture
def ticket(cast, scheme, at) -> Ticket:
    return open_ticket(requester=cast.bea, at=at)


def put(ticket: Ticket, cast, at, **fields) -> Ticket:
    for field, value in fields.items():
        triage.set_field(ticket.pk, field, value, by=reader(cast.ada), at=at)
    ticket.refresh_from_db()
    return ticket


def test_both_said_set_the_priority_and_the_trail_says_why(cast, ticket, at):
    before = ticket.priority_level
    assert put(ticket, cast, at, impact=1).priority_level == before
    assert put(ticket, cast, at, urgency=1).priority_level == 1
    told = Event.objects.filter(name="ticket_changed", subject_id=ticket.pk).order_by("pk")
    assert [event.payload["field"] for event in told] == ["impact", "urgency", "priority"]
    assert not Clock.objects.filter(ticket=ticket).exclude(priority_level=1)


def test_a_priority_set_by_hand_stays_until_the_one_they_say_is_set(cast, ticket, scheme, at):
    put(ticket, cast, at, impact=1, urgency=1)
    put(ticket, cast, at, priority=scheme.priorities.get(level=3))
    assert put(ticket, cast, at, urgency=2).priority_level == 3
    put(ticket, cast, at, priority=scheme.priorities.get(level=2))
    assert put(ticket, cast, at, impact=2).priority_level == 4


def test_entered_with_both_it_has_that_priority(cast, scheme, at):
    asked = Request(subject="Jam", text="Jam", impact=2, urgency=1)
    made = enter(Entry(asked, cast.bea), by=reader(cast.ada), at=at)
    assert (made.priority_level, made.impact, made.urgency) == (2, 2, 1)
    assert not made.keeps_priority


def test_entered_with_another_priority_it_keeps_that(cast, scheme, at):
    other = scheme.priorities.get(level=3)
    asked = Request(subject="Jam", text="Jam", impact=2, urgency=1, priority=other)
    made = enter(Entry(asked, cast.bea), by=reader(cast.ada), at=at)
    assert (made.priority, made.keeps_priority) == (other, True)


def test_in_another_scheme_nothing_is_said_any_more(cast, ticket, at):
    put(ticket, cast, at, impact=1, urgency=1)
    other = PriorityScheme.objects.create(name="Other", slug="other")
    triage.change(ticket, "priority", Priority.objects.create(scheme=other, level=1, name="A"),
                  by=reader_actor(cast), at=at)  # fmt: skip
    ticket.refresh_from_db()
    assert (ticket.impact, ticket.urgency) == (None, None)


def reader_actor(cast):
    return triage.actor_of(reader(cast.ada))


def test_another_matrix_changes_no_word_of_what_was_graded(cast, ticket, scheme, at):
    put(ticket, cast, at, impact=1, urgency=2)
    asked = Request(subject="Jam", text="Jam", impact=2, urgency=1)
    made = enter(Entry(asked, cast.bea), by=reader(cast.ada), at=at)
    scheme.matrix["impact"] = [{"name": "All"}]
    scheme.matrix["cells"] = [[3, 3]]
    scheme.save()
    ticket.refresh_from_db()
    assert grades_context(ticket)["grades"]["impact"] == [(1, "Many")]
    made = Ticket.objects.get(pk=made.pk)
    assert grades_context(made)["grades"]["impact"] == [(1, "All"), (2, "One")]
    assert not grades_context(ticket)["is_kept"]
    assert put(ticket, cast, at, impact=None).impact_word == ""


def test_a_macro_taken_back_gives_back_how_the_priority_was_set(cast, ticket, scheme, at):
    ada = reader(cast.ada)
    macro = save_macro(Macro(name="Low", acts=[{"do": "priority", "level": 4}]), by=ada)
    macros.undo(macros.apply(macro, [ticket.pk], by=ada, at=at).pk, by=ada, at=at)
    assert put(ticket, cast, at, impact=1, urgency=1).priority_level == 1
    macros.undo(macros.apply(macro, [ticket.pk], by=ada, at=at).pk, by=ada, at=at)
    assert put(ticket, cast, at, urgency=2).priority_level == 2
    put(ticket, cast, at, priority=scheme.priorities.get(level=3))
    macros.undo(macros.apply(macro, [ticket.pk], by=ada, at=at).pk, by=ada, at=at)
    assert put(ticket, cast, at, urgency=1).priority_level == 3
