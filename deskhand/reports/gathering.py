"""What was written down about tickets, read for many of them in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import prefetch_related_objects

from deskhand.catalog.models import Category
from deskhand.journal.models import Event
from deskhand.reports.reasons import said_of
from deskhand.reports.stretches import STATUS, TEAM, TIER, Move
from deskhand.sla.calendars import version_at
from deskhand.sla.lines import version_of
from deskhand.sla.models import CalendarVersion, Clock, Occasion, PolicyChoice, PromiseKind, Start
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.regrouped import Regrouping

RESPONSES = frozenset({PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE})


@dataclass(frozen=True, slots=True)
class Answer:
    """A public message of an agent that was released."""

    at: datetime
    agent: int
    channel: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A hand-over from a tier to another."""

    at: datetime
    from_tier: int
    to_tier: int
    is_bounced: bool


@dataclass(slots=True)
class Told:
    """All that reports want to know of one ticket, as it was written down."""

    ticket: Ticket
    policy: int | None = None
    calendar: CalendarVersion | None = None
    moves: list[Move] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    calls_moved: list[datetime] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    reasons: dict[int, int] = field(default_factory=dict)


def gather(numbers: Collection[int]) -> list[Told]:
    """Return what is known of these tickets, in the order of their numbers; a number without a
    ticket is left out."""
    tickets = Ticket.objects.filter(pk__in=numbers).order_by("pk")
    told = {ticket.pk: Told(ticket) for ticket in tickets}
    _policies(told)
    _statuses(told)
    _journal(told)
    _answers(told)
    _clocks(told)
    return list(told.values())


def _policies(told: dict[int, Told]) -> None:
    choices = PolicyChoice.objects.filter(ticket__in=told)
    for number, version_id in choices.values_list("ticket", "version"):
        one, version = told[number], version_of(version_id)
        one.policy = version.policy_id
        one.calendar = version_at(version.calendar, one.ticket.received_at)


def _statuses(told: dict[int, Told]) -> None:
    occasions = Occasion.objects.filter(ticket__in=told, kind=Start.STATUS)
    unmade = _undone(told)
    last: dict[int, str] = defaultdict(lambda: str(Category.NEW))
    for number, at, category in occasions.order_by("ticket", "at", "pk").values_list(
        "ticket", "at", "category"
    ):
        if (number, at) in unmade:
            continue
        told[number].moves.append(Move(at, STATUS, last[number], category))
        last[number] = category
    for one in told.values():
        ticket = one.ticket
        if ticket.category != last[ticket.pk]:
            # From before statuses were noted.
            at = ticket.solved_at or ticket.received_at
            one.moves.append(Move(at, STATUS, last[ticket.pk], ticket.category))


def _undone(told: dict[int, Told]) -> set[tuple[int, datetime]]:
    """When tickets changed their status by a merge that was undone, and by that: it never was."""
    rows = Regrouping.objects.filter(
        other__in=told, kind=Regrouping.Kind.MERGE, undone_at__isnull=False
    )
    found = list(rows.values_list("other", "at", "undone_at"))
    return {(number, at) for number, *both in found for at in both if at is not None}


def _journal(told: dict[int, Told]) -> None:
    events = Event.objects.filter(
        subject_kind="ticket",
        subject_id__in=told,
        name__in=("ticket_changed", "ticket_handed_over", "call_moved"),
    )
    for event in events.order_by("at", "pk"):
        one, payload = told[event.subject_id or 0], event.payload
        if event.name == "ticket_handed_over":
            one.turns.append(
                Turn(event.at, payload["from_tier"], payload["to_tier"], payload["is_bounced"])
            )
        elif event.name == "call_moved":
            one.calls_moved.append(event.at)
        elif payload["field"] in {TEAM, TIER}:
            one.moves.append(Move(event.at, payload["field"], payload["old"], payload["new"]))


def _answers(told: dict[int, Told]) -> None:
    messages = Message.objects.filter(
        ticket__in=told,
        agent__isnull=False,
        is_public=True,
        is_automatic=False,
        withdrawn_at=None,
        released_at__isnull=False,
    )
    fields = ("ticket", "released_at", "agent", "channel", "undo")
    for number, at, agent, channel, undo in messages.order_by("released_at").values_list(*fields):
        if at is not None and not undo:
            told[number].answers.append(Answer(at, agent, channel))


def _clocks(told: dict[int, Told]) -> None:
    """Those that count; one that was replaced is history."""
    clocks = Clock.objects.filter(ticket__in=told, replaced_at=None).order_by("ticket", "pk")
    found = list(
        clocks.select_related("policy_version", "calendar_version", "promise_date").defer("reason")
    )
    _with_events(found)
    for clock in found:
        told[clock.ticket_id].clocks.append(clock)
    broken = [clock for clock in found if clock.breached_at is not None]
    if broken:
        numbers = {clock.ticket_id for clock in broken}
        gone = Clock.objects.filter(
            ticket__in=numbers, replaced_at__isnull=False, breach_notes__isnull=False
        )
        said = said_of([*broken, *gone.distinct().order_by("pk")])
        for clock in broken:
            if clock.pk in said:
                told[clock.ticket_id].reasons[clock.pk] = said[clock.pk].reason_id


def _with_events(clocks: Iterable[Clock]) -> None:
    """What held a response is told by its events; most are never held."""
    held = [c for c in clocks if c.holds and c.kind in RESPONSES and c.stopped_at is not None]
    if held:
        prefetch_related_objects(held, "events")
