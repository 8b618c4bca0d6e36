"""Three readings of one thing: as it was shipped, as it is shipped now, and as it is here.

What nobody edited follows what is shipped; what was edited here stays, and differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

Facts = Mapping[str, Any]


class Why(Enum):
    """Why a field differs from what is shipped."""

    EDITED = "edited"  # here alone; what is shipped is as it was
    BOTH = "both"  # here, and in what is shipped


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not as it is shipped; None where it is not there at all."""

    field: str
    then: Any
    now: Any
    here: Any
    why: Why


@dataclass(frozen=True, slots=True)
class Merged:
    """What shall be here, what was meant by what is shipped, and where the two differ.

    `base` is what to compare with the next time: where both were changed it stays as it was,
    until somebody has chosen.
    """

    facts: dict[str, Any]
    base: dict[str, Any]
    differences: tuple[Difference, ...]

    def changes(self, here: Facts) -> bool:
        """Whether anything has to be written."""
        return self.facts != dict(here)


def merge(then: Facts, now: Facts, here: Facts) -> Merged:
    """Bring what is shipped now to what is here, field by field."""
    facts: dict[str, Any] = {}
    base: dict[str, Any] = {}
    found = []
    for field in [*now, *(f for f in here if f not in now), *_gone(then, now, here)]:
        old, new, present = then.get(field), now.get(field), here.get(field)
        is_untouched = present == old
        facts[field] = new if is_untouched else present
        is_torn = not is_untouched and new not in (old, present)
        base[field] = old if is_torn else new
        if facts[field] != new:
            why = Why.BOTH if is_torn else Why.EDITED
            found.append(Difference(field, old, new, present, why))
    return Merged(_there(facts), _there(base), tuple(found))


def _gone(then: Facts, now: Facts, here: Facts) -> list[str]:
    return [field for field in then if field not in now and field not in here]


def _there(facts: Facts) -> dict[str, Any]:
    return {field: value for field, value in facts.items() if value is not None}
