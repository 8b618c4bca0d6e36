"""What holds before a ticket is solved or closed: open parts, duplicates, what it caused, tasks.

Each is held as the firm set it: not at all, with a warning, not to end, or to end together.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category, Status
from deskhand.journal.actor import Actor
from deskhand.sla import clocks
from deskhand.tickets.access import TicketLocked, lock
from deskhand.tickets.changes import change
from deskhand.tickets.models import Ticket
from deskhand.tickets.related import EndRule
from deskhand.tickets.relations import end_rules, still_open
from deskhand.work.appointments import last_live_end
from deskhand.work.tasks import count_held

ENDS = frozenset({Category.SOLVED, Category.CLOSED})
How, What = EndRule.How, EndRule.What


class StillOpen(TicketLocked):
    """Something must be done or ended before this ticket ends; the text says what."""


def check(ticket: Ticket, status: Status | None) -> None:
    """Raise StillOpen where an agent may not give a ticket this status yet."""
    if not ends(ticket, status):
        return
    reasons = [words for how, words in _open(ticket) if how == How.BLOCK]
    if reasons:
        raise StillOpen(" ".join(reasons))


def warnings(ticket: Ticket) -> list[str]:
    """Say what is still open on a ticket that ended all the same."""
    if ticket.is_open or ticket.category not in ENDS:
        return []
    found = [words for how, words in _open(ticket) if how == How.WARN]
    if last_live_end(ticket) is not None:
        found.append(_("An appointment is still to come. Cancel it, if nobody needs it any more."))
    return found


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


def _open(ticket: Ticket) -> Iterator[tuple[str, str]]:
    rules = end_rules()
    for what in (What.PART, What.DUPLICATE, What.CAUSE):
        if rules[what] in {How.BLOCK, How.WARN} and (numbers := still_open(ticket, what)):
            yield rules[what], _words(what, numbers)
    if rules[What.TASK] != How.NOTHING and (count := count_held(ticket)):
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
