"""A merge or a split is undone: clocks read again as if it had never been.

Facts are struck out, not removed; the undoing stands on record beside them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from deskhand.journal.actor import Actor
from deskhand.sla.models import CallBack, Clock, PromiseKind
from deskhand.sla.occasions import note_status
from deskhand.sla.recording import OWED, add, note_due, strike
from deskhand.tickets.models import Ticket

UNDONE = "the merge or split was undone"


def undo(
    done: dict[str, Any], *tickets: Ticket, done_at: datetime, by: Actor, at: datetime
) -> None:
    """Take back what `joining.merge` or `joining.left` did to clocks of locked tickets."""
    for clock in _locked(done["begun"]):
        if clock.state in OWED and clock.stopped_at is None:
            add(clock, "cancel", {"reason": UNDONE}, at=at, by=by)
    was = {one["clock"]: one for one in reversed(done["counted"])}
    for clock in _locked(was):
        _count_as_before(clock, was[clock.pk], by=by, at=at)
    for clock in _locked(done["cancelled"]):
        _revive(clock, done_at=done_at, by=by, at=at)
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


def _revive(clock: Clock, *, done_at: datetime, by: Actor, at: datetime) -> None:
    if clock.replaced_at is None and strike(clock, "cancel", happened_at=done_at, by=by, at=at):
        ended = CallBack.objects.filter(clock=clock) if clock.kind == PromiseKind.CALLBACK else None
        if ended is not None:
            ended.update(ended_at=None, end="", why="")


def _locked(ids: Iterable[int]) -> list[Clock]:
    clocks = Clock.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk")
    return list(clocks.select_related("policy_version", "calendar_version", "row", "ticket"))
