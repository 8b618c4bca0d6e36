"""What marks a row of a list beside the ticket itself: news, a draft, and who has it before him."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from deskhand.jobs.together import Asked, Row, instant, shape, told
from deskhand.people.models import Agent, Person
from deskhand.tickets.models import Draft, Presence, Sight, Ticket
from deskhand.tickets.presence import LASTS, others_there


@dataclass(frozen=True, slots=True)
class Marks:
    """By ids of tickets: what has news since the agent last read it, where he has something
    unsent, and who else is there."""

    news: set[int]
    drafts: set[int]
    present: Mapping[int, list[Presence]]


def marks_asked(numbers: Sequence[int], *, agent_id: int, at: datetime) -> dict[str, Asked]:
    """Return what to read of the tickets with these numbers, for `read_together`."""
    return {
        "seen": _seen(agent_id, numbers),
        "drafts": _drafts(agent_id, numbers),
        "present": _there(numbers, agent_id, at - LASTS),
    }


@shape
def _seen(agent: int, tickets: list[int]) -> QuerySet:
    sights = Sight.objects.filter(agent=agent, ticket__in=tickets)
    return told(sights, ticket="ticket", at="seen_at")


@shape
def _drafts(agent: int, tickets: list[int]) -> QuerySet:
    drafts = Draft.objects.filter(agent=agent, ticket__in=tickets, discarded_at=None)
    return told(drafts, ticket="ticket")


@shape
def _there(tickets: list[int], agent: int, since: datetime) -> QuerySet:
    others = others_there(tickets, agent_id=agent, since=since)
    return told(others, ticket="ticket", pk="pk", state="state", name="agent__person__name")


def marks_of(found: Mapping[str, list[Row]], tickets: Sequence[Ticket]) -> Marks:
    """Return the marks of these tickets from what was read."""
    seen = {row["ticket"]: instant(row["at"]) for row in found["seen"]}
    news = {t.pk for t in tickets if (at := seen.get(t.pk)) is None or at < t.updated_at}
    return Marks(news, {row["ticket"] for row in found["drafts"]}, _present(found["present"]))


def _present(rows: list[Row]) -> dict[int, list[Presence]]:
    """Those who write come first."""
    there: dict[int, list[Presence]] = defaultdict(list)
    looks = Presence.State.LOOKS
    for row in sorted(rows, key=lambda row: (row["state"] == looks, row["name"], row["pk"])):
        agent = Agent(person=Person(name=row["name"]))
        there[row["ticket"]].append(Presence(pk=row["pk"], state=row["state"], agent=agent))
    return there
