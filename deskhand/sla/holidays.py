"""Days on which nobody works, proposed by country and region.

They are proposals: an administrator confirms each before it is in a calendar.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources

import holidays


@dataclass(frozen=True, slots=True, order=True)
class Proposal:
    """A day that may be a holiday, and its name."""

    day: date
    name: str


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Return code and English name of the countries whose holidays are known, by name."""
    names = {}
    table = resources.files("tzdata") / "zoneinfo" / "iso3166.tab"
    for line in table.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _tab, name = line.partition("\t")
            names[code] = name
    known = holidays.list_supported_countries()
    return dict(sorted(((c, names[c]) for c in known if c in names), key=lambda row: row[1]))


def regions(country: str) -> list[str]:
    """Return the regions of a country that have holidays of their own; none for an unknown one."""
    return list(holidays.list_supported_countries().get(country, []))


def proposals(country: str, region: str, years: range) -> list[Proposal]:
    """Return the public holidays of these years, days in lieu included, oldest first."""
    if country not in countries() or (region and region not in regions(country)):
        return []
    found = holidays.country_holidays(country, subdiv=region or None, years=list(years))
    return sorted(Proposal(day, name[:120]) for day, name in found.items())
