"""Durations and days as stretches of time; evaluation and databases ask the same stretch."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from deskhand.rules.conditions.fields import Kind
from deskhand.rules.conditions.values import Day, Duration, NearDay, Span, Value


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant at which a condition is asked, and the time zone whose days count."""

    at: datetime
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `since` (or strictly `after`) up to `until` (or strictly `before`); None is open."""

    since: datetime | None = None
    after: datetime | None = None
    before: datetime | None = None
    until: datetime | None = None

    def holds(self, instant: datetime) -> bool:
        return (
            (self.since is None or instant >= self.since)
            and (self.after is None or instant > self.after)
            and (self.before is None or instant < self.before)
            and (self.until is None or instant <= self.until)
        )


def stretch(kind: Kind, operator: str, value: Value, moment: Moment) -> Stretch:
    """Return the instants that a value of a PAST or DUE field means.

    A duration is an age in a PAST field (`>7d`: longer ago than that) and the time left in
    a DUE field (`<0h`: passed). A day runs from midnight to midnight of the moment's zone,
    and `>2026-03-31` begins on the first of April.
    """
    if isinstance(value, Span):
        return _span(kind, value, moment)
    if isinstance(value, Duration):
        return _by_duration(kind, operator, value, moment)
    if isinstance(value, Day | NearDay):
        return _by_day(operator, value, moment)
    raise TypeError(value)


def _span(kind: Kind, span: Span, moment: Moment) -> Stretch:
    low, high = span.low, span.high
    if isinstance(low, Day | NearDay) and isinstance(high, Day | NearDay):
        return Stretch(since=_midnight(low, moment), before=_midnight(high, moment, later=1))
    if not (isinstance(low, Duration) and isinstance(high, Duration)):
        raise TypeError(span)
    if kind is Kind.DUE:
        return Stretch(since=_away(low, moment), until=_away(high, moment))
    return Stretch(since=_ago(high, moment), until=_ago(low, moment))


def _by_duration(kind: Kind, operator: str, value: Duration, moment: Moment) -> Stretch:
    edge = _away(value, moment) if kind is Kind.DUE else _ago(value, moment)
    if kind is Kind.PAST:
        # The older, the earlier: an age compares the other way round than its instant.
        operator = operator.translate(str.maketrans("<>", "><"))
    return {
        "<": Stretch(before=edge),
        "<=": Stretch(until=edge),
        ">": Stretch(after=edge),
        ">=": Stretch(since=edge),
    }[operator]


def _by_day(operator: str, value: Day | NearDay, moment: Moment) -> Stretch:
    begin, end = _midnight(value, moment), _midnight(value, moment, later=1)
    return {
        ":": Stretch(since=begin, before=end),
        "<": Stretch(before=begin),
        "<=": Stretch(before=end),
        ">": Stretch(since=end),
        ">=": Stretch(since=begin),
    }[operator]


def _midnight(value: Day | NearDay, moment: Moment, *, later: int = 0) -> datetime:
    day: date = value.day if isinstance(value, Day) else moment.at.astimezone(moment.zone).date()
    days = later if isinstance(value, Day) else later + value.days
    start = datetime.combine(day + timedelta(days=days), time.min, tzinfo=moment.zone)
    return start.astimezone(UTC)


def _ago(value: Duration, moment: Moment) -> datetime:
    return moment.at - timedelta(minutes=value.minutes)


def _away(value: Duration, moment: Moment) -> datetime:
    return moment.at + timedelta(minutes=value.minutes)
