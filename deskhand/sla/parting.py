"""A merge or a split is undone: clocks read again as if it had never been.

Facts are struck out, not removed; the undoing stands on record beside them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from deskhand.journal.actor import Actor
from deskhand.sla.clocks import cancel
from deskhand.sla.joining import called
from deskhand.sla.models import CallBack, Clock, PromiseKind
from deskhand.sla.occasions import note_status
from deskhand.sla.recording import OWED, note_due, strike
from deskhand.tickets.models import Ticket

K = PromiseKind
Called = tuple[str, int | str]
UNDONE = "the merge or split was undone"


def undo(
    done: dict[str, Any], *tickets: Ticket, done_at: datetime, by: Actor, at: datetime
) -> None:
    """Take back what `joining.merge` or `joining.left` did to clocks of locked tickets.

    Whoever was called meanwhile is not owed that call again.
    """
    begun = _locked(done["begun"])
    calls = {called(row): row for row in CallBack.objects.filter(clock__in=begun)}
    still = [clock for clock in begun if clock.state in OWED and clock.stopped_at is None]
    cancel(still, UNDONE, by=by, at=at)
    was = {one["clock"]: one for one in reversed(done["counted"])}
    for clock in _locked(was):
        _count_as_before(clock, was[clock.pk], by=by, at=at)
    for clock in _locked(done["cancelled"]):
        _revive(clock, calls, done_at=done_at, by=by, at=at)
    for ticket in tickets:
        note_due(ticket)


def stands_again(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """A ticket has the status again that it had before; its clocks are as they were already."""
    note_status(ticket, by=by, at=at)


def _count_as_before(clock: Clock, was: dict[str, Any], *, by: Actor, at: datetime) -> None:
    since = datetime.fromisoformat(was["since"])
    if clock.replaced_at is not None or clock.started_at != since:
        return
    clock.started_at = datetime.fromisoformat(was["started_at"])
    clock.calendar_version_id, clock.band = was["calendar_version"], was["band"]
    clock.promised, clock.reason = was["promised"], was["reason"]
    strike(clock, "counted_from", happened_at=since, by=by, at=at)


def _revive(
    clock: Clock, calls: Mapping[Called, CallBack], *, done_at: datetime, by: Actor, at: datetime
) -> None:
    row = CallBack.objects.filter(clock=clock).first() if clock.kind == K.CALLBACK else None
    meanwhile = calls.get(called(row)) if row else None
    if clock.replaced_at is not None or (meanwhile and meanwhile.ended_at):
        return
    if not strike(clock, "cancel", happened_at=done_at, by=by, at=at) or row is None:
        return
    row.ended_at, row.end, row.why = None, "", ""
    if meanwhile is not None:
        row.tries, row.last_outcome = meanwhile.tries, meanwhile.last_outcome
        row.ready_at = meanwhile.ready_at
    row.save()


def _locked(ids: Iterable[int]) -> list[Clock]:
    clocks = Clock.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk")
    return list(clocks.select_related("policy_version", "calendar_version", "row", "ticket"))
