"""What a policy says of changes on a ticket (promises.md, section 5), and when chips warn.

Kept with each version as `changes`; what it does not say is as usual.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_GRACE = 7 * 24 * 60


class Lowered(models.TextChoices):
    """What a less urgent priority does to a running promise."""

    RETROACTIVE = "retroactive", gettext_lazy("the new target, from the start")
    PROSPECTIVE = "prospective", gettext_lazy("the full new target, from the change")
    PROPORTIONAL = "proportional", gettext_lazy("the unused share of the new target")


class Raised(models.TextChoices):
    """What a more urgent priority does to a running promise."""

    RAISED = "raised", gettext_lazy("the new target from the change, unless the old is earlier")
    GRACE = "grace", gettext_lazy("the new target from the start, with some grace")
    RETROACTIVE = "retroactive", gettext_lazy("the new target, from the start")
    PROPORTIONAL = "proportional", gettext_lazy("the unused share of the new target")


class Reopened(models.TextChoices):
    """What becomes of a resolution when its ticket opens again."""

    RESUME = "resume", gettext_lazy("goes on; the time while it was solved does not count")
    RESTART = "restart", gettext_lazy("begins anew, with the full target")
    FOLLOW_UP = "follow_up", gettext_lazy("stays; the answer opens a new ticket that follows it")


class OptionsRefused(ValueError):
    """An option that makes no sense; `field` names it, the text says how to mend it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a version. `amber` and `red` are percent of the time used up; 100 for red
    means: once it is late. Business days move with pauses where `shifts_days`."""

    lowered: str = Lowered.RETROACTIVE
    raised: str = Raised.RAISED
    grace_minutes: int = 30
    reopened: str = Reopened.RESUME
    shifts_days: bool = False
    amber: int = 75
    red: int = 100

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "Options":
        """Read what a version keeps; what is unknown or nonsense is as usual."""
        names = {field.name for field in fields(cls)}
        known = {name: value for name, value in (kept or {}).items() if name in names}
        try:
            return cls.checked(known)
        except (OptionsRefused, TypeError):
            return cls()

    @classmethod
    def checked(cls, said: Mapping[str, Any]) -> "Options":
        """Raises OptionsRefused."""
        made = cls(**said)
        for name, kinds in (("lowered", Lowered), ("raised", Raised), ("reopened", Reopened)):
            if getattr(made, name) not in kinds.values:
                raise OptionsRefused(name, _("Choose one of these."))
        if not 1 <= made.amber <= 99:
            raise OptionsRefused("amber", _("Amber begins between 1 and 99 percent."))
        if not made.amber < made.red <= 100:
            raise OptionsRefused("red", _("Red begins after amber, at 100 percent at the latest."))
        if not 0 <= made.grace_minutes <= MOST_GRACE:
            raise OptionsRefused("grace_minutes", _("Grace is at most a week: 10080 minutes."))
        return made

    @property
    def kept(self) -> dict[str, Any]:
        """What a version keeps of it: all that is not as usual."""
        usual = asdict(Options())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)
