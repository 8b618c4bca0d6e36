"""What is told of single promises beyond their being kept or broken."""

from datetime import datetime

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.sla.events import PromiseMended, VerdictTurned
from deskhand.sla.models import Clock


def mended(clock: Clock, act: str, *, by: Actor, at: datetime) -> None:
    """Write down that somebody changed one promise by hand."""
    event = PromiseMended(
        ticket=clock.ticket_id,
        clock=clock.pk,
        kind=clock.kind,
        act=act,
        organization=clock.ticket.organization_id,
        team=clock.ticket.team_id,
    )
    record(event, by=by, at=at)


def turned(clock: Clock, was: str, *, by: Actor, at: datetime) -> None:
    """Write down that a verdict turned out wrong."""
    event = VerdictTurned(
        ticket=clock.ticket_id,
        clock=clock.pk,
        kind=clock.kind,
        was=str(was),
        is_now=str(clock.state),
        organization=clock.ticket.organization_id,
        team=clock.ticket.team_id,
    )
    record(event, by=by, at=at)
