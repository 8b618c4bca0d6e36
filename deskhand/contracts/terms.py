"""What a version says of time and money beside its rates, kept with it as `terms`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskhand.rules.money import minor
from deskhand.rules.rating.rounding import Mode, Rounding
from deskhand.rules.rating.splitting import SplitMode, Splitting

MINUTE = 60


class Round(models.TextChoices):
    UP = "up", _("up")
    NEAREST = "nearest", pgettext_lazy("rounding", "to the nearest")
    DOWN = "down", _("down")


class Bands(models.TextChoices):
    """How an entry is split at the change between business hours and the rest."""

    SPLIT = "split", _("is split there")
    BAND_OF_START = "band_of_start", _("counts as it began, within the grace")


class Travelling(models.TextChoices):
    NONE = "none", _("is not charged")
    FLAT = "flat", _("costs each time")
    PER_KM = "per_km", _("costs per kilometre")
    TIME = "time", _("costs per hour")


class Empty(models.TextChoices):
    """What happens to work when nothing prepaid is left."""

    BLOCK = "block", _("is refused")
    ASK = "ask", _("waits for the client’s approval")
    NEGATIVE = "negative", _("goes on, into the red up to a limit")
    TIME_AND_MATERIALS = "time_and_materials", _("is charged for time and materials")


class Both(models.TextChoices):
    """What an answer and an appointment on one ticket draw."""

    HIGHER = "higher", _("draw the higher of the two")
    BOTH = "both", _("draw both")


class Missed(models.TextChoices):
    """What an appointment draws that was broken off, or to which nobody came."""

    NONE = "none", _("draws nothing")
    MINIMUM = "minimum", _("draws as one hour")
    BOOKED = "booked", _("draws as it was booked")


class Otherwise(models.TextChoices):
    """What becomes of work that no rule names."""

    COVERED = "covered", _("covered")
    EXCLUDED = "excluded", _("excluded, and charged")


@dataclass(frozen=True, slots=True)
class Terms:
    """As the form fills it; prices are texts of decimals, so that they are kept exactly.

    Of units: at most `rollover_cap` go on at each anniversary, unless a pack lives `pack_days`;
    `unit_price` is what one costs for which none was left; at `low_units` somebody is told.
    With `decides_excluded`, excluded work is charged only after the account manager's decision.
    """

    otherwise: str = Otherwise.COVERED.value
    minimum_minutes: int = 0
    increment_minutes: int = 0
    rounds: str = Round.UP.value
    bands: str = Bands.SPLIT.value
    grace_minutes: int = 0
    travelling: str = Travelling.NONE.value
    travel_price: str = "0"
    when_empty: str = Empty.ASK.value
    red_limit: int = 0
    is_told_in_receipt: bool = False
    rollover_cap: int = 15
    pack_days: int = 0
    pack_units: int = 20
    pack_price: str = "0"
    unit_price: str = "0"
    answer_and_appointment: str = Both.HIGHER.value
    missed: str = Missed.NONE.value
    low_units: int = 3
    decides_excluded: bool = True

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Terms":
        """Read what was kept; what is missing is as usual."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def rounding(self) -> Rounding:
        return Rounding(
            self.minimum_minutes * MINUTE, self.increment_minutes * MINUTE, Mode(self.rounds)
        )

    @property
    def splitting(self) -> Splitting:
        return Splitting(SplitMode(self.bands), self.grace_minutes * MINUTE)

    def travel_minor(self, currency: str) -> int:
        """Return the price of travel in minor units."""
        return minor(Decimal(self.travel_price), currency)
