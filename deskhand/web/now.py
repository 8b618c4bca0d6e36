"""The instant at which a page is drawn, in the zone and the language of whoever reads it.

A list says dozens of instants: what they have in common is asked once.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language

WEEK = 7


@dataclass(frozen=True, slots=True)
class Now:
    """`at` is UTC, `today` the reader's day."""

    at: datetime
    zone: tzinfo
    language: str | None
    today: date

    @classmethod
    def of(cls, at: datetime) -> "Now":
        """Return an instant as the reader sees it whose zone and language are active."""
        zone = get_current_timezone()
        return cls(at, zone, get_language(), at.astimezone(zone).date())

    def moment_words(self, when: datetime) -> str:
        """Return an instant in the fewest words that are still clear."""
        here = when.astimezone(self.zone)
        day = here.date()
        if day == self.today:
            return f"{here:%H:%M}"
        if abs((day - self.today).days) < WEEK:
            return f"{self._day_words(day, 'D')} {here:%H:%M}"
        return self._day_words(day, "j M" if day.year == self.today.year else "j M Y")

    def exact_words(self, when: datetime) -> str:
        """Return an instant in full, with its zone."""
        here = when.astimezone(self.zone)
        return f"{self._day_words(here.date(), 'D j M Y')}, {here:%H:%M} {here.tzname()}"

    def _day_words(self, day: date, form: str) -> str:
        return _day_in(day, form, self.language)


@lru_cache(maxsize=4096)
def _day_in(day: date, form: str, _language: str | None) -> str:
    """A list says the same day in row after row; putting it into words takes its time."""
    return date_format(day, form)
