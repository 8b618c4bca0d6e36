"""Whether the targets of a row can fall due, and whether they reward who reports late."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.utils.translation import gettext as _

from deskhand.rules.bands import BandTable, outlasts_after_hours, rewards_lateness
from deskhand.rules.targets import Target as PromisedTarget
from deskhand.rules.targets import TargetError
from deskhand.rules.worktime import Calendar as Worktime
from deskhand.sla.calendars import arithmetic, version_at
from deskhand.sla.drafts import Cell, Draft, RowDraft, cells_by_level
from deskhand.sla.lines import spec_of
from deskhand.sla.models import Calendar, Carry, Target
from deskhand.sla.remarks import Remark, fault, warning

FARTHEST = timedelta(days=3653)


def check_cells(draft: Draft, row: RowDraft, place: int, *, at: datetime) -> list[Remark]:
    """Return what is to be said about a row's targets, if it were asked for at an instant."""
    names = dict(draft.priority_scheme.priorities.values_list("level", "name"))
    hours = arithmetic(version_at(row.calendar or draft.calendar, at))
    coverage = _hours(row.coverage, hours, at=at)
    found: list[Remark] = []
    for level, cells in sorted(cells_by_level(row).items()):
        if level not in names:
            words = _("%(scheme)s has no level %(level)d. Add it, or promise it nothing.")
            found.append(fault(place, words % {"scheme": draft.priority_scheme, "level": level}))
            continue
        priority = f"{level} {names[level]}"
        wrong = list(chain(*(_cell(c, priority, place, hours, at=at) for c in cells.values())))
        found += wrong or _bands(
            cells, priority, place, (hours, coverage, row.carry or draft.carry), at=at
        )
    if row.carry not in {"", *Carry.values} or draft.carry not in Carry.values:
        found.append(fault(place, _("Which of two bands holds is not said in a way we know.")))
    return found


def _hours(calendar: Calendar | None, otherwise: Worktime, *, at: datetime) -> Worktime:
    return arithmetic(version_at(calendar, at)) if calendar else otherwise


def _cell(
    cell: Cell, priority: str, place: int, hours: Worktime, *, at: datetime
) -> Iterator[Remark]:
    try:
        target = PromisedTarget.from_spec(spec_of(cell))
    except TargetError as error:
        yield fault(place, _("%(priority)s: %(why)s.") % {"priority": priority, "why": error})
        return
    if target.unit == Target.Unit.NONE:
        return
    if target.counts and not target.seconds:
        words = _("%(priority)s: no time at all is no promise. Say how much, or promise nothing.")
        yield fault(place, words % {"priority": priority})
        return
    try:
        due_at = target.due(at, calendar=hours)
    except OverflowError:
        due_at = None
    if due_at is None or due_at - at > FARTHEST:
        words = _(
            "%(priority)s: this never falls due within ten years. "
            "Promise less, or give its calendar more open time."
        )
        yield fault(place, words % {"priority": priority})


def _bands(
    cells: dict[str, Cell],
    priority: str,
    place: int,
    ways: tuple[Worktime, Worktime, str],
    *,
    at: datetime,
) -> Iterator[Remark]:
    if any(cell.unit == Target.Unit.NONE for cell in cells.values()):
        return
    hours, coverage, carry = ways
    if carry not in Carry.values:
        return
    table = BandTable.from_spec({band: spec_of(cell) for band, cell in cells.items()})
    if outlasts_after_hours(table):
        words = _(
            "%(priority)s: in hours it counts open time, after hours all time, so that what comes "
            "in just before closing is due later than what comes in after it. Count both alike."
        )
        yield warning(place, words % {"priority": priority})
        return
    pair = rewards_lateness(table, calendar=hours, around=at, coverage=coverage, carry=carry)
    if pair is not None:
        moment = pair[1].astimezone(coverage.zone)
        words = _(
            "%(priority)s: who reports at %(moment)s is answered sooner than who reports a moment "
            "before. Let the earlier of both bands hold, if late reporting must not pay."
        )
        yield warning(place, words % {"priority": priority, "moment": f"{moment:%a %H:%M}"})
