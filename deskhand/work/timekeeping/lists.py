"""Lists of time: by whom, for whom, of which days; page by page, with totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, Sum

from deskhand.catalog.models import Category
from deskhand.people.reader import Reader
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.paging import CursorRefused
from deskhand.tickets.queries import TicketQuerySet
from deskhand.tickets.reading import tickets_for
from deskhand.work.timekeeping.models import TimeEntry
from deskhand.work.timekeeping.queries import TimeEntryQuerySet

A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which entries somebody asks for; None leaves a thing open. `is_billed` False asks for what is
    billable and was not billed."""

    since: date | None = None
    until: date | None = None
    agent: int | None = None
    organization: int | None = None
    is_internal: bool = False
    ticket: int | None = None
    work_type: int | None = None
    state: str = ""
    is_billable: bool | None = None
    is_billed: bool | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """How many entries, and seconds in all and billable."""

    count: int
    seconds: int
    billable_seconds: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, and the cursor of the next page; empty on the last one."""

    entries: list[TimeEntry]
    next_cursor: str = ""


def asked_for(reader: Reader, asked: Asked) -> TimeEntryQuerySet:
    """Return the entries that count, that a reader may see and asks for, the newest first."""
    rows: TimeEntryQuerySet = TimeEntry.objects.visible_to(reader).counted()
    if asked.since is not None:
        rows = rows.filter(worked_on__gte=asked.since)
    if asked.until is not None:
        rows = rows.filter(worked_on__lte=asked.until)
    same = {
        "agent": asked.agent,
        "organization": asked.organization,
        "ticket": asked.ticket,
        "work_type": asked.work_type,
        "state": asked.state or None,
        "is_billable": asked.is_billable,
    }
    rows = rows.filter(**{key: value for key, value in same.items() if value is not None})
    if asked.is_internal:
        rows = rows.filter(organization=None, ticket=None)
    if asked.is_billed is False:
        rows = rows.filter(is_billable=True, billed_at=None)
    elif asked.is_billed:
        rows = rows.filter(billed_at__isnull=False)
    return rows.order_by("-worked_on", "-id")


def not_billed(reader: Reader, asked: Asked) -> TimeEntryQuerySet:
    """Return billable work that nobody billed, of all days unless some are named."""
    rows: TimeEntryQuerySet = TimeEntry.objects.visible_to(reader).not_billed()
    if asked.agent is not None:
        rows = rows.filter(agent=asked.agent)
    if asked.organization is not None:
        rows = rows.filter(organization=asked.organization)
    return rows.order_by("-worked_on", "-id")


@dataclass(frozen=True, slots=True)
class ClientSum:
    """What of a list is for one client; None for work of the firm's own."""

    organization: int | None
    name: str
    seconds: int
    count: int
    since: date


def by_client(rows: TimeEntryQuerySet) -> list[ClientSum]:
    """Add up a list by client, the most first."""
    grouped = rows.order_by().values("organization", "organization__name")
    sums = grouped.annotate(spent=Sum("seconds"), times=Count("pk"), first=Min("worked_on"))
    return [
        ClientSum(
            row["organization"],
            row["organization__name"] or "",
            row["spent"],
            row["times"],
            row["first"],
        )
        for row in sums.order_by("-spent")[:200]
    ]


def totals(rows: TimeEntryQuerySet) -> Totals:
    """Add up what was asked for, in one statement."""
    found = rows.order_by().aggregate(
        count=Count("pk"),
        seconds_sum=Sum("seconds", default=0),
        billable_sum=Sum("seconds", filter=Q(is_billable=True), default=0),
    )
    return Totals(found["count"], found["seconds_sum"], found["billable_sum"])


def totals_of(entries: Sequence[TimeEntry]) -> Totals:
    """Add up entries that were read."""
    billable = sum(entry.seconds for entry in entries if entry.is_billable)
    return Totals(len(entries), sum(entry.seconds for entry in entries), billable)


def page(rows: TimeEntryQuerySet, reader: Reader, *, after: str = "", size: int = A_PAGE) -> Page:
    """Return up to `size` entries behind the cursor; raises CursorRefused."""
    if after:
        worked_on, key = _read(after)
        rows = rows.filter(Q(worked_on__lte=worked_on), Q(worked_on__lt=worked_on) | Q(pk__lt=key))
    found = list(rows.for_list(reader)[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, f"{found[-1].worked_on}~{found[-1].pk}" if more else "")


def on_ticket(ticket: Ticket) -> TimeEntryQuerySet:
    """Return what was worked on a ticket and on those that went up into it. For who sees it."""
    rows: TimeEntryQuerySet = TimeEntry.objects.counted().filter(
        Q(ticket=ticket) | Q(ticket__in=Ticket.objects.filter(merged_into=ticket).values("pk"))
    )
    return rows.order_by("-worked_on", "-id")


def without_time(reader: Reader, *, since: datetime) -> TicketQuerySet:
    """Return the tickets solved since then that an agent answered and nobody entered time on."""
    answered = Message.objects.filter(
        ticket=OuterRef("pk"), agent__isnull=False, is_public=True, withdrawn_at=None
    )
    worked = TimeEntry.objects.counted().filter(ticket=OuterRef("pk"))
    rows: TicketQuerySet = tickets_for(reader).filter(
        Exists(answered),
        ~Exists(worked),
        category__in=(Category.SOLVED, Category.CLOSED),
        merged_into=None,
        received_at__gte=since,
    )
    return rows.newest()


def _read(cursor: str) -> tuple[date, int]:
    day, _tilde, key = cursor.partition("~")
    try:
        return date.fromisoformat(day), int(key[:18])
    except ValueError as error:
        raise CursorRefused(cursor) from error
