"""Clocks as pages and letters show them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.catalog.models import Category
from deskhand.jobs.prepared import prepared
from deskhand.people.zones import zone_of
from deskhand.sla.governing import kept, version_words
from deskhand.sla.models import Clock, PromiseKind, PromiseRow, Start
from deskhand.sla.recording import OWED
from deskhand.tickets.models import NOTHING_DUE, Ticket

ANSWERS = (PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE)


def clocks_of(tickets: list[Ticket]) -> dict[int, Clock]:
    """Return for each ticket the clock that its row shows, in one statement.

    The nearest that is still owed; else the last one that ended. What was replaced counts no
    more.
    """
    rows = Clock.objects.filter(ticket__in=[t.pk for t in tickets], replaced_at=None)
    return shown_of(rows.select_related("row__start_team").order_by("ticket", "cycle"))


def clocks_for(tickets: Sequence[Ticket]) -> list[Clock]:
    """Return all clocks of these tickets with what a page says of them, in one statement."""
    return _clocks_of([ticket.pk for ticket in tickets])


@prepared
def _clocks_of(tickets: list[int]) -> QuerySet[Clock]:
    rows = Clock.objects.filter(ticket__in=tickets)
    related = rows.select_related("row__start_team", "promise_date__replaces__clock")
    return related.order_by("ticket", "cycle")


def shown_of(clocks: Iterable[Clock]) -> dict[int, Clock]:
    """Return for each ticket the one of these clocks that its row shows; in the order of their
    cycles."""
    shown: dict[int, Clock] = {}
    for clock in clocks:
        if clock.replaced_at is not None:
            continue
        before = shown.get(clock.ticket_id)
        if before is None or _comes_first(clock, before):
            shown[clock.ticket_id] = clock
    return shown


def in_turn(clocks: Iterable[Clock]) -> list[Clock]:
    """Put the clocks of a ticket in the order of its page: owed ones first, nearest due first."""
    newest = sorted(clocks, key=lambda clock: -clock.pk)
    return sorted(newest, key=lambda clock: (not is_owed(clock), clock.due_at or NOTHING_DUE))


def _comes_first(clock: Clock, before: Clock) -> bool:
    if is_owed(clock) != is_owed(before):
        return is_owed(clock)
    if is_owed(clock):
        return (clock.due_at or NOTHING_DUE) < (before.due_at or NOTHING_DUE)
    return clock.cycle >= before.cycle


def is_owed(clock: Clock) -> bool:
    """Whether an answer is still awaited, in time or late."""
    return clock.stopped_at is None and clock.state in OWED


def is_reply_owed(clocks: Iterable[Clock]) -> bool:
    """Whether the requester waits for a next response, by the clocks of his ticket."""
    return any(clock.kind == PromiseKind.NEXT_RESPONSE and is_owed(clock) for clock in clocks)


def clocks_on(ticket: Ticket, **which: int) -> list[Clock]:
    """Return all clocks of a ticket, or which of them, with what explains them: owed ones first,
    nearest due first."""
    clocks = ticket.clocks.filter(**which).select_related(
        "policy_version__policy",
        "calendar_version__calendar",
        "row__start_team",
        "promise_date__replaces__clock",
    )
    return in_turn(clocks.prefetch_related("events"))


def clock_on(ticket: Ticket, clock_id: int) -> Clock | None:
    """Return one clock of a ticket with what explains it; None for one of another."""
    return next((clock for clock in clocks_on(ticket, pk=clock_id)), None)


def waits_for(clock: Clock, start: Start) -> bool:
    """Whether a clock still waits for something of this kind."""
    is_waiting = clock.state == Clock.State.PENDING and clock.row is not None
    return is_waiting and clock.row is not None and clock.row.start == start


def waiting_for_message(tickets: Iterable[Ticket]) -> set[int]:
    """Return the numbers of those whose promise begins once the on-call service passes its message
    on."""
    numbers = [ticket.pk for ticket in tickets]
    if not numbers:
        return set()
    rows = Clock.objects.filter(
        ticket__in=numbers, state=Clock.State.PENDING, row__start=Start.PASSED_ON
    )
    return set(rows.values_list("ticket", flat=True))


def policy_words(ticket: Ticket) -> tuple[str, str]:
    """Name the policy by which a ticket goes, and say why; empty before any was chosen."""
    choice = kept(ticket)
    if choice is None:
        return "", ""
    return version_words(choice).replace("version ", "version\N{NO-BREAK SPACE}"), choice.reason


def starts_words(clock: Clock) -> str:
    """Say what a clock that waits will start with."""
    row = clock.row
    if row is None:
        return ""
    if row.start == Start.HANDOVER:
        return _handover_words(row)
    if row.start == Start.STATUS:
        status = Category(row.start_category).label
        return _("It starts when its status is “%(status)s”.") % {"status": status}
    return str(STARTS.get(Start(row.start), ""))


def _handover_words(row: PromiseRow) -> str:
    if row.start_team is not None:
        return _("It starts when it is turned over to %(team)s.") % {"team": row.start_team}
    if row.start_tier is not None:
        return _("It starts when it is turned over to tier %(tier)d.") % {"tier": row.start_tier}
    return _("It starts when it is turned over to a team.")


STARTS = {
    Start.PASSED_ON: gettext_lazy("It starts when the on-call service passes its message on."),
    Start.DATE: gettext_lazy("It starts when a date is promised."),
}


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
