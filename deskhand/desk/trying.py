"""What a rule would have done: asked of what the journal has of the last three months, the newest
first.

Each ticket is read as it was then, as far as the journal says: it keeps ids and enumerations, so
that tags, the subject and due times are those of today. Nothing is written. It takes a few seconds
at the most, and says how far it came.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from deskhand.automation.acts import PARTICIPANTS, REQUESTER
from deskhand.automation.models import Rule
from deskhand.automation.rulebook import Reading
from deskhand.automation.sweeping import is_due, standing
from deskhand.automation.triggers import Trigger, begins_with, names_of_events, trigger_of
from deskhand.desk.doing import ROWS, ActRefused, Change, plan
from deskhand.desk.performing import expanded
from deskhand.journal.models import Event
from deskhand.people.models import Organization
from deskhand.sla.dates import calendar_of
from deskhand.tickets.models import Ticket

BACK = timedelta(days=90)
MOST_EVENTS = 5_000
A_READ = 5_000
MOST_SHOWN = 50
KEPT_ROWS = {**ROWS, "organization": Organization}
KEPT_PLAIN = (
    "kind",
    "tier",
    "channel",
    "is_confidential",
    "needs_review",
    "first_contact",
    "is_emergency",
    "impact",
    "urgency",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket that the rule would have acted on: what it would have changed, or why it could not.

    `is_new` when the rule as it is kept would not have, `is_gone` when that alone would have.
    """

    ticket: Ticket
    at: datetime
    changes: tuple[Change, ...] = ()
    refusal: str = ""
    is_new: bool = False
    is_gone: bool = False


@dataclass(slots=True)
class Trial:
    """What came of it. `read` counts what was looked at, back to `since`; `is_cut` when time or
    number ran out before three months were over."""

    read: int = 0
    matched: int = 0
    new: int = 0
    gone: int = 0
    letters: int = 0
    is_cut: bool = False
    since: datetime | None = None
    hits: list[Hit] = field(default_factory=list)


def try_rule(
    now: Reading, kept: Reading | None, *, at: datetime, goes_on: Callable[[], bool]
) -> Trial:
    """Try a rule, saved or not, on the past, and compare it with what is kept of it."""
    trial = Trial()
    if now.rule.trigger == Trigger.STANDS:
        _try_standing(trial, now, at=at, goes_on=goes_on)
        return trial
    same = kept if kept is not None and kept.rule.trigger == now.rule.trigger else None
    for events in _past(now.rule.trigger, at=at):
        for event, ticket in _as_they_were(events):
            _look(trial, now, same, event, ticket)
        trial.since = events[-1].at if events else trial.since
        if trial.read >= MOST_EVENTS or not goes_on():
            trial.is_cut = True
            break
    return trial


def _look(trial: Trial, now: Reading, kept: Reading | None, event: Event, ticket: Ticket) -> None:
    trial.read += 1
    is_met = now.matches(ticket, at=event.at)
    was_met = kept is not None and kept.matches(ticket, at=event.at)
    trial.matched += is_met
    trial.new += is_met and not was_met
    trial.gone += was_met and not is_met
    if is_met:
        trial.letters += _letters(now.rule, ticket)
    if (is_met or was_met) and len(trial.hits) < MOST_SHOWN:
        is_new = kept is not None and is_met and not was_met
        trial.hits.append(_hit(now.rule, ticket, event.at, is_new=is_new, is_gone=not is_met))


def _hit(rule: Rule, ticket: Ticket, at: datetime, *, is_new: bool, is_gone: bool) -> Hit:
    if is_gone:
        return Hit(ticket, at, is_gone=True)
    try:
        planned = plan(expanded(rule.acts), ticket, me=None)
    except ActRefused as error:
        return Hit(ticket, at, refusal=str(error), is_new=is_new)
    return Hit(ticket, at, planned.changes, is_new=is_new)


def _letters(rule: Rule, ticket: Ticket) -> int:
    to = [act["to"] for act in rule.acts if act["do"] == "mail"]
    along = ticket.participants.count() if PARTICIPANTS in to else 0
    asks = ticket.requester_id is not None
    return sum(asks + along if each in {REQUESTER, PARTICIPANTS} else 1 for each in to)


def _try_standing(trial: Trial, now: Reading, *, at: datetime, goes_on: Callable[[], bool]) -> None:
    """What stands long enough at this moment, and would be acted on as soon as the rule holds."""
    after = None
    while found := standing(now, at=at, after=after):
        for ticket in found:
            trial.read += 1
            if is_due(now.rule, ticket, calendar_of(ticket, at=at), at=at):
                trial.matched += 1
                trial.letters += _letters(now.rule, ticket)
                if len(trial.hits) < MOST_SHOWN:
                    since = ticket.status_since or at
                    hit = _hit(now.rule, ticket, since, is_new=False, is_gone=False)
                    trial.hits.append(hit)
        last = found[-1]
        after = (last.status_since or at, last.pk)
        if trial.read >= MOST_EVENTS or not goes_on():
            trial.is_cut = True
            return


def _past(trigger: str, *, at: datetime) -> Iterator[list[Event]]:
    """Yield what the journal has of a trigger, newest first, a stretch of it at a time."""
    names = names_of_events(trigger)
    end = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    while end > 0:
        stretch = Event.objects.filter(pk__lte=end, pk__gt=end - A_READ)
        rows = stretch.filter(name__in=names, subject_kind="ticket").order_by("-pk")
        found = [event for event in rows if trigger_of(event) == trigger]
        yield [event for event in found if at - event.at <= BACK]
        oldest = stretch.order_by("pk").first()
        if oldest is not None and at - oldest.at > BACK:
            return
        end -= A_READ


def _as_they_were(events: Sequence[Event]) -> Iterator[tuple[Event, Ticket]]:
    """Yield each event with its ticket as it was then."""
    keys = {event.subject_id for event in events}
    tickets = Ticket.objects.for_facts().in_bulk(keys) if keys else {}
    changes = _changes_since(keys, min((event.pk for event in events), default=0))
    rows = _rows(changes.values())
    for event in events:
        ticket = tickets.get(event.subject_id or 0)
        if ticket is not None and not begins_with(event, ticket):
            yield event, _restored(ticket, event, changes.get(ticket.pk, []), rows)


def _changes_since(keys: Iterable[int | None], first: int) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    events = Event.objects.filter(
        subject_kind="ticket", subject_id__in=list(keys), name="ticket_changed", pk__gt=first
    )
    for event in events.order_by("pk"):
        found.setdefault(event.subject_id or 0, []).append(event)
    return found


def _rows(changes: Iterable[Sequence[Event]]) -> dict[tuple[str, int], Any]:
    wanted: dict[str, set[int]] = {}
    for events in changes:
        for event in events:
            name, old = event.payload["field"], event.payload["old"]
            if name in KEPT_ROWS and old is not None:
                wanted.setdefault(name, set()).add(old)
    return {
        (name, key): row
        for name, keys in wanted.items()
        for key, row in KEPT_ROWS[name].objects.in_bulk(keys).items()
    }


def _restored(
    ticket: Ticket, event: Event, changes: Sequence[Event], rows: dict[tuple[str, int], Any]
) -> Ticket:
    was, done = copy.copy(ticket), set()
    was._state = copy.copy(ticket._state)
    was._state.fields_cache = dict(ticket._state.fields_cache)
    for change in changes:
        name, old = change.payload["field"], change.payload["old"]
        if change.pk <= event.pk or name in done:
            continue
        done.add(name)
        if name in KEPT_ROWS:
            row = rows.get((name, old)) if old is not None else None
            # A row that is gone leaves what stands there today.
            if row is not None or old is None:
                setattr(was, name, row)
        elif name in KEPT_PLAIN:
            setattr(was, name, old)
    was.category = was.status.category
    was.is_open = was.status.category not in {"solved", "closed", "cancelled"}
    was.priority_level = was.priority.level
    return was
