"""Who watches a ticket. Whoever has to do with one watches it by himself, unless he muted it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from deskhand.jobs.together import Asked, Row, read_together, shape, told
from deskhand.people.models import Agent, Person
from deskhand.tickets.models import Ticket, Watcher


def watch(ticket: Ticket, *, agent_id: int, at: datetime) -> None:
    """Let an agent know from now on what happens; a mute is taken back."""
    _set(ticket, agent_id=agent_id, is_muted=False, at=at)


def mute(ticket: Ticket, *, agent_id: int, at: datetime) -> None:
    """Tell an agent no more than what is said to him alone, whatever he does on the ticket."""
    _set(ticket, agent_id=agent_id, is_muted=True, at=at)


def unwatch(ticket: Ticket, *, agent_id: int) -> None:
    """Watch no more; harmless for who does not watch."""
    Watcher.objects.filter(ticket=ticket, agent=agent_id).delete()


def join_watchers(pairs: Iterable[tuple[int, int]], *, at: datetime) -> None:
    """Let agents watch tickets, given as pairs of their ids; who watches or muted one stays so."""
    rows = [Watcher(ticket_id=ticket, agent_id=agent, since=at) for ticket, agent in pairs]
    Watcher.objects.bulk_create(rows, ignore_conflicts=True)


def watchers_on(ticket: Ticket) -> list[Watcher]:
    """Return who watches a ticket and who muted it, with their names."""
    return watchers_in(read_together(**watchers_asked(ticket)))


def watchers_asked(ticket: Ticket) -> dict[str, Asked]:
    """Return what to read, for `read_together`."""
    return {"watchers": _watchers(ticket.pk)}


@shape
def _watchers(ticket: int) -> QuerySet:
    rows = Watcher.objects.filter(ticket=ticket)
    person, name = "agent__person", "agent__person__name"
    return told(rows, pk="pk", agent="agent", person=person, name=name, is_muted="is_muted")


def watchers_in(found: Mapping[str, list[Row]]) -> list[Watcher]:
    """Return the watchers that were read, who watches longest first."""
    return [
        Watcher(
            pk=row["pk"],
            agent=Agent(pk=row["agent"], person=Person(pk=row["person"], name=row["name"])),
            is_muted=bool(row["is_muted"]),
        )
        for row in sorted(found["watchers"], key=lambda row: row["pk"])
    ]


def watchers_of(tickets: Iterable[int]) -> dict[int, dict[int, bool]]:
    """Return for each ticket who watches it, by his agent id, and whether he muted it."""
    found: dict[int, dict[int, bool]] = {}
    rows = Watcher.objects.filter(ticket__in=list(tickets))
    for ticket, agent, is_muted in rows.values_list("ticket", "agent", "is_muted"):
        found.setdefault(ticket, {})[agent] = is_muted
    return found


def _set(ticket: Ticket, *, agent_id: int, is_muted: bool, at: datetime) -> None:
    Watcher.objects.update_or_create(
        ticket=ticket,
        agent_id=agent_id,
        defaults={"is_muted": is_muted},
        create_defaults={"is_muted": is_muted, "since": at},
    )
