"""The time of a snoozed ticket comes."""

from datetime import datetime

from deskhand.desk.story import story
from deskhand.journal.actor import system
from deskhand.tickets import snoozing
from deskhand.tickets.access import TicketNotFound, lock


@story
def wake_in_time(number: int, *, at: datetime) -> bool:
    """Let a ticket come back whose time has come; False when it has not, or was changed."""
    try:
        ticket = lock(number)
    except TicketNotFound:
        return False
    if ticket.snoozed_until is None or ticket.snoozed_until > at:
        return False
    return snoozing.wake(ticket, why="time", by=system("snooze"), at=at)
