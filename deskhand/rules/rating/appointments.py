"""Units for an appointment: by its length, never by the number of technicians (pack B)."""

from dataclasses import dataclass
from enum import StrEnum

from deskhand.rules.rating.numbers import ceiling

MINUTE = 60


class Outcome(StrEnum):
    """What became of an appointment."""

    CONCLUDED = "concluded"
    NO_SHOW = "no_show"
    BROKEN_OFF = "broken_off"
    PROVIDER_FAULT = "provider_fault"
    DUPLICATE = "duplicate"
    GOODWILL = "goodwill"
    SCHEDULED = "scheduled"


class Charge(StrEnum):
    """What an appointment costs that did not come about, as the contract says."""

    NONE = "none"
    MINIMUM = "minimum"
    BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class UnitRule:
    """Units for the first minutes, and for each further step that was begun."""

    first_minutes: int = 60
    first_units: int = 2
    step_minutes: int = 30
    step_units: int = 1

    def units(self, seconds: int) -> int:
        """Return the units for so many seconds: 60 minutes 2, a second more 3; none for none."""
        if seconds <= 0:
            return 0
        beyond = seconds - self.first_minutes * MINUTE
        if beyond <= 0:
            return self.first_units
        return self.first_units + ceiling(beyond, self.step_minutes * MINUTE) * self.step_units


def units_for(
    seconds: int,
    outcome: Outcome = Outcome.CONCLUDED,
    *,
    rule: UnitRule = UnitRule(),
    charge: Charge = Charge.NONE,
    booked_seconds: int = 0,
) -> int:
    """Return the units that an appointment costs.

    `charge` and `booked_seconds` are what the contract takes for one that was broken off or to
    which nobody came; the provider's own fault, duplicates and goodwill cost nothing.
    """
    if outcome is Outcome.CONCLUDED:
        return rule.units(seconds)
    if outcome not in {Outcome.NO_SHOW, Outcome.BROKEN_OFF} or charge is Charge.NONE:
        return 0
    return rule.first_units if charge is Charge.MINIMUM else rule.units(booked_seconds)
