"""Who is told what: the events of the journal become notices for agents.

Nobody is told of what he did himself, or of a ticket that he may not see. Of one event everybody
is told one thing, the most telling. Whoever writes on a ticket, is assigned or is mentioned
watches it from then on, unless he muted it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from deskhand.desk.stage import Stage
from deskhand.journal.actor import Actor
from deskhand.journal.models import Event
from deskhand.notices import keeping, trouble
from deskhand.notices.following import follow
from deskhand.notices.kinds import Kind
from deskhand.notices.telling import Telling, tell
from deskhand.rules.mentions import mentioned
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.watching import join_watchers

Heard = Iterator[tuple[int, Kind]]

MOST_URGENT = 1
# What presses on a ticket of the highest priority.
PRESSING = frozenset(
    {
        Kind.ASSIGNED,
        Kind.REQUESTER_WROTE,
        Kind.NEAR,
        Kind.CALL_OWED,
        Kind.TEAM_ASSIGNED,
        Kind.NEW_IN_TEAM,
    }
)
# Said to one person alone: a muted ticket does not swallow it.
PERSONAL = frozenset({Kind.MENTIONED, Kind.ASSIGNED})
# Changes that whoever watches wants to know.
TOLD_FIELDS = frozenset({"status", "priority", "assignee", "team"})
# What waits for anybody of a team is settled when somebody has the ticket.
FOR_ANYBODY = (Kind.NEW_IN_TEAM, Kind.TEAM_ASSIGNED)
# A call that somebody makes is owed by nobody else.
OF_CALLS = frozenset({"call_taken", "call_made", "call_withdrawn"})


def announce(*, at: datetime) -> bool:
    """Tell agents of what has happened since the last time; True when there is more."""
    return follow(partial(tell_of, at=at), at=at)


def tell_of(events: Sequence[Event], *, at: datetime) -> None:
    """Tell agents of these events; of one that was told before nobody is told again."""
    told = [event for event in events if event.name in _HEARERS]
    stage = Stage(told)
    tellings: list[Telling] = []
    for event in told:
        ticket = stage.ticket_of(event)
        if ticket is not None:
            tellings += _tellings(event, ticket, stage)
    join_watchers(_joining(told, stage), at=at)
    taken = [("ticket", event.subject_id or 0) for event in told if _is_taken(event)]
    tell([*tellings, *trouble.tellings_of(events)], at=at)
    keeping.settle(taken, FOR_ANYBODY, at=at)
    called = [("ticket", event.subject_id or 0) for event in events if event.name in OF_CALLS]
    keeping.settle(called, (Kind.CALL_OWED,), at=at)


def _tellings(event: Event, ticket: Ticket, stage: Stage) -> list[Telling]:
    kinds: dict[int, Kind] = {}
    for agent_id, kind in _HEARERS[event.name](event, ticket, stage):
        before = kinds.get(agent_id)
        if before is None or _ORDER[kind] < _ORDER[before]:
            kinds[agent_id] = kind
    muted = stage.watchers.get(ticket.pk, {})
    return [
        Telling(
            person_id=stage.agents[agent_id].person_id,
            kind=kind,
            source=f"event:{event.pk}",
            event_id=event.pk,
            subject_kind="ticket",
            subject_id=ticket.pk,
            actor=Actor(event.actor_kind, event.actor_id, event.actor_name),
            is_urgent=_is_urgent(kind, ticket),
            at=event.at,
        )
        for agent_id, kind in kinds.items()
        if stage.sees(agent_id, ticket)
        if not _is_doer(event, agent_id, stage)
        if kind in PERSONAL or not muted.get(agent_id, False)
    ]


def _is_doer(event: Event, agent_id: int, stage: Stage) -> bool:
    if event.actor_kind == "agent":
        return event.actor_id == agent_id
    is_requester = event.actor_kind == "requester"
    return is_requester and event.actor_id == stage.agents[agent_id].person_id


def _is_urgent(kind: Kind, ticket: Ticket) -> bool:
    if kind == Kind.BREACHED:
        return True
    return kind in PRESSING and ticket.priority_level == MOST_URGENT


def _joining(events: Iterable[Event], stage: Stage) -> list[tuple[int, int]]:
    """Who watches from now on, as pairs of ticket and agent."""
    pairs: list[tuple[int, int]] = []
    for event in events:
        ticket = stage.ticket_of(event)
        if ticket is None:
            continue
        if _is_taken(event):
            pairs.append((ticket.pk, int(event.payload["new"])))
        message = stage.messages.get(event.payload.get("message", 0))
        if message is not None and message.agent_id is not None:
            pairs.append((ticket.pk, message.agent_id))
            pairs += [(ticket.pk, agent_id) for agent_id in _named(message, stage)]
    return [
        (number, agent_id)
        for number, agent_id in dict.fromkeys(pairs)
        if agent_id in stage.agents and stage.sees(agent_id, stage.tickets[number])
    ]


def _is_taken(event: Event) -> bool:
    payload = event.payload
    return payload.get("field") == "assignee" and payload.get("new") is not None


def _opened(event: Event, ticket: Ticket, stage: Stage) -> Heard:
    if ticket.is_open and ticket.assignee_id is None:
        for agent_id in stage.members(ticket.team_id):
            yield agent_id, Kind.NEW_IN_TEAM


def _changed(event: Event, ticket: Ticket, stage: Stage) -> Heard:
    name, new = event.payload["field"], event.payload["new"]
    if name not in TOLD_FIELDS or _goes_with_a_message(event, stage):
        return
    if name == "assignee" and new == ticket.assignee_id and new in stage.agents:
        yield new, Kind.ASSIGNED
    if name == "team" and new == ticket.team_id and ticket.assignee_id is None:
        for agent_id in stage.members(new):
            yield agent_id, Kind.TEAM_ASSIGNED
    yield from _watching(ticket, stage)


def _goes_with_a_message(event: Event, stage: Stage) -> bool:
    """Whether a requester moved the ticket by writing: the message is told."""
    if event.actor_kind != "requester" or event.payload["field"] != "status":
        return False
    return any(
        other.name == "message_added" and other.subject_id == event.subject_id
        for other in stage.events
        if other.at == event.at
    )


def _said(event: Event, ticket: Ticket, stage: Stage) -> Heard:
    """A note, or somebody from outside wrote; an agent's reply is told when it is released."""
    message = stage.messages.get(event.payload["message"])
    if message is None or message.withdrawn_at is not None or message.is_automatic:
        return
    if message.agent_id is not None:
        if not message.is_public:
            yield from _named_or_watching(message, ticket, stage)
        return
    if message.pk in stage.first_messages:
        # The ticket itself is told.
        return
    if ticket.assignee_id in stage.agents and ticket.assignee_id is not None:
        yield ticket.assignee_id, Kind.REQUESTER_WROTE
    yield from _watching(ticket, stage)


def _released(event: Event, ticket: Ticket, stage: Stage) -> Heard:
    message = stage.messages.get(event.payload["message"])
    if message is not None and message.withdrawn_at is None:
        yield from _named_or_watching(message, ticket, stage)


def _named_or_watching(message: Message, ticket: Ticket, stage: Stage) -> Heard:
    for agent_id in _named(message, stage):
        yield agent_id, Kind.MENTIONED
    yield from _watching(ticket, stage)


def _watching(ticket: Ticket, stage: Stage) -> Heard:
    """Whoever watches, and the assignee, who does so by having it."""
    watching = set(stage.watchers.get(ticket.pk, {}))
    if ticket.assignee_id is not None:
        watching.add(ticket.assignee_id)
    for agent_id in sorted(watching & set(stage.agents)):
        yield agent_id, Kind.WATCHED


def _named(message: Message, stage: Stage) -> list[int]:
    """The agents whom an agent mentions."""
    if message.agent_id is None or message.withdrawn_at is not None or "@" not in message.text:
        return []
    return [stage.handles[name] for name in mentioned(message.text) if name in stage.handles]


def _undelivered(event: Event, ticket: Ticket, stage: Stage) -> Heard:
    message = stage.replies.get(event.payload["outgoing"])
    for agent_id in (message.agent_id if message else None, ticket.assignee_id):
        if agent_id is not None and agent_id in stage.agents:
            yield agent_id, Kind.UNDELIVERED


def _due(kind: Kind) -> Callable[[Event, Ticket, Stage], Heard]:
    """Of a promise hears who has the ticket; while nobody has it, its team."""

    def hear(event: Event, ticket: Ticket, stage: Stage) -> Heard:
        if ticket.assignee_id in stage.agents and ticket.assignee_id is not None:
            yield ticket.assignee_id, kind
            return
        for agent_id in stage.members(ticket.team_id):
            yield agent_id, kind

    return hear


_ORDER = {kind: place for place, kind in enumerate(Kind)}
_HEARERS: dict[str, Callable[[Event, Ticket, Stage], Heard]] = {
    "ticket_opened": _opened,
    "ticket_changed": _changed,
    "message_added": _said,
    "message_released": _released,
    "letter_bounced": _undelivered,
    "letter_failed": _undelivered,
    "call_owed": _due(Kind.CALL_OWED),
    "target_near": _due(Kind.NEAR),
    "target_breached": _due(Kind.BREACHED),
}
