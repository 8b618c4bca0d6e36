"""The months by which time counts, for the whole firm: open until somebody closes them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.work.events import MonthClosed
from deskhand.work.timekeeping.models import MonthAct, TimeEntry, TimeMonth
from deskhand.work.timekeeping.queries import TimeEntryQuerySet

DAY = timedelta(days=1)
LEAST_MONTHS = 2


class MonthRefused(ValueError):
    """A month cannot be closed or opened; the text says why."""


def first_of(day: date) -> date:
    return day.replace(day=1)


def month_words(month: date) -> str:
    return f"{MONTHS[month.month]} {month.year}"


def lock_month(day: date) -> TimeMonth:
    """Lock the month of a day for the running transaction: nobody closes it meanwhile."""
    begins_on = first_of(day)
    TimeMonth.objects.get_or_create(begins_on=begins_on)
    return TimeMonth.objects.select_for_update().get(begins_on=begins_on)


def is_closed(day: date) -> bool:
    return TimeMonth.objects.filter(begins_on=first_of(day), is_closed=True).exists()


def closed_months() -> set[date]:
    """Return the first days of all closed months."""
    return set(TimeMonth.objects.filter(is_closed=True).values_list("begins_on", flat=True))


def close(begins_on: date, *, today: date, by: Actor, at: datetime) -> TimeMonth:
    """Close a month that is over; the same again changes nothing. Raises MonthRefused."""
    if first_of(begins_on) >= first_of(today):
        raise MonthRefused(_("A month can be closed when it is over."))
    month = lock_month(begins_on)
    if month.is_closed:
        return month
    waiting = _counting(month).exclude(state=TimeEntry.State.APPROVED).count()
    if waiting:
        raise MonthRefused(
            _("%(count)d entries of this month are not approved yet.") % {"count": waiting}
        )
    return _turn(month, is_closing=True, why="", by=by, at=at)


def reopen(begins_on: date, *, why: str, by: Actor, at: datetime) -> TimeMonth:
    """Open a closed month again, for a reason. Raises MonthRefused."""
    if not why.strip():
        raise MonthRefused(_("Say why the month is opened again."))
    month = lock_month(begins_on)
    if not month.is_closed:
        return month
    return _turn(month, is_closing=False, why=why.strip()[:300], by=by, at=at)


def _turn(month: TimeMonth, *, is_closing: bool, why: str, by: Actor, at: datetime) -> TimeMonth:
    month.is_closed = is_closing
    month.save(update_fields=["is_closed"])
    MonthAct.objects.create(
        month=month, is_closing=is_closing, why=why, done_by=by.name, done_at=at
    )
    event = MonthClosed(
        time_month=month.pk, begins_on=month.begins_on.isoformat(), is_closed=is_closing
    )
    record(event, by=by, at=at)
    return month


def _counting(month: TimeMonth) -> TimeEntryQuerySet:
    last = last_of(month.begins_on)
    rows: TimeEntryQuerySet = TimeEntry.objects.counted()
    return rows.filter(booked_on__range=(month.begins_on, last))


def last_of(month: date) -> date:
    """The last day of a month."""
    return first_of(first_of(month) + 31 * DAY) - DAY


@dataclass(frozen=True, slots=True)
class MonthShown:
    """A month as its list shows it: what counts in it, what of that is not approved, what was done
    to it last."""

    begins_on: date
    is_closed: bool
    seconds: int
    count: int
    waiting: int
    last: MonthAct | None

    @property
    def name(self) -> str:
        return month_words(self.begins_on)


def shown_months(today: date, *, count: int = 12) -> list[MonthShown]:
    """Return the last months, this one first, in three statements."""
    firsts = [first_of(today)]
    while len(firsts) < count:
        firsts.append(first_of(firsts[-1] - DAY))
    counted = TimeEntry.objects.counted().filter(booked_on__gte=firsts[-1]).order_by()
    by_month = counted.annotate(month=TruncMonth("booked_on")).values("month")
    sums = {
        row["month"]: row
        for row in by_month.annotate(
            spent=Sum("seconds"),
            times=Count("pk"),
            waits=Count("pk", filter=~Q(state=TimeEntry.State.APPROVED)),
        )
    }
    rows = TimeMonth.objects.filter(begins_on__in=firsts).prefetch_related("acts")
    known = {row.begins_on: row for row in rows}
    shown = [_shown(first, sums.get(first, {}), known.get(first)) for first in firsts]
    # Before anything was entered there is nothing to close.
    while len(shown) > LEAST_MONTHS and not (shown[-1].count or shown[-1].last):
        shown.pop()
    return shown


def _shown(first: date, sums: dict, row: TimeMonth | None) -> MonthShown:
    return MonthShown(
        first,
        is_closed=row is not None and row.is_closed,
        seconds=sums.get("spent", 0),
        count=sums.get("times", 0),
        waiting=sums.get("waits", 0),
        last=next(iter(row.acts.all()), None) if row is not None else None,
    )
