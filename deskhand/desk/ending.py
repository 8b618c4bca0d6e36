"""What holds before a ticket is solved or closed: open parts, duplicates, what it caused, tasks.

Each is held as the firm set it: not at all, with a warning, not to end, or to end together.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category, Status
from deskhand.jobs.together import Asked, Row, read_together
from deskhand.journal.actor import Actor
from deskhand.sla import clocks
from deskhand.tickets.access import TicketLocked, lock
from deskhand.tickets.changes import change
from deskhand.tickets.models import Ticket
from deskhand.tickets.related import EndRule
from deskhand.tickets.relations import end_rules, open_asked, open_in, still_open
from deskhand.work.appointments import live_asked
from deskhand.work.tasks import held_tasks_asked

ENDS = frozenset({Category.SOLVED, Category.CLOSED})
How, What = EndRule.How, EndRule.What


class StillOpen(TicketLocked):
    """Something must be done or ended before this ticket ends; the text says what."""


def check(ticket: Ticket, status: Status | None) -> None:
    """Raise StillOpen where an agent may not give a ticket this status yet."""
    if not ends(ticket, status):
        return
    reasons = [words for how, words in _open(_read(ticket)) if how == How.BLOCK]
    if reasons:
        raise StillOpen(" ".join(reasons))


def warnings(ticket: Ticket) -> list[str]:
    """Say what is still open on a ticket that ended all the same."""
    return warnings_in(_read(ticket)) if has_ended(ticket) else []


def has_ended(ticket: Ticket) -> bool:
    return not ticket.is_open and ticket.category in ENDS


def held_asked(ticket: Ticket) -> dict[str, Asked]:
    """Return what to read of what holds the end of a ticket, for `read_together`."""
    return {**open_asked(ticket), **held_tasks_asked(ticket), **live_asked(ticket)}


def warnings_in(found: Mapping[str, list[Row]]) -> list[str]:
    """As `warnings`, of a ticket that ended, from what was read."""
    said = [words for how, words in _open(found) if how == How.WARN]
    if found["live_appointments"]:
        said.append(_("An appointment is still to come. Cancel it, if nobody needs it any more."))
    return said


def _read(ticket: Ticket) -> dict[str, list[Row]]:
    return read_together(**held_asked(ticket))


def ends(ticket: Ticket, status: Status | None) -> bool:
    """Whether a status is the end of a ticket that is open."""
    return status is not None and ticket.is_open and Category(status.category) in ENDS


def end_together(ticket: Ticket, *, by: Actor, at: datetime) -> list[int]:
    """End what is to end together with a ticket that just ended; returns its numbers."""
    ended: list[int] = []
    if ticket.category not in ENDS:
        return ended
    for what in (What.PART, What.DUPLICATE, What.CAUSE):
        if end_rules()[what] == How.TOGETHER:
            for number in still_open(ticket, what):
                ended += _end(number, Category(ticket.category), by=by, at=at)
    return ended


def _end(number: int, category: Category, *, by: Actor, at: datetime) -> list[int]:
    other = lock(number)
    if not other.is_open:
        return []
    change(other, "status", status_of(other.status.scheme, category), by=by, at=at)
    clocks.follow_status(other, by=by, at=at)
    # Parts of parts go along.
    return [number, *end_together(other, by=by, at=at)]


def _open(found: Mapping[str, list[Row]]) -> Iterator[tuple[str, str]]:
    rules = end_rules()
    for what in (What.PART, What.DUPLICATE, What.CAUSE):
        if rules[what] in {How.BLOCK, How.WARN} and (numbers := open_in(found, what)):
            yield rules[what], _words(what, numbers)
    if rules[What.TASK] != How.NOTHING and (count := len(found["held_tasks"])):
        words = ngettext(
            "%(count)d task must still be done.", "%(count)d tasks must still be done.", count
        )
        yield rules[What.TASK], words % {"count": count}


def _words(what: str, numbers: list[int]) -> str:
    count = len(numbers)
    if what == What.PART:
        words = ngettext("%(count)d part is still open.", "%(count)d parts are still open.", count)
    elif what == What.DUPLICATE:
        words = ngettext(
            "%(count)d duplicate is still open.", "%(count)d duplicates are still open.", count
        )
    else:
        words = ngettext(
            "%(count)d ticket that it caused is still open.",
            "%(count)d tickets that it caused are still open.",
            count,
        )
    return _("%(words)s See the panel.") % {"words": words % {"count": count}}
