"""Calendars and policies as administrators keep them: a change is always a new version."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from deskhand.sla.checking import Remark, check
from deskhand.sla.drafts import Cell, Draft, RowDraft, cells_by_level, draft_of, keyed
from deskhand.sla.models import (
    Calendar,
    Policy,
    PolicyChoice,
    PolicyVersion,
    PromiseRow,
    Target,
)


class PolicyRefused(ValueError):
    """The table cannot hold; each of `remarks` says what is wrong and how to mend it."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        super().__init__(" ".join(str(remark) for remark in remarks))
        self.remarks = tuple(remarks)


def calendars() -> QuerySet[Calendar]:
    return Calendar.objects.prefetch_related("versions")


def policies() -> QuerySet[Policy]:
    return Policy.objects.select_related("draft").prefetch_related(
        "versions__calendar", "versions__rows"
    )


def latest(policy: Policy) -> PolicyVersion:
    """Return the newest version of a policy, which may hold only from a day to come."""
    related = policy.versions.select_related("calendar", "priority_scheme", "status_scheme")
    return related.latest("number")


def holds_from(policy: Policy, *, at: datetime) -> datetime:
    """Return from when a change of one part of a policy can hold: at once, unless the version on
    which it is written is still to come. All else that that says would hold too early."""
    return max(at, latest(policy).valid_from)


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
        parts=draft.parts,
        changes=draft.changes,
    )
    for position, row in enumerate(keyed(draft.rows)):
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
    return publish(policy, draft, at=holds_from(policy, at=at))[0]


def _with_plain(rows: Sequence[RowDraft], kinds: dict[str, list[Cell]]) -> list[RowDraft]:
    """Give the plain row of each kind these cells; where it promises nothing it goes."""
    plain = {row.kind: row for row in rows if row.is_plain}
    others = [row for row in rows if not row.is_plain or row.kind not in kinds]
    made = [replace(plain.get(k, RowDraft(k)), cells=tuple(cells)) for k, cells in kinds.items()]
    return [*others, *(row for row in made if cells_by_level(row))]


def rename(policy: Policy, name: str) -> bool:
    """Call a policy by another name; False when it is called so already."""
    if policy.name == name.strip():
        return False
    policy.name = name.strip()
    policy.save(update_fields=["name"])
    return True


def open_tickets_of(policy: Policy) -> int:
    """Count the open tickets that go by a policy, in whichever version."""
    choices = PolicyChoice.objects.filter(version__policy=policy, ticket__is_open=True)
    return choices.count()


def policies_by_scheme(kind: str) -> dict[int, list[Policy]]:
    """Return by scheme the policies whose newest version uses it; `kind` is priorities or
    statuses."""
    field = "priority_scheme_id" if kind == "priorities" else "status_scheme_id"
    found: dict[int, list[Policy]] = {}
    for policy in policies():
        versions = policy.versions.all()
        newest = max(versions, key=lambda version: version.number, default=None)
        if newest is not None:
            found.setdefault(getattr(newest, field), []).append(policy)
    return found
