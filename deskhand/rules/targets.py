"""Targets: how much is promised, in which unit, and when that is used up.

Open time, elapsed time and business days are different units; one never stands for another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from deskhand.rules import pauses, worktime
from deskhand.rules.pauses import Pause
from deskhand.rules.worktime import Calendar

UNITS = ("business", "calendar", "business_days", "date", "none")
_PARTS = {
    "business": {"unit", "seconds"},
    "calendar": {"unit", "seconds"},
    "business_days": {"unit", "n", "edge", "rule", "shift"},
    "date": {"unit", "named_at"},
    "none": {"unit"},
}


class TargetError(ValueError):
    """A target that makes no sense, with the reason in one line."""


@dataclass(frozen=True, slots=True)
class Target:
    """One promised amount.

    `business` and `calendar` use `seconds`; `business_days` uses `n`, `edge` and `rule` as
    `worktime.business_day` does, and with `shift` each of them that opened during a pause is
    one more; `date` is the instant `named_at`; `none` promises nothing.
    """

    unit: str
    seconds: int = 0
    n: int = 0
    edge: str = "close"
    rule: str = "session"
    named_at: datetime | None = None
    shift: bool = False

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise TargetError(f"a target has no unit {self.unit!r:.40}")
        if self.seconds < 0 or self.n < 0:
            raise TargetError("a target must not be negative")
        if self.edge not in worktime.EDGES or self.rule not in worktime.DAY_RULES:
            raise TargetError("a target needs edge close or open and rule session, date, rollover")
        if (self.unit == "date") != (self.named_at is not None):
            raise TargetError("named_at belongs to a target in dates, and only there")
        if self.named_at is not None and self.named_at.tzinfo is None:
            raise TargetError("named_at needs a time zone")

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> "Target":
        """Read a target from its text; raises TargetError with the first fault found."""
        unit = spec.get("unit") if isinstance(spec, Mapping) else None
        if not isinstance(unit, str) or unit not in UNITS:
            raise TargetError(f"a target must be an object whose unit is one of {', '.join(UNITS)}")
        unknown = sorted(str(part) for part in spec if part not in _PARTS[unit])
        if unknown:
            raise TargetError(f"a target in {unit} has no part {unknown[0]!r:.40}")
        return cls(
            unit,
            seconds=_whole(spec, "seconds") if unit in {"business", "calendar"} else 0,
            n=_whole(spec, "n") if unit == "business_days" else 0,
            edge=_word(spec, "edge", "close"),
            rule=_word(spec, "rule", "session"),
            named_at=_named_at(spec) if unit == "date" else None,
            shift=spec.get("shift") is True,
        )

    @property
    def spec(self) -> dict[str, Any]:
        """The text that `from_spec` reads back into this target."""
        if self.named_at is not None:
            return {"unit": self.unit, "named_at": self.named_at.isoformat()}
        parts = {"seconds": self.seconds, "n": self.n, "edge": self.edge, "rule": self.rule}
        words = {k: v for k, v in parts.items() if k in _PARTS[self.unit]}
        return {"unit": self.unit, **words, **({"shift": True} if self.shift else {})}

    @property
    def amount(self) -> timedelta:
        return timedelta(seconds=self.seconds)

    @property
    def counts(self) -> bool:
        """Whether time is counted towards it, so that pauses move its due instant."""
        return self.unit in {"business", "calendar"}

    @property
    def moves(self) -> bool:
        """Whether pauses move its due instant."""
        return self.counts or self.shift

    @property
    def measure(self) -> str:
        """The unit in which time against it is told: open time, or elapsed time."""
        return pauses.CALENDAR if self.unit in {"calendar", "date"} else pauses.BUSINESS

    def due(
        self, start: datetime, *, calendar: Calendar, paused: Sequence[Pause] = ()
    ) -> datetime | None:
        """Return the instant at which it is used up, counted from `start`.

        None while an open pause stands in the way, when the calendar never offers enough, and
        for `none`. Dates are not moved by pauses, nor are business days unless they shift.
        """
        if self.counts:
            return pauses.due(calendar, start, self.amount, unit=self.unit, pauses=paused)
        if self.shift:
            return self._shifted(start, calendar, paused)
        if self.unit == "business_days":
            return worktime.business_day(calendar, start, self.n, edge=self.edge, rule=self.rule)
        return self.named_at

    def _shifted(
        self, start: datetime, calendar: Calendar, paused: Sequence[Pause]
    ) -> datetime | None:
        """Count the business days that opened in pauses before the due time, until none is new."""
        n = self.n
        while True:
            due = worktime.business_day(calendar, start, n, edge=self.edge, rule=self.rule)
            if due is None:
                return None
            held = [pause for pause in paused if pause.began < due]
            if any(pause.ended is None for pause in held):
                return None
            lost = sum(
                worktime.openings(calendar, max(pause.began, start), min(pause.ended or due, due))
                for pause in pauses.apart(held)
            )
            if self.n + lost == n:
                return due
            n = self.n + lost


def _whole(spec: Mapping[str, Any], part: str) -> int:
    number = spec.get(part)
    if not isinstance(number, int) or isinstance(number, bool):
        raise TargetError(f"a target in {spec['unit']} needs {part} as a whole number")
    return number


def _word(spec: Mapping[str, Any], part: str, default: str) -> str:
    word = spec.get(part, default)
    if not isinstance(word, str):
        raise TargetError(f"{part} must be a word")
    return word


def _named_at(spec: Mapping[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(spec["named_at"])
    except (KeyError, TypeError, ValueError):
        raise TargetError("a target in dates needs named_at as an instant") from None
