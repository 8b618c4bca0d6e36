"""Writing down that steps of a clock came, with what they have to do.

All in the transaction of the sweep that found them: what follows is enqueued with it, and carried
out by whoever works, once.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.rules.escalation import Moment, Outlook
from deskhand.sla.events import StepCame
from deskhand.sla.models import Clock, StepAct, StepFired
from deskhand.sla.stepping import actions_of

Outcome = StepFired.Outcome


def fire_steps(clock: Clock, outlook: Outlook, *, by: Actor, at: datetime) -> None:
    """Let what has come of a locked clock fire; the caller saves the clock."""
    superseded = [_row(clock, moment, Outcome.SUPERSEDED, at=at) for moment in outlook.superseded]
    StepFired.objects.bulk_create(superseded)
    for moment in outlook.fires:
        row = _row(clock, moment, Outcome.FIRED, at=at)
        row.save(force_insert=True)
        acts = _acts(row)
        StepAct.objects.bulk_create(acts)
        record(_event(clock, row, acts), by=by, at=at)
    _count(clock, (*outlook.superseded, *outlook.fires))


def _row(clock: Clock, moment: Moment, outcome: Outcome, *, at: datetime) -> StepFired:
    return StepFired(
        clock=clock,
        arming=clock.arming,
        step=moment.step,
        occurrence=moment.occurrence,
        spec=_spec(clock, moment.step),
        due_at=moment.at,
        fired_at=at,
        outcome=outcome,
    )


def _spec(clock: Clock, number: int) -> dict[str, Any]:
    spec: dict[str, Any] = clock.row.steps[number - 1] if clock.row else {}
    return spec


def _acts(row: StepFired) -> list[StepAct]:
    return [
        StepAct(fired=row, place=place, do=action["do"], spec=action)
        for place, action in enumerate(actions_of(row.spec), start=1)
    ]


def _event(clock: Clock, row: StepFired, acts: Iterable[StepAct]) -> StepCame:
    ticket = clock.ticket
    return StepCame(
        ticket=ticket.pk,
        clock=clock.pk,
        kind=clock.kind,
        fired=row.pk,
        step=row.spec["kind"],
        does=",".join(act.do for act in acts),
        organization=ticket.organization_id,
        team=ticket.team_id,
    )


def _count(clock: Clock, moments: Iterable[Moment]) -> None:
    counted = dict(clock.fired)
    for moment in moments:
        key = str(moment.step)
        counted[key] = max(counted.get(key, 0), moment.occurrence)
    clock.fired = counted
