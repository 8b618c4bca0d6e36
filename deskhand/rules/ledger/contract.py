"""What a contract says of its units: its years, how they expire, what happens without any."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from deskhand.rules.almanac import instant, wall


class WhenEmpty(StrEnum):
    """What happens to a charge for which too little is left."""

    BLOCK = "block"
    ASK = "ask"
    NEGATIVE = "negative"
    TIME_AND_MATERIALS = "time_and_materials"


@dataclass(frozen=True, slots=True)
class Contract:
    """The terms of units.

    `year_start` is month and day of the anniversaries. With `pack_days` each pack has its own
    life, in days; else lots expire at the anniversary, where at most `rollover_cap` units of
    all that is left are carried. `limit` bounds the overdraft of `negative`. With `both` an
    answer and an appointment on one ticket charge both, else the higher.
    """

    zone: ZoneInfo
    starts_at: datetime
    year_start: tuple[int, int]
    rollover_cap: int = 15
    pack_days: int | None = None
    when_empty: WhenEmpty = WhenEmpty.BLOCK
    limit: int = 0
    both: bool = False

    @property
    def rolls_over(self) -> bool:
        return self.pack_days is None

    def anniversaries(self) -> Iterator[datetime]:
        """Yield the anniversaries after the start, oldest first, as instants in UTC."""
        year = self.starts_at.astimezone(self.zone).year
        while True:
            at = midnight(self.zone, _day(year, *self.year_start))
            if at > self.starts_at:
                yield at
            year += 1

    def expiry(self, posted_at: datetime, *, days: int | None = None) -> datetime:
        """Return when a lot expires that is posted at an instant."""
        if self.rolls_over:
            return next(at for at in self.anniversaries() if at > posted_at)
        local = posted_at.astimezone(self.zone).date()
        return midnight(self.zone, local + timedelta(days=days or self.pack_days or 0))


def midnight(zone: ZoneInfo, day: date) -> datetime:
    """Return the local midnight that begins a date, by the rule of all calendars here."""
    return instant(wall(zone, day, 0))


def _day(year: int, month: int, day: int) -> date:
    """29 February is 1 March in common years: a year never ends a day short."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month + 1, 1)
