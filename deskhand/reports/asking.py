"""What is asked of the sums, and by whom: months, and one client, team, policy or priority.

An agent who is limited to some clients gets the sums of these alone.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, Min, QuerySet, Sum

from deskhand.people.reader import Reader
from deskhand.reports.models import Tally

Cut = Tally.Cut
ROLES = frozenset({"administrator", "account_manager"})
LEAST_MONTHS, MOST_MONTHS = 3, 60


class QuestionRefused(ValueError):
    """Nothing can be answered to this; the text says what can be asked."""


def may_read(reader: Reader) -> bool:
    """Account managers and administrators; sums tell of teams that one limited to his own does
    not see."""
    return reader.is_agent and reader.role in ROLES and not reader.only_own_teams


@dataclass(frozen=True, slots=True)
class Asked:
    """The months from `since` to `until`, both first days and inclusive, of `cut` and `key`."""

    reader: Reader
    since: date
    until: date
    cut: str = Cut.WHOLE
    key: int = 0

    @property
    def months(self) -> list[date]:
        """The first days of all months asked for, in order."""
        first = self.since.year * 12 + self.since.month - 1
        last = self.until.year * 12 + self.until.month - 1
        return [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]

    def may_compare(self, cut: str) -> bool:
        """Whether the whole can be cut by this: not what is cut already, and for who is limited
        to clients by client alone."""
        if self.cut != Cut.WHOLE:
            return False
        return cut == Cut.ORGANIZATION or self.reader.only_organizations is None


def months_back(until: date, count: int) -> date:
    """Return the first day of the month so many months before, counting that of `until`."""
    if not 1 <= count <= MOST_MONTHS:
        raise QuestionRefused(f"Ask for 1 to {MOST_MONTHS} months.")
    number = until.year * 12 + until.month - count
    return date(number // 12, number % 12 + 1, 1)


def month_after(month: date) -> date:
    """Return the first day of the month that follows that of a day."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def from_first(asked: Asked) -> Asked:
    """Leave out the months before anything happened; three at least remain."""
    first = _scoped(asked, "opened").aggregate(first=Min("starts_on"))["first"]
    since = min(max(asked.since, first or asked.until), months_back(asked.until, LEAST_MONTHS))
    return replace(asked, since=max(asked.since, since))


def per_month(asked: Asked, measure: str) -> list[dict[str, Any]]:
    """Return month, label and numbers of what was asked."""
    return _summed(_asked(asked, measure), "starts_on", "label")


def per_label(asked: Asked, measure: str) -> list[dict[str, Any]]:
    return _summed(_asked(asked, measure), "label")


def per_key(asked: Asked, measure: str, cut: str) -> list[dict[str, Any]]:
    """Return key, label and numbers of each row of a cut; nothing where it may not be cut so."""
    if not asked.may_compare(cut):
        return []
    rows = _within(_of(measure, cut), asked)
    if cut == Cut.ORGANIZATION and asked.reader.only_organizations is not None:
        rows = rows.filter(key__in=asked.reader.only_organizations)
    return _summed(rows, "key", "label")


def per_key_and_month(asked: Asked, measure: str, cut: str) -> list[dict[str, Any]]:
    """Return key, month and numbers of each row of a cut."""
    if not asked.may_compare(cut):
        return []
    rows = _within(_of(measure, cut), asked)
    if cut == Cut.ORGANIZATION and asked.reader.only_organizations is not None:
        rows = rows.filter(key__in=asked.reader.only_organizations)
    return _summed(rows, "key", "starts_on")


def until_then(asked: Asked, measure: str) -> list[dict[str, Any]]:
    """Return month and numbers of all months up to the last that was asked for."""
    rows = _scoped(asked, measure).filter(starts_on__lte=asked.until)
    return _summed(rows, "starts_on")


def _asked(asked: Asked, measure: str) -> QuerySet[Tally]:
    return _within(_scoped(asked, measure), asked)


def _scoped(asked: Asked, measure: str) -> QuerySet[Tally]:
    only = asked.reader.only_organizations
    if only is None:
        return _of(measure, asked.cut).filter(key=asked.key)
    if asked.cut == Cut.WHOLE:
        return _of(measure, Cut.ORGANIZATION).filter(key__in=only)
    if asked.cut == Cut.ORGANIZATION:
        return _of(measure, Cut.ORGANIZATION).filter(key__in=only & {asked.key})
    return Tally.objects.none()


def _of(measure: str, cut: str) -> QuerySet[Tally]:
    return Tally.objects.filter(grain=Tally.Grain.MONTH, cut=cut, measure=measure)


def _within(rows: QuerySet[Tally], asked: Asked) -> QuerySet[Tally]:
    return rows.filter(starts_on__range=(asked.since, asked.until))


def _summed(rows: QuerySet[Tally], *by: str) -> list[dict[str, Any]]:
    grouped = rows.order_by(*by).values(*by)
    # Named apart from the columns, which a sum of the same name would hide.
    numbers = grouped.annotate(
        times=Sum("count"), open_time=Sum("seconds"), all_time=Sum("elapsed")
    )
    return list(numbers.exclude(times=0, open_time=0).order_by(*map(F, by)))
