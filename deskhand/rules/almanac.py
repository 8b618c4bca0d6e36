"""Open hours compiled to arrays of instants, a year at a time, so that arithmetic is bisection.

Instants here are whole microseconds since 1970 in UTC. The arrays grow on demand and are
swapped as one, so that threads may share an almanac.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 1440 * MINUTE
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Instants outside these years are refused: nobody promises there, and arrays stay small.
FIRST_YEAR = 1900
LAST_YEAR = 2299
_FIRST_DAY = (datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - EPOCH).days
_LAST_DAY = (datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - EPOCH).days
_MICROSECOND = timedelta(microseconds=1)
_BEFORE_ALL = _FIRST_DAY * DAY
# A calendar that has not opened for so long never will.
NEVER_YEARS = 10
FAR_YEARS = 100

# Minutes after local midnight; an end beyond 1440 lies on the following date.
Hours = tuple[tuple[int, int], ...]


def micros(instant: datetime) -> int:
    """Return an aware instant as microseconds since 1970; ValueError when it is naive or absurd."""
    try:
        lapse = instant - EPOCH
    except TypeError:
        raise ValueError("an instant needs a time zone") from None
    if not _FIRST_DAY <= lapse.days < _LAST_DAY:
        raise ValueError(f"an instant must lie between {FIRST_YEAR} and {LAST_YEAR}")
    return (lapse.days * 86_400 + lapse.seconds) * SECOND + lapse.microseconds


def instant(us: int) -> datetime:
    return EPOCH + us * _MICROSECOND


def lapse(us: int) -> timedelta:
    """Return microseconds as a length of time; three times as fast as timedelta's own names."""
    return us * _MICROSECOND


def length(lapse: timedelta) -> int:
    """Return a length of time in whole microseconds."""
    return (lapse.days * 86_400 + lapse.seconds) * SECOND + lapse.microseconds


def wall(zone: ZoneInfo, day: date, minute: int) -> int:
    """Return the instant of a local wall time.

    A time that occurs twice is its first pass; one that is left out is the instant at which
    the clock changes. Starts and ends obey the same rule, so that neighbours stay neighbours.
    """
    local = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minute)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    if before is None or after is None:
        raise ValueError("a zone without offsets")
    naive = length(local.replace(tzinfo=UTC) - EPOCH)
    if before >= after:
        return naive - length(before)
    return _change(zone, naive - length(after), naive - length(before), length(before))


def _change(zone: ZoneInfo, low: int, high: int, before: int) -> int:
    """Find the first second after `low`, up to `high`, with another offset than `before`."""
    low, high = low // SECOND, high // SECOND
    while high - low > 1:
        middle = (low + high) // 2
        offset = instant(middle * SECOND).astimezone(zone).utcoffset()
        if offset is not None and length(offset) == before:
            low = middle
        else:
            high = middle
    return high * SECOND


@dataclass(frozen=True, slots=True)
class Span:
    """The merged open intervals and the business days of some whole years."""

    first: int  # year
    last: int
    low: int  # instants for which the span has a year to spare on either side
    high: int
    starts: list[int]
    ends: list[int]
    passed: list[int]  # open time up to each end
    days: list[int]  # ordinals of the local dates that own hours
    opens: list[int]  # when each such date opens
    closes: list[int]

    def total(self, at: int) -> int:
        """Return the open time between the beginning of the span and an instant."""
        i = bisect_right(self.starts, at) - 1
        if i < 0:
            return 0
        # Asked so often that a call of min() is felt.
        end = self.ends[i]
        return self.passed[i] if at >= end else self.passed[i] - end + at

    def sum(self) -> int:
        return self.passed[-1] if self.passed else 0


@dataclass(frozen=True, slots=True)
class Lengths:
    """A span told in lengths of time since 1970, so that measuring turns no instant into a number
    and back: twice as fast. What belongs to an interval stands one place behind its start, since
    that many intervals have begun by then; at first there is none."""

    span: Span
    low: timedelta
    high: timedelta
    starts: list[timedelta]
    ends: list[timedelta]
    passed: list[timedelta]  # open time up to each end
    lead: list[timedelta]  # by how much that is ahead of the end itself

    @classmethod
    def of(cls, span: Span) -> "Lengths":
        starts, ends, passed = (
            [lapse(us) for us in each]
            for each in (span.starts, [_BEFORE_ALL, *span.ends], [0, *span.passed])
        )
        lead = [p - end for p, end in zip(passed, ends, strict=True)]
        return cls(span, lapse(span.low), lapse(span.high), starts, ends, passed, lead)


Year = tuple[list[tuple[int, int]], list[tuple[int, int, int]]]


@dataclass(slots=True)
class Almanac:
    """The open hours of one calendar as instants, extended to whatever years are asked for."""

    zone: ZoneInfo
    hours_of: Callable[[date], Hours]
    _years: dict[int, Year] = field(default_factory=dict)
    _span: Span | None = None
    _lengths: Lengths | None = None
    _then: "tuple[Almanac, int, Almanac] | None" = None

    def followed(self, at: int, then: "Almanac") -> "Almanac":
        """Return the hours of this one until an instant, and those of another from then on."""
        return Almanac(then.zone, then.hours_of, _then=(self, at, then))

    def around(self, low: int, high: int) -> Span:
        """Return a span with a year to spare on both sides of two instants."""
        span = self._span
        if span is not None and span.low <= low and high < span.high:
            return span
        first, last = _year(low) - 1, _year(high) + 2
        if span is not None:
            first, last = min(first, span.first), max(last, span.last)
        return self._extended(first, last)

    def spent(self, begin: int, end: int) -> int:
        """Return the open time between two instants; negative when they are reversed."""
        span = self._span
        if span is None or not span.low <= begin <= end < span.high:
            span = self.around(min(begin, end), max(begin, end))
        return span.total(end) - span.total(begin)

    def lapsed(self, begin: timedelta, end: timedelta) -> timedelta:
        """Return the open time between two instants, told as they have been since 1970."""
        known = self._lengths
        if known is None or not known.low <= begin <= end < known.high:
            return self._lapsed_anew(begin, end)
        i = bisect_right(known.starts, begin)
        j = bisect_right(known.starts, end, i)
        before = known.passed[i] if begin >= known.ends[i] else known.lead[i] + begin
        after = known.passed[j] if end >= known.ends[j] else known.lead[j] + end
        return after - before

    def _lapsed_anew(self, begin: timedelta, end: timedelta) -> timedelta:
        us = self.spent(micros(EPOCH + begin), micros(EPOCH + end))
        span, known = self._span, self._lengths
        if span is not None and (known is None or known.span is not span):
            self._lengths = Lengths.of(span)
        return lapse(us)

    def is_open(self, at: int) -> bool:
        span = self.around(at, at)
        i = bisect_right(span.starts, at) - 1
        return i >= 0 and at < span.ends[i]

    def add(self, start: int, amount: int) -> int | None:
        """Return the earliest instant by which so much open time has passed."""
        if amount == 0:
            return start
        span = self.around(start, start)
        if (found := _reached(span, start, amount)) is not None:
            return found
        spans = (_reached(span, start, amount) for span in self.forward(start))
        return next((found for found in spans if found is not None), None)

    def sub(self, end: int, amount: int) -> int | None:
        """Return the latest instant from which so much open time remains."""
        if amount == 0:
            return end
        for span in self._backward(end):
            goal = span.total(end) - amount
            if goal >= 0:
                i = bisect_right(span.passed, goal)
                return span.ends[i] - (span.passed[i] - goal)
        return None

    def next_open(self, at: int) -> int | None:
        for span in self.forward(at):
            i = bisect_right(span.ends, at)
            if i < len(span.starts):
                return max(at, span.starts[i])
        return None

    def close_of(self, at: int) -> int | None:
        """Return the end of the open interval around an instant; None when shut or endless."""
        if not self.is_open(at):
            return None
        for span in self.forward(at):
            end = span.ends[bisect_right(span.starts, at) - 1]
            # What touches the end of the compiled years may go on beyond it.
            if end < _new_year(span.last + 1) - 3 * DAY:
                return end
            if span.last > _year(at) + NEVER_YEARS:
                break
        return None

    def forward(self, at: int) -> Iterator[Span]:
        """Yield ever longer spans, until waiting longer is pointless."""
        span, year = self.around(at, at), _year(at)
        limit = min(year + FAR_YEARS, LAST_YEAR)
        while True:
            yield span
            last_open = max(year, _year(span.ends[-1])) if span.ends else year
            if span.last >= min(limit, last_open + NEVER_YEARS):
                return
            span = self._extended(span.first, min(2 * span.last - year, limit))

    def _backward(self, at: int) -> Iterator[Span]:
        span, year = self.around(at, at), _year(at)
        limit = max(year - FAR_YEARS, FIRST_YEAR)
        while True:
            yield span
            first_open = min(year, _year(span.starts[0])) if span.starts else year
            if span.first <= max(limit, first_open - NEVER_YEARS):
                return
            span = self._extended(max(2 * span.first - year, limit), span.last)

    def _extended(self, first: int, last: int) -> Span:
        years = [self._year_of(year) for year in range(first, last + 1)]
        starts, ends = _merged(interval for intervals, _ in years for interval in intervals)
        passed = list(accumulate(e - s for s, e in zip(starts, ends, strict=True)))
        days = [day for _, days in years for day in days]
        self._span = Span(
            first=first,
            last=last,
            low=_new_year(first + 1),
            high=_new_year(last),
            starts=starts,
            ends=ends,
            passed=passed,
            days=[ordinal for ordinal, _, _ in days],
            opens=[opens for _, opens, _ in days],
            closes=[closes for _, _, closes in days],
        )
        return self._span

    def _year_of(self, year: int) -> Year:
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = self._compiled(year)
        return known

    def _compiled(self, year: int) -> Year:
        if self._then is None:
            return _compiled(self.zone, self.hours_of, year)
        before, at, then = self._then
        return _joined(before._year_of(year), at, then._year_of(year))


def _reached(span: Span, start: int, amount: int) -> int | None:
    """Return when so much open time has passed; None where the span does not hold as much."""
    passed = span.passed
    goal = span.total(start) + amount
    i = bisect_left(passed, goal)
    return span.ends[i] - (passed[i] - goal) if i < len(passed) else None


def _compiled(zone: ZoneInfo, hours_of: Callable[[date], Hours], year: int) -> Year:
    intervals: list[tuple[int, int]] = []
    days: list[tuple[int, int, int]] = []
    first = date(year, 1, 1).toordinal()
    for ordinal, midnight in enumerate(_midnights(zone, year), start=first):
        day = date.fromordinal(ordinal)
        owned = [
            (wall(zone, day, start), wall(zone, day, end))
            if midnight is None
            else (midnight + start * MINUTE, midnight + end * MINUTE)
            for start, end in hours_of(day)
        ]
        if owned:
            intervals += [(begin, end) for begin, end in owned if begin < end]
            days.append((ordinal, min(b for b, _ in owned), max(e for _, e in owned)))
    return intervals, days


def _joined(before: Year, at: int, then: Year) -> Year:
    """Take a year until an instant, and another from then on; a date that both own is one."""
    intervals = [(begin, min(end, at)) for begin, end in before[0] if begin < at]
    intervals += [(max(begin, at), end) for begin, end in then[0] if end > at]
    days = {o: (opens, min(closes, at)) for o, opens, closes in before[1] if opens < at}
    for ordinal, opens, closes in then[1]:
        if closes > at:
            opened, _closed = days.get(ordinal, (max(opens, at), closes))
            days[ordinal] = (opened, closes)
    return intervals, [(o, opens, closes) for o, (opens, closes) in sorted(days.items())]


def _midnights(zone: ZoneInfo, year: int) -> list[int | None]:
    """Return the midnight that begins each date of a year; None near a change of the clock.

    No zone has ever changed its offset and changed it back within a day, so equal offsets on
    the dates around mean that nothing has changed.
    """
    new_year = datetime(year, 1, 1, tzinfo=zone)
    length_of_year = date(year + 1, 1, 1).toordinal() - date(year, 1, 1).toordinal()
    offsets = [
        length((new_year + timedelta(days=i)).utcoffset() or timedelta())
        for i in range(-1, length_of_year + 3)
    ]
    return [
        _new_year(year) + i * DAY - offset if offsets[i : i + 5] == [offset] * 5 else None
        for i, offset in enumerate(offsets[:length_of_year])
    ]


def _merged(intervals: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    ends: list[int] = []
    for begin, end in sorted(intervals):
        if ends and begin <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(begin)
            ends.append(end)
    return starts, ends


def _year(us: int) -> int:
    return instant(us).year


def _new_year(year: int) -> int:
    return (date(year, 1, 1).toordinal() - EPOCH.toordinal()) * DAY
