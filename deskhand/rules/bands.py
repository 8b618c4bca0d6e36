"""Two bands: another target in business hours than after them, chosen once, at receipt.

The coverage calendar decides the band; the targets count by the promise's own calendar. The
opening instant is in hours, the closing instant after hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from deskhand.rules import worktime
from deskhand.rules.targets import Target, TargetError
from deskhand.rules.worktime import Calendar

IN = "in"
AFTER = "after"
CARRIES = ("at_receipt", "earliest")
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class BandTable:
    """The two targets of one priority."""

    in_hours: Target
    after_hours: Target

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> "BandTable":
        """Read `{"in": target, "after": target}`; raises TargetError with the first fault."""
        if not isinstance(spec, Mapping) or set(spec) != {IN, AFTER}:
            raise TargetError("a table of bands needs a target for in and one for after")
        return cls(Target.from_spec(spec[IN]), Target.from_spec(spec[AFTER]))

    def of(self, band: str) -> Target:
        return self.in_hours if band == IN else self.after_hours


@dataclass(frozen=True, slots=True)
class Choice:
    """The band of the moment of receipt, what is promised, and when that is due."""

    band: str
    target: Target
    due_at: datetime | None


def choose(
    table: BandTable,
    received: datetime,
    *,
    calendar: Calendar,
    coverage: Calendar | None = None,
    carry: str = "at_receipt",
) -> Choice:
    """Choose the target of a report by the hours in which it came in.

    `at_receipt` is the contract read literally: the band of the moment of receipt and nothing
    else. `earliest` also evaluates the other band as if the report had come in at the coming
    change of band, and takes the earlier; the target is then that instant, frozen as a date.
    It looks one change ahead, so several short gaps a day can still reward lateness.
    """
    if carry not in CARRIES:
        raise ValueError(f"carry must be at_receipt or earliest, not {carry!r:.40}")
    hours = coverage or calendar
    band = IN if worktime.is_open(hours, received) else AFTER
    target = table.of(band)
    own = Choice(band, target, target.due(received, calendar=calendar))
    if carry == "at_receipt":
        return own
    change = _change(hours, received, band)
    if change is None:
        return own
    other_due = table.of(AFTER if band == IN else IN).due(change, calendar=calendar)
    if other_due is None or (own.due_at is not None and own.due_at <= other_due):
        return own
    return Choice(band, Target("date", named_at=other_due), other_due)


def rewards_lateness(
    table: BandTable,
    *,
    calendar: Calendar,
    around: datetime,
    coverage: Calendar | None = None,
    carry: str = "at_receipt",
) -> tuple[datetime, datetime] | None:
    """Return two reports of which the later is due earlier, or None.

    Looks at the changes of band in the four weeks after `around` and compares a report one
    second before each change with one at it: at 07:29:59 due 09:29:59, at 07:30 due 08:30.
    """
    hours, until = coverage or calendar, around + timedelta(days=28)
    for opening, closing in worktime.open_intervals(hours, around, until):
        for change in (opening, closing):
            if not around < change < until:
                continue
            pair = (change - _SECOND, change)
            early, late = (
                choose(table, r, calendar=calendar, coverage=hours, carry=carry).due_at
                for r in pair
            )
            if late is not None and (early is None or late < early):
                return pair
    return None


def outlasts_after_hours(table: BandTable) -> bool:
    """Whether a report just before closing may be due later than one just after it.

    So it is when the target in hours counts open time, which stops at closing, and the one
    after hours counts all time: 1 h from 16:45 ends next morning.
    """
    return table.in_hours.unit == "business" and table.after_hours.unit == "calendar"


def _change(hours: Calendar, received: datetime, band: str) -> datetime | None:
    if band == IN:
        return worktime.close_of(hours, received)
    return worktime.next_open(hours, received)
