"""Keeping ladders. A ladder is written as a whole; pages that climb it go on by the new one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deskhand.oncall.models import Ladder, Page, Rung
from deskhand.people.models import Agent, Team

MOST_LEVELS, MOST_REPEATS, MOST_MINUTES = 10, 20, 1440


class LadderRefused(ValueError):
    """The ladder cannot be so; the text says how to mend it."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level to be: who is paged, and for how many minutes it is theirs to answer."""

    who: str
    team: Team | None = None
    agents: tuple[Agent, ...] = ()
    minutes: int = 15


def ladders() -> QuerySet[Ladder]:
    return Ladder.objects.prefetch_related("rungs__team", "rungs__agents__person")


@transaction.atomic
def save_ladder(ladder: Ladder, levels: Sequence[Level]) -> Ladder:
    """Keep a ladder with exactly these levels; raises LadderRefused."""
    _check(ladder, levels)
    ladder.save()
    ladder.rungs.all().delete()
    for number, level in enumerate(levels, start=1):
        rung = Rung.objects.create(
            ladder=ladder, level=number, who=level.who, team=level.team, minutes=level.minutes
        )
        rung.agents.set(level.agents)
    return ladder


@transaction.atomic
def remove_ladder(ladder: Ladder) -> None:
    """Remove a ladder by which nobody was paged yet; raises LadderRefused."""
    if Page.objects.filter(ladder=ladder).exists():
        raise LadderRefused(_("Somebody was paged by it. Leave it, and let no step use it."))
    ladder.delete()


def _check(ladder: Ladder, levels: Sequence[Level]) -> None:
    if not levels:
        raise LadderRefused(_("Give it a level: somebody must be paged."))
    if len(levels) > MOST_LEVELS:
        raise LadderRefused(_("At most %(most)d levels.") % {"most": MOST_LEVELS})
    if not 0 <= ladder.repeats <= MOST_REPEATS:
        raise LadderRefused(_("It begins again at most %(most)d times.") % {"most": MOST_REPEATS})
    for number, level in enumerate(levels, start=1):
        names = {"number": number, "most": MOST_MINUTES}
        if not 1 <= level.minutes <= MOST_MINUTES:
            raise LadderRefused(_("Level %(number)d: from 1 to %(most)d minutes.") % names)
        if level.who == Rung.Who.TEAM and level.team is None:
            raise LadderRefused(_("Level %(number)d: which team?") % names)
        if level.who == Rung.Who.AGENTS and not level.agents:
            raise LadderRefused(_("Level %(number)d: which agents?") % names)
