"""Recurring tickets are made: one for each slot, whatever dies, and one alone for all that a desk
missed while it stood still."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from deskhand.automation.models import Occurrence, Recurring, TicketTemplate
from deskhand.automation.schedules import read_pattern
from deskhand.desk.filling.answering import Filling, answers_that_fit
from deskhand.desk.receiving import Asked, receive
from deskhand.desk.story import story
from deskhand.journal.actor import Actor, system
from deskhand.people.finding import main_organization
from deskhand.provider.firm import current
from deskhand.rules.recurring import Pattern, Slot, slots
from deskhand.sla import clocks
from deskhand.sla.calendars import arithmetic, version_at
from deskhand.sla.models import Calendar
from deskhand.tickets import conversation
from deskhand.tickets.changes import change
from deskhand.tickets.conversation import NewMessage
from deskhand.tickets.filling import keep_answers
from deskhand.tickets.models import Channel, Message, Ticket
from deskhand.tickets.opening import Opening

RECURRING = system("recurring")
A_DAY = timedelta(days=1)
MOST_MISSED = 5_000


def coming(
    pattern: Pattern, calendar: str, at_time: time, *, at: datetime, count: int = 10
) -> list[datetime]:
    """Return the next instants at which a pattern makes a ticket."""
    zone, is_open = _zone(), open_days(calendar, at=at)
    yesterday = at.astimezone(zone).date() - A_DAY
    instants = (_instant(slot, at_time, zone) for slot in _slots(pattern, yesterday, is_open))
    return list(islice((each for each in instants if each > at), count))


def make_due(*, at: datetime) -> int:
    """Make all tickets that are due; return how many."""
    due = Recurring.objects.filter(is_active=True, next_at__lte=at).order_by("next_at")
    return sum(make(pk, at=at) for pk in list(due.values_list("pk", flat=True)))


@story
def make(recurring_id: int, *, at: datetime) -> bool:
    """Make the ticket of the latest slot that is due; those before it are let go by.

    False when nothing is due (any more), or when somebody else is making it.
    """
    rows = Recurring.objects.select_for_update(of=("self",), skip_locked=True)
    row = rows.select_related("template").filter(pk=recurring_id, is_active=True).first()
    if row is None or row.next_on is None or row.next_at is None or row.next_at > at:
        return False
    zone, is_open = _zone(), open_days(row.calendar, at=at)
    due: list[Slot] = []
    upcoming: Slot | None = None
    for slot in islice(_slots(_pattern(row), row.next_on - A_DAY, is_open), MOST_MISSED):
        if _instant(slot, row.at_time, zone) > at:
            upcoming = slot
            break
        due.append(slot)
    made = _made(row, due, at=at)
    _set_next(row, upcoming, zone)
    row.save(update_fields=["next_on", "next_at"])
    return made


def plan_next(row: Recurring, *, at: datetime) -> None:
    """Set when a recurring ticket is made next, from now on; the caller saves it."""
    zone, is_open = _zone(), open_days(row.calendar, at=at)
    yesterday = at.astimezone(zone).date() - A_DAY
    upcoming = (
        slot
        for slot in _slots(_pattern(row), yesterday, is_open)
        if _instant(slot, row.at_time, zone) > at
    )
    _set_next(row, next(upcoming, None), zone)


def open_days(calendar: str, *, at: datetime) -> Callable[[date], bool]:
    """Return which days have hours by a calendar; without one, all."""
    row = Calendar.objects.filter(slug=calendar).first() if calendar else None
    if row is None:
        return lambda day: True
    hours = arithmetic(version_at(row, at))
    return lambda day: bool(hours.hours_of(day))


def _pattern(row: Recurring) -> Pattern:
    return read_pattern(row.pattern)


def _slots(pattern: Pattern, after: date, is_open: Callable[[date], bool]) -> Iterator[Slot]:
    return slots(pattern, after=after, is_open=is_open)


def _zone() -> ZoneInfo:
    return ZoneInfo(current().time_zone or "UTC")


def _instant(slot: Slot, at_time: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(slot.on, at_time, tzinfo=zone).astimezone(UTC)


def _set_next(row: Recurring, slot: Slot | None, zone: ZoneInfo) -> None:
    row.next_on = slot.named_on if slot else None
    row.next_at = _instant(slot, row.at_time, zone) if slot else None


def _made(row: Recurring, due: list[Slot], *, at: datetime) -> bool:
    known = set(
        row.occurrences.filter(named_on__in=[slot.named_on for slot in due]).values_list(
            "named_on", flat=True
        )
    )
    wanted = [slot for slot in due if slot.named_on not in known]
    if not wanted:
        return False
    ticket = open_from(row.template, key=f"recurring:{row.pk}:{wanted[-1].named_on}", at=at)
    Occurrence.objects.bulk_create(
        Occurrence(
            recurring=row,
            named_on=slot.named_on,
            made_at=at,
            ticket=ticket if slot is wanted[-1] else None,
        )
        for slot in wanted
    )
    return True


def open_from(template: TicketTemplate, *, key: str, at: datetime, by: Actor = RECURRING) -> Ticket:
    """Open a ticket from a template, with its clocks; nobody gets a receipt."""
    requester = template.requester
    organization = template.organization or (main_organization(requester) if requester else None)
    ticket = receive(
        Opening(
            subject=template.subject,
            channel=Channel.DESK,
            requester=requester,
            organization=organization,
            team=template.team,
        ),
        Asked(request_type=template.request_type, level=template.priority_level),
        by=by,
        received_at=at,
        at=at,
    )
    filling = Filling(organization, is_agent=True, is_whole=False)
    answers = answers_that_fit(template.request_type, template.answers, filling)
    keep_answers(ticket, answers, at=at)
    _say(ticket, template.text, by=by, at=at, key=key)
    clocks.start(ticket, by=by, at=at)
    if template.tags:
        change(ticket, "tags", list(template.tags), by=by, at=at)
    if template.assignee is not None and template.assignee.is_active:
        change(ticket, "assignee", template.assignee, by=by, at=at)
    if template.checklist.strip():
        _say(ticket, checklist_words(template), by=by, at=at)
    return ticket


def checklist_words(template: TicketTemplate) -> str:
    """The checklist as a note."""
    lines = [line.strip() for line in template.checklist.splitlines() if line.strip()]
    return "\n".join(f"- [ ] {line}" for line in lines)


def _say(ticket: Ticket, text: str, *, by: Actor, at: datetime, key: str = "") -> None:
    """The text of the ticket for everybody, under its key; without one a note."""
    new = NewMessage(
        text=text,
        is_public=bool(key),
        channel=Channel.DESK,
        author_name=current().name,
        format=Message.Format.MARKDOWN,
        is_automatic=True,
        once_key=key or None,
    )
    conversation.add(ticket, new, by=by, at=at, released_at=at if key else None)
