"""Calendars and policies as administrators keep them: a change is always a new version."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from deskhand.sla.checking import Remark, check
from deskhand.sla.drafts import Cell, Draft, RowDraft, cells_by_level, draft_of
from deskhand.sla.models import Calendar, Policy, PolicyVersion, PromiseRow, Target


class PolicyRefused(ValueError):
    """The table cannot hold; each of `remarks` says what is wrong and how to mend it."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        super().__init__(" ".join(str(remark) for remark in remarks))
        self.remarks = tuple(remarks)


def calendars() -> QuerySet[Calendar]:
    return Calendar.objects.prefetch_related("versions")


def policies() -> QuerySet[Policy]:
    return Policy.objects.prefetch_related("versions__rows__targets")


def latest(policy: Policy) -> PolicyVersion:
    """Return the version of a policy that is in force now."""
    related = policy.versions.select_related("calendar", "priority_scheme", "status_scheme")
    return related.latest("number")


@transaction.atomic
def publish(policy: Policy, draft: Draft, *, at: datetime) -> tuple[PolicyVersion, list[Remark]]:
    """Put a draft into force as the next version; returns it with what it warns of.

    Clocks that run keep the version they began with. Raises PolicyRefused.
    """
    remarks = check(draft, at=at)
    faults = [remark for remark in remarks if remark.is_fault]
    if faults:
        raise PolicyRefused(faults)
    Policy.objects.select_for_update().get(pk=policy.pk)
    before = policy.versions.order_by("-number").first()
    version = PolicyVersion.objects.create(
        policy=policy,
        number=before.number + 1 if before else 1,
        valid_from=at,
        calendar=draft.calendar,
        priority_scheme=draft.priority_scheme,
        status_scheme=draft.status_scheme,
        carry=draft.carry,
        holds=draft.holds,
        changes=draft.changes,
    )
    for position, row in enumerate(draft.rows):
        _save_row(version, row, position)
    return version, remarks


def _save_row(version: PolicyVersion, draft: RowDraft, position: int) -> None:
    named = RowDraft.__dataclass_fields__.keys() - {"cells", "steps", "condition"}
    row = PromiseRow.objects.create(
        version=version,
        position=position,
        condition=draft.condition.strip(),
        steps=list(draft.steps),
        **{name: getattr(draft, name) for name in named},
    )
    cells = [cell for by_band in cells_by_level(draft).values() for cell in by_band.values()]
    names = Cell.__dataclass_fields__
    Target.objects.bulk_create(
        Target(row=row, **{name: getattr(cell, name) for name in names}) for cell in cells
    )


def save_policy(
    policy: Policy,
    *,
    targets: list[dict[str, Any]],
    calendar: Calendar,
    at: datetime,
    holds: dict[str, list[str]] | None = None,
) -> PolicyVersion:
    """Put a new version into force with these targets for every ticket, by `kind`.

    Rows with conditions, starts or hours of their own stay as they are. Raises PolicyRefused.
    """
    before = draft_of(latest(policy))
    kinds: dict[str, list[Cell]] = {}
    for target in targets:
        values = {name: value for name, value in target.items() if name != "kind"}
        kinds.setdefault(target["kind"], []).append(Cell(**values))
    draft = replace(
        before,
        calendar=calendar,
        rows=tuple(_with_plain(before.rows, kinds)),
        holds=before.holds if holds is None else holds,
    )
    return publish(policy, draft, at=at)[0]


def _with_plain(rows: Sequence[RowDraft], kinds: dict[str, list[Cell]]) -> list[RowDraft]:
    """Give the plain row of each kind these cells; where it promises nothing it goes."""
    plain = {row.kind: row for row in rows if row.is_plain}
    others = [row for row in rows if not row.is_plain]
    made = [replace(plain.get(k, RowDraft(k)), cells=tuple(cells)) for k, cells in kinds.items()]
    return [*others, *(row for row in made if cells_by_level(row))]
