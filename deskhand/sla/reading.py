"""Clocks as pages and letters show them."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from deskhand.people.zones import zone_of
from deskhand.rules.explain import explain
from deskhand.sla.models import Clock, PromiseKind
from deskhand.sla.recording import OWED, rule_of
from deskhand.tickets.models import NOTHING_DUE, Ticket

ANSWERS = (PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE)


def clocks_of(tickets: list[Ticket]) -> dict[int, Clock]:
    """Return for each ticket the clock that its row shows, in one statement.

    The nearest that is still owed; else the last one that ended.
    """
    rows = Clock.objects.filter(ticket__in=[t.pk for t in tickets]).order_by("ticket", "cycle")
    shown: dict[int, Clock] = {}
    for clock in rows:
        before = shown.get(clock.ticket_id)
        if before is None or _comes_first(clock, before):
            shown[clock.ticket_id] = clock
    return shown


def _comes_first(clock: Clock, before: Clock) -> bool:
    if is_owed(clock) != is_owed(before):
        return is_owed(clock)
    if is_owed(clock):
        return (clock.due_at or NOTHING_DUE) < (before.due_at or NOTHING_DUE)
    return clock.cycle >= before.cycle


def is_owed(clock: Clock) -> bool:
    """Whether an answer is still awaited, in time or late."""
    return clock.stopped_at is None and clock.state in OWED


def clocks_on(ticket: Ticket) -> list[Clock]:
    """Return all clocks of a ticket with what explains them: owed ones first, nearest due first."""
    clocks = ticket.clocks.select_related(
        "policy_version__policy", "calendar_version__calendar", "promise_date"
    )
    found = list(clocks.prefetch_related("events").order_by("-pk"))
    return sorted(found, key=lambda clock: (not is_owed(clock), clock.due_at or NOTHING_DUE))


def working_of(clock: Clock, *, at: datetime) -> list[str]:
    """Explain a due time in sentences: what was promised, which hours counted, what changed."""
    return [clock.reason, *explain(rule_of(clock), at)]


def promise_words_for(
    ticket: Ticket,
    *,
    at: datetime,
    zone: ZoneInfo | None = None,
    clocks: Sequence[Clock] | None = None,
) -> str:
    """Say until when the requester has an answer, in his time zone; empty when none is owed.

    `clocks` are all of the ticket's, where they are known.
    """
    if clocks is None:
        clocks = list(ticket.clocks.filter(kind__in=ANSWERS).order_by("pk"))
    answers = [clock for clock in clocks if clock.kind in ANSWERS and is_owed(clock)]
    clock = answers[-1] if answers else None
    if clock is None or clock.due_at is None:
        return ""
    zone = zone or zone_of(ticket.requester, ticket.organization)
    return _("by %(when)s") % {"when": when_words(clock.due_at, zone, at=at)}


def when_words(instant: datetime, zone: ZoneInfo, *, at: datetime) -> str:
    """An instant in words of a zone: for today the time alone, and always with the zone."""
    local = timezone.localtime(instant, zone)
    time = formats.date_format(local, "H:i")
    if local.date() == timezone.localtime(at, zone).date():
        return _("today, %(time)s (%(zone)s)") % {"time": time, "zone": local.tzname()}
    day = formats.date_format(local, "l, j F")
    return _("%(day)s, %(time)s (%(zone)s)") % {"day": day, "time": time, "zone": local.tzname()}
