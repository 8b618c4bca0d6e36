"""A policy's table while it is written: what the next version shall say. Saving makes a version.

Pages and packs fill a draft, `checking.check` says what is wrong with it, and
`administration.publish` puts it into force.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from deskhand.catalog.models import PriorityScheme, StatusScheme
from deskhand.people.models import Team
from deskhand.sla.models import Calendar, PolicyVersion, PromiseRow, Start, Target, usual_holds


@dataclass(frozen=True, slots=True)
class Cell:
    """One target to be promised, as `models.Target` keeps it."""

    priority_level: int
    band: str
    unit: str
    seconds: int = 0
    days: int = 0
    edge: str = "close"
    day_rule: str = "session"


@dataclass(frozen=True, slots=True)
class RowDraft:
    """One row to be, as `models.PromiseRow` keeps it, with its targets."""

    kind: str
    cells: tuple[Cell, ...] = ()
    name: str = ""
    condition: str = ""
    start: str = Start.RECEIPT
    start_team: Team | None = None
    start_tier: int | None = None
    start_category: str = ""
    calendar: Calendar | None = None
    coverage: Calendar | None = None
    carry: str = ""
    answered_on_call: bool = False
    voicemail_counts: bool = False
    try_counts: bool = False
    steps: tuple[dict[str, Any], ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it holds for every ticket from its receipt on, by the policy's own hours."""
        own = (self.condition.strip(), self.calendar, self.coverage, self.carry)
        return self.start == Start.RECEIPT and not any(own)


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a version says. `holds` names by kind the status categories that hold it;
    `changes` is kept of `options.Options`."""

    calendar: Calendar
    priority_scheme: PriorityScheme
    status_scheme: StatusScheme
    rows: tuple[RowDraft, ...] = ()
    carry: str = "at_receipt"
    holds: dict[str, list[str]] = field(default_factory=usual_holds)
    changes: dict[str, Any] = field(default_factory=dict)


def draft_of(version: PolicyVersion) -> Draft:
    """Return what a version says, to be changed into the next one."""
    rows = version.rows.select_related("start_team", "calendar", "coverage")
    return Draft(
        calendar=version.calendar,
        priority_scheme=version.priority_scheme,
        status_scheme=version.status_scheme,
        rows=tuple(_row_draft(row) for row in rows.prefetch_related("targets")),
        carry=version.carry,
        holds=version.holds,
        changes=version.changes,
    )


def _row_draft(row: PromiseRow) -> RowDraft:
    named = RowDraft.__dataclass_fields__.keys() - {"cells", "steps"}
    values = {name: getattr(row, name) for name in named}
    in_order = sorted(row.targets.all(), key=lambda t: (t.priority_level, t.band != "in"))
    cells = tuple(_cell(target) for target in in_order)
    return RowDraft(cells=cells, steps=tuple(row.steps), **values)


def _cell(target: Target) -> Cell:
    return Cell(**{name: getattr(target, name) for name in Cell.__dataclass_fields__})


def cells_by_level(row: RowDraft) -> dict[int, dict[str, Cell]]:
    """Return the cells of each level that is promised something, with both its bands."""
    found: dict[int, dict[str, Cell]] = {}
    for cell in row.cells:
        found.setdefault(cell.priority_level, {})[cell.band] = cell
    for level, cells in found.items():
        for band in Target.Band.values:
            cells.setdefault(band, Cell(level, band, Target.Unit.NONE))
    return {level: cells for level, cells in found.items() if _is_promised(cells.values())}


def _is_promised(cells: Iterable[Cell]) -> bool:
    return any(cell.unit != Target.Unit.NONE for cell in cells)
