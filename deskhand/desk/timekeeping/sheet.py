"""A week sheet is saved: what was typed into its cells is entered, corrected and withdrawn, all or
nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from deskhand.desk.story import story
from deskhand.desk.timekeeping import entering
from deskhand.desk.timekeeping.entering import with_length
from deskhand.people.models import Agent
from deskhand.people.preferences import agent_behind
from deskhand.people.reader import Reader
from deskhand.rules.spoken.lengths import Length
from deskhand.work.timekeeping.access import entry_for
from deskhand.work.timekeeping.checks import TimeRefused, Worked
from deskhand.work.timekeeping.choosing import usual
from deskhand.work.timekeeping.entries import Again, How, worked_of
from deskhand.work.timekeeping.models import Source, WorkRole
from deskhand.work.timekeeping.sheets import Key, NoSuchLine, line_for


class SheetRefused(ValueError):
    """A cell cannot be so; nothing of the sheet was saved. The text says why."""

    def __init__(self, words: str, typed: "Typed") -> None:
        super().__init__(words)
        self.typed = typed


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a cell; no length where it was emptied. `entry` and `revision` are what
    stood there."""

    key: Key
    day: date
    length: Length | None
    entry: int | None = None
    revision: int | None = None
    once_key: str | None = None


@story
def save(cells: Sequence[Typed], *, by: Reader, at: datetime) -> int:
    """Save the cells that were changed, of one's own week; returns how many.

    Raises SheetRefused, NotAllowed and TicketNotFound.
    """
    agent = agent_behind(by)
    _type, role = usual(agent.pk)
    for typed in cells:
        try:
            _save(typed, agent, role, by=by, at=at)
        except NoSuchLine as error:
            words = _("There is no such ticket, client or kind of work for you.")
            raise SheetRefused(words, typed) from error
        except TimeRefused as error:
            raise SheetRefused(str(error), typed) from error
    return len(cells)


def _save(typed: Typed, agent: Agent, role: WorkRole | None, *, by: Reader, at: datetime) -> None:
    if typed.entry is None:
        if typed.length is not None:
            how = How(source=Source.SHEET, once_key=typed.once_key, is_sure=True)
            new = with_length(_worked(typed, agent, role, by=by), typed.length)
            entering.enter(new, how, by=by, at=at)
        return
    if typed.length is None:
        entering.withdraw(typed.entry, seen_revision=typed.revision, by=by, at=at)
        return
    before = worked_of(entry_for(by, typed.entry))
    again = Again(typed.revision, is_sure=True)
    entering.correct(typed.entry, with_length(before, typed.length), again, by=by, at=at)


def _worked(typed: Typed, agent: Agent, role: WorkRole | None, *, by: Reader) -> Worked:
    line = line_for(by, typed.key)
    kind = line.work_type
    worked = Worked(
        agent=agent,
        worked_on=typed.day,
        seconds=0,
        work_type=kind,
        ticket=line.ticket,
        organization=line.organization,
        role=role,
        is_billable=kind.is_billable,
    )
    return worked if kind.is_billable else replace(worked, why_not_billable=str(kind))
