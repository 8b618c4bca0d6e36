"""The table of a policy as it is matched: each row read once with its condition and targets.

What is saved never changes: a change of the table is a new version.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deskhand.jobs.memory import remembered
from deskhand.rules.conditions import Condition, fields_of
from deskhand.sla import scope
from deskhand.sla.drafts import Cell
from deskhand.sla.models import PolicyVersion, PromiseRow, Target
from deskhand.sla.options import Options
from deskhand.tickets.models import Ticket

Specs = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row to be matched; `specs` are its targets by level and band, for `rules.targets`."""

    row: PromiseRow
    condition: Condition
    specs: dict[int, Specs]

    @property
    def specificity(self) -> int:
        """How many distinct fields its condition constrains."""
        return len(fields_of(self.condition))

    def promises(self, level: int) -> bool:
        """Whether it promises anything to a priority, in whichever hours."""
        cells = self.specs.get(level, {})
        return any(spec["unit"] != Target.Unit.NONE for spec in cells.values())


def line_for(version: PolicyVersion, kind: str, ticket: Ticket) -> Line | None:
    """Return the row of a kind that holds for a ticket: of those that match the most specific,
    then the first."""
    lines = lines_of(version.pk).get(kind, ())
    return next((line for line in lines if scope.matches(line.condition, ticket)), None)


def line_of(row: PromiseRow) -> Line:
    """Return a row that was chosen before, to be read again."""
    lines = lines_of(row.version_id).get(row.kind, ())
    found = next((line for line in lines if line.row.pk == row.pk), None)
    return found or _line(row)


@remembered
def lines_of(version_id: int) -> dict[str, list[Line]]:
    """Return the rows of a version by kind, in the order in which they are tried."""
    rows = PromiseRow.objects.filter(version=version_id).order_by("position", "pk")
    related = rows.select_related("version", "calendar", "coverage", "start_team")
    by_kind: dict[str, list[Line]] = {}
    for row in related.prefetch_related("targets"):
        by_kind.setdefault(row.kind, []).append(_line(row))
    return {
        kind: sorted(lines, key=lambda line: -line.specificity) for kind, lines in by_kind.items()
    }


@remembered
def kinds_promised() -> frozenset[str]:
    """Return the kinds of which any policy ever promised something: of the others no ticket
    needs to be asked."""
    kinds = PromiseRow.objects.order_by().values_list("kind", flat=True)
    return frozenset(kinds.distinct())


def _line(row: PromiseRow) -> Line:
    condition = scope.read_kept(row.condition)
    specs: dict[int, Specs] = {}
    shifts = Options.of(row.version.changes).shifts_days
    # A condition that cannot be read any more matches nothing, so its row promises nothing.
    for target in row.targets.all() if condition is not None else ():
        specs.setdefault(target.priority_level, {})[target.band] = spec_of(target, shifts)
    return Line(row, condition or scope.read("kind:incident kind:request"), specs)


def spec_of(target: Target | Cell, shifts: bool = False) -> dict[str, Any]:
    """One cell of the table as `rules.targets.Target.from_spec` reads it."""
    if target.unit == Target.Unit.BUSINESS_DAYS:
        days = {"n": target.days, "edge": target.edge, "rule": target.day_rule}
        return {"unit": target.unit, **days, **({"shift": True} if shifts else {})}
    if target.unit == Target.Unit.NONE:
        return {"unit": target.unit}
    return {"unit": target.unit, "seconds": target.seconds}


def promise_alike(before: PromiseRow, line: Line, level: int) -> bool:
    """Whether a row promises a priority the same as one of an earlier version of its policy did,
    whatever steps each has."""
    now = line.row
    then, version = version_of(before.version_id), version_of(now.version_id)
    return (
        then.policy_id == version.policy_id
        and line_of(before).specs.get(level) == line.specs.get(level)
        and _terms(before, then) == _terms(now, version)
    )


def _terms(row: PromiseRow, version: PolicyVersion) -> tuple[Any, ...]:
    """All by which a row promises besides its targets, with what its version says for it."""
    start = (row.start, row.start_team_id, row.start_tier, row.start_category)
    hours = (row.calendar_id or version.calendar_id, row.coverage_id, row.carry or version.carry)
    counts = (row.answered_on_call, row.voicemail_counts, row.try_counts)
    holds = sorted(version.holds.get(row.kind, []))
    reopened = options_of(version.pk).reopened
    return (row.key, *start, *hours, *counts, version.priority_scheme_id, holds, reopened)


def version_at(policy_id: int, at: datetime) -> PolicyVersion | None:
    """Return a policy's version in force at an instant; its first one for instants before."""
    versions = _versions(policy_id)
    in_force = [version for version in versions if version.valid_from <= at]
    return next(iter(in_force or versions[-1:]), None)


@remembered
def _versions(policy_id: int) -> list[PolicyVersion]:
    """The versions of a policy, the newest first."""
    versions = PolicyVersion.objects.filter(policy=policy_id).order_by("-number")
    return list(versions.select_related(*WITH))


WITH = ("policy", "calendar", "priority_scheme", "status_scheme")


def options_of(version_id: int) -> Options:
    """Return what a version says of changes."""
    return Options.of(version_of(version_id).changes)


@remembered
def version_of(version_id: int) -> PolicyVersion:
    """Return one version with what is asked of it."""
    return PolicyVersion.objects.select_related(*WITH).get(pk=version_id)
