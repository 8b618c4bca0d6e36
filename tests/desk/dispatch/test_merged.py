"""Appointments of a ticket that is merged go up with it, and come back."""

from datetime import timedelta

from deskhand.desk import merging
from deskhand.desk.dispatch import booking
from deskhand.desk.merging import Merging
from deskhand.work.appointments import Plan
from tests import cast as stage

HOUR = timedelta(hours=1)


def book(cast, ticket, at):
    plan = Plan("Visit", at + 24 * HOUR, at + 25 * HOUR, [cast.ada])
    return booking.book(ticket.pk, plan, by=stage.reader(cast.asta), at=at)


def test_they_go_up_and_come_back(cast, at):
    into, other = stage.ask(cast.bea, at=at), stage.ask(cast.bruno, at=at)
    made = book(cast, other, at)
    by = stage.reader(cast.asta)
    wanted = Merging(into=into.pk, others=(other.pk,))
    [row] = merging.merge(wanted, by=by, at=at)
    made.refresh_from_db()
    into.refresh_from_db()
    assert (made.ticket, into.category) == (into, "scheduled")
    merging.undo(row.pk, by=by, at=at + HOUR)
    made.refresh_from_db()
    into.refresh_from_db()
    assert made.ticket == other
    assert into.category == "open"


def test_another_client_learns_nothing_of_them(cast, at):
    into, other = stage.ask(cast.bea, at=at), stage.ask(cast.cem, at=at)
    made = book(cast, other, at)
    wanted = Merging(into=into.pk, others=(other.pk,))
    merging.merge(wanted, by=stage.reader(cast.asta), at=at)
    made.refresh_from_db()
    assert made.ticket == other
