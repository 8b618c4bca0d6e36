"""Rules on tickets that have stood for a time: each acts once in an episode, which begins anew when
the ticket's status gets another meaning."""

from collections.abc import Callable
from datetime import datetime

from deskhand.automation import runs
from deskhand.automation.rulebook import Reading, followed_rules
from deskhand.automation.sweeping import is_due, standing
from deskhand.automation.triggers import Trigger
from deskhand.desk.automating import follow_one
from deskhand.desk.story import story
from deskhand.sla.dates import calendar_of
from deskhand.tickets.access import TicketNotFound, lock
from deskhand.tickets.models import Ticket


def sweep(*, at: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Follow all rules on tickets that have stood for long enough; return how often one acted.

    `goes_on` is asked before each ticket. What is left is found by the next sweep.
    """
    readings = followed_rules().get(Trigger.STANDS, ())
    return sum(_sweep(reading, at=at, goes_on=goes_on) for reading in readings)


def _sweep(reading: Reading, *, at: datetime, goes_on: Callable[[], bool]) -> int:
    acted, after = 0, None
    while found := standing(reading, at=at, after=after):
        for ticket in found:
            if not goes_on():
                return acted
            if is_due(reading.rule, ticket, calendar_of(ticket, at=at), at=at):
                acted += _follow(reading, ticket, at=at)
        last = found[-1]
        after = (last.status_since or at, last.pk)
    return acted


@story
def _follow(reading: Reading, seen: Ticket, *, at: datetime) -> bool:
    """Follow a rule on a ticket, if it still stands as it was seen."""
    try:
        ticket = lock(seen.pk)
    except TicketNotFound:
        return False
    rule, source = reading.rule, runs.episode(ticket)
    is_same = ticket.category == rule.category and ticket.status_since == seen.status_since
    if not is_same or runs.has_run(rule, ticket, source) or not runs.is_followed(rule):
        return False
    if not reading.matches(ticket, at=at):
        return False
    return follow_one(reading, ticket, source, depth=0, at=at)
