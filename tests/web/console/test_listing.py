"""Rows of lists are read by number: they say what the tickets say, and keep to what was found."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deskhand.jobs.together import read_together
from deskhand.sla.listed import clocks_asked, clocks_in
from deskhand.sla.reading import clocks_of
from deskhand.tickets import paging
from deskhand.tickets.access import TicketNotFound
from deskhand.tickets.listed import INSTANTS, PLAIN, listed_asked, listed_in
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import tickets_for
from deskhand.web.console.pieces.listing import listing, rows_with
from tests import cast as stage

pytestmark = pytest.mark.django_db
POINTERS = ("requester", "organization", "status", "priority", "team", "assignee")


@pytest.fixture
def tickets(cast, at):
    found = [stage.ask(who, at=at + n * timedelta(hours=1)) for n, who in enumerate(
        (cast.bea, cast.bruno, cast.bea))]  # fmt: skip
    Ticket.objects.filter(pk=found[0].pk).update(
        assignee=cast.ada, tags=["vip", 'a "b" <c>'], snoozed_until=at + timedelta(seconds=0.5)
    )
    return list(Ticket.objects.for_list().order_by("pk"))


def test_a_listed_ticket_says_what_the_ticket_says(cast, tickets, django_assert_num_queries):
    numbers, reader = [ticket.pk for ticket in tickets], stage.reader(cast.ada)
    with django_assert_num_queries(1):
        found = read_together(**listed_asked(reader, numbers), **clocks_asked(numbers))
        listed, clocks = listed_in(found), clocks_in(found)
        for ticket in tickets:
            same = listed[ticket.pk]
            assert same == ticket and same.tags == ticket.tags
            for name in (*PLAIN, *INSTANTS):
                assert getattr(same, name) == getattr(ticket, name), name
            for name in POINTERS:
                one, other = getattr(same, name), getattr(ticket, name)
                assert (one, str(one or "")) == (other, str(other or ""))
    whole = clocks_of(tickets)
    assert clocks == whole
    for number, clock in clocks.items():
        for name in ("state", "kind", "due_at", "started_at", "warn_at", "row", "held_by"):
            assert getattr(clock, name) == getattr(whole[number], name), name


def test_what_was_not_read_is_asked_for(cast, tickets):
    asked = listed_asked(stage.reader(cast.ada), [tickets[0].pk])
    (listed,) = listed_in(read_together(**asked)).values()
    assert listed.reply_key == tickets[0].reply_key
    assert listed.assignee.role == tickets[0].assignee.role


def test_a_page_of_rows_takes_two_statements(cast, tickets, at, django_assert_num_queries):
    reader = stage.reader(cast.ada)
    with django_assert_num_queries(2):
        places = paging.places(tickets_for(reader), order="newest", size=2)
        found = listing(reader, places, at=at)
    assert [row["ticket"] for row in found.rows] == tickets[:0:-1]
    more = paging.places(tickets_for(reader), order="newest", after=places.next_cursor)
    assert (more.numbers, more.next_cursor) == ([tickets[0].pk], "")


def test_a_ticket_that_is_gone_meanwhile_has_no_row(cast, tickets, at):
    reader = stage.reader(cast.ada)
    places = paging.places(tickets_for(reader), order="oldest")
    Ticket.objects.filter(pk=tickets[1].pk).delete()
    rows = listing(reader, places, at=at).rows
    assert [row["ticket"] for row in rows] == [tickets[0], tickets[2]]
    assert set(rows_with(tickets[0].pk, reader, places, at=at)) == {tickets[0].pk, tickets[2].pk}


LIMITS = {
    "none": {"role": "agent"},
    "administrator": {"role": "administrator"},
    "teams": {"role": "agent", "only_own_teams": True, "teams": frozenset()},
    "organizations": {"role": "agent", "only_organizations": frozenset()},
    "administrator with limits": {"role": "administrator", "only_organizations": frozenset()},
}


@pytest.mark.parametrize("limits", LIMITS)
def test_a_ticket_that_he_may_not_see_any_more_has_no_row(cast, tickets, at, limits):
    """Places were found, and then tickets became confidential, or he was limited."""
    places = paging.places(tickets_for(stage.reader(cast.ada)), order="oldest")
    Ticket.objects.filter(pk__gte=tickets[1].pk).update(is_confidential=True)
    Ticket.objects.filter(pk=tickets[2].pk).update(assignee=cast.nils)
    tickets[1].participants.create(person=cast.nils.person, added_at=at)
    for agent in (cast.ada, cast.nils):
        reader = replace(stage.reader(agent), **LIMITS[limits])
        seen = list(tickets_for(reader).order_by("pk"))
        assert [row["ticket"] for row in listing(reader, places, at=at).rows] == seen
        for ticket in tickets:
            if ticket in seen:
                assert set(rows_with(ticket.pk, reader, places, at=at)) == {one.pk for one in seen}
            else:
                with pytest.raises(TicketNotFound):
                    rows_with(ticket.pk, reader, places, at=at)


def test_nothing_found_is_no_row_and_no_statement(cast, at, django_assert_num_queries):
    reader = stage.reader(cast.ada)
    with django_assert_num_queries(0):
        assert listing(reader, paging.Places(), at=at).rows == []
