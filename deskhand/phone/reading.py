"""Calls as agents get them: the one that rings now, and the book of all that they may see."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from deskhand.jobs.memory import remembered
from deskhand.people.acting import agent_id_of
from deskhand.people.reader import Reader
from deskhand.phone.models import Line, PhoneCall, Ring

# A call of which nothing more is heard is over by then.
LONGEST = timedelta(hours=4)
# It rings no longer than this, whatever the system forgot to say.
RINGS = timedelta(minutes=10)
# So long the card of a call that one has answered stays after its end.
AFTERWARDS = timedelta(minutes=10)
SIZE = 50


class CallNotFound(Exception):
    """There is no such call, or the reader may not see it."""


@remembered
def has_lines() -> bool:
    """Whether any line leads to anybody, so that cards are wanted at all."""
    return Line.objects.exists()


def calls_for(reader: Reader) -> QuerySet[PhoneCall]:
    """Return the calls that an agent may see: those of his clients, and those that rang at him."""
    if not reader.is_agent:
        return PhoneCall.objects.none()
    if reader.only_organizations is None:
        return PhoneCall.objects.all()
    own = Ring.objects.filter(agent=reader.agent_id).values("call")
    theirs = Q(organization__in=reader.only_organizations)
    return PhoneCall.objects.filter(theirs | Q(agent=reader.agent_id) | Q(pk__in=own))


def call_for(reader: Reader, key: int) -> PhoneCall:
    """Return one call; raises CallNotFound."""
    call = calls_for(reader).filter(pk=key).first()
    if call is None:
        raise CallNotFound(key)
    return call


def card_of(reader: Reader, *, at: datetime) -> PhoneCall | None:
    """Return the call that rings at an agent or that he is in, the latest; None for none."""
    mine = Ring.objects.filter(agent=reader.agent_id, put_away_at=None)
    mine = mine.filter(call__began_at__gt=at - LONGEST)
    his = Q(call__agent=reader.agent_id)
    rings = Q(call__agent=None, call__answered_at=None, call__began_at__gt=at - RINGS)
    live = Q(call__ended_at=None) & (his | rings)
    over = Q(call__ended_at__gt=at - AFTERWARDS) & his
    ring = mine.filter(live | over).select_related("call").first()
    return ring.call if ring else None


def is_of_others(call: PhoneCall, reader: Reader) -> bool:
    """Whether a call that rang at an agent is of somebody whom he does not look after: of him he
    learns nothing, not even the number. Who is unknown belongs to nobody."""
    if reader.only_organizations is None or not (call.organization_id or call.person_id):
        return False
    return call.organization_id not in reader.only_organizations


def put_away(call: PhoneCall, *, by: Reader, at: datetime) -> None:
    """Show the card of a call no more to this agent."""
    Ring.objects.filter(call=call, agent=agent_id_of(by), put_away_at=None).update(put_away_at=at)


@dataclass(frozen=True, slots=True)
class CallPage:
    """Some calls, and the id behind which the next page goes on; 0 on the last."""

    calls: list[PhoneCall]
    below: int = 0


def call_page(reader: Reader, *, which: str = "", below: int = 0, size: int = SIZE) -> CallPage:
    """Return a page of the book, the latest first: all, `mine`, or `missed`."""
    rows = calls_for(reader)
    if which == "mine":
        rows = rows.filter(agent=reader.agent_id)
    elif which == "missed":
        rows = rows.filter(direction=PhoneCall.Direction.IN, answered_at=None)
        rows = rows.exclude(ended_at=None)
    if below:
        rows = rows.filter(pk__lt=below)
    rows = rows.select_related("person", "organization", "agent__person")
    found = list(rows.order_by("-pk")[: size + 1])
    return CallPage(found[:size], found[size - 1].pk if len(found) > size else 0)
