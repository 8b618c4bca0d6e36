"""What telephone systems say of a call, put together: it may come twice, late, and in any order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from deskhand.journal.actor import system
from deskhand.journal.record import record_all
from deskhand.people.callers import dialled, known_by
from deskhand.people.models import Agent
from deskhand.phone.events import PhoneCallHeard
from deskhand.phone.lines import agents_at, lines_called, word_of
from deskhand.phone.models import PhoneCall, Ring

BY = system("telephone")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a system said: about which call, and since when it rings, is answered, has ended (UTC).

    `number` is the other side; `lines` are ours, where it rings or, with `answered_at`, where it
    was answered; for calls that we make, who makes them.
    """

    system: str
    key: str
    direction: str = PhoneCall.Direction.IN
    number: str = ""
    lines: tuple[str, ...] = ()
    began_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None


@transaction.atomic
def hear(heard: Heard, *, at: datetime) -> PhoneCall:
    """Note what was said of a call, and let the cards of those at whose lines it rings know.

    What was said before changes nothing.
    """
    first = heard.began_at or heard.answered_at or heard.ended_at or at
    call, is_new = PhoneCall.objects.get_or_create(
        system=heard.system,
        key=heard.key[:160],
        defaults={"began_at": first, "direction": heard.direction},
    )
    call = PhoneCall.objects.select_for_update().get(pk=call.pk)
    before = _facts(call)
    found = lines_called(heard.lines)
    agents = agents_at(found)
    _name(call, heard)
    _put_together(call, heard)
    _answer(call, heard, agents)
    if is_new or _facts(call) != before:
        call.save()
    rung = _ring(call, agents)
    if is_new or rung or _facts(call) != before:
        _tell(call, at=at)
    return call


def _facts(call: PhoneCall) -> tuple[Any, ...]:
    return (
        *(call.began_at, call.answered_at, call.ended_at, call.number, call.shown),
        *(call.agent_id, call.line, call.direction),
    )


def _name(call: PhoneCall, heard: Heard) -> None:
    """Who is on the other side: what is known stays."""
    if not call.shown and heard.number:
        call.direction = heard.direction
        call.shown = heard.number[:60]
        call.number = dialled(heard.number)[:40]
        known = known_by(call.number)
        call.person, call.organization = known.person, known.organization
    if not call.line and heard.lines:
        call.line = word_of(heard.lines[0])


def _put_together(call: PhoneCall, heard: Heard) -> None:
    """The earliest of each counts; nothing begins after it was answered, or ends before that."""
    said = [one for one in (heard.began_at, heard.answered_at, heard.ended_at) if one]
    call.began_at = min([call.began_at, *said])
    for name in ("answered_at", "ended_at"):
        new, old = getattr(heard, name), getattr(call, name)
        if new is not None and (old is None or new < old):
            setattr(call, name, new)
    if call.answered_at and call.ended_at:
        call.answered_at = min(call.answered_at, call.ended_at)


def _answer(call: PhoneCall, heard: Heard, agents: list[Agent]) -> None:
    """Whoever answers has the call, and whoever makes it; a line of several tells of nobody."""
    is_told = heard.answered_at is not None or call.direction == PhoneCall.Direction.OUT
    if is_told and call.agent_id is None and len(agents) == 1:
        call.agent = agents[0]
        call.line = word_of(heard.lines[0])


def _ring(call: PhoneCall, agents: list[Agent]) -> bool:
    """Note at whom it rings; whether anybody is new."""
    if call.ended_at is not None and call.agent_id is None:
        return False
    known = set(call.rings.values_list("agent", flat=True))
    new = [Ring(call=call, agent=agent) for agent in agents if agent.pk not in known]
    Ring.objects.bulk_create(new, ignore_conflicts=True)
    return bool(new)


def _tell(call: PhoneCall, *, at: datetime) -> None:
    people = call.rings.values_list("agent__person", flat=True).order_by("agent__person")
    record_all([PhoneCallHeard(phone=person, call=call.pk) for person in people], by=BY, at=at)
