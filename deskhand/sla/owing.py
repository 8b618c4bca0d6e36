"""Which policies an organization is owed: added, put in order, ended. What counts for a ticket is
what was owed when it reached us.

Rooms above write assignments too, with a `source` of their own, which they alone change.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deskhand.jobs.memory import remembered
from deskhand.people.models import Organization
from deskhand.rules.conditions import ConditionError, fold
from deskhand.sla import scope
from deskhand.sla.models import Policy, PolicyAssignment

MOST_LABELS = 10
_LABEL = re.compile(r"\w[\w.+/-]{0,39}")
# Words that mean something else in a condition.
RESERVED = frozenset({"none", "me", "or", "and"})


class AssignmentRefused(ValueError):
    """What was given does not fit; `field` names it and the text says how to mend it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class Owed:
    """That a policy is owed from an instant until another (exclusive; None: without end)."""

    policy: Policy
    begins_at: datetime
    ends_at: datetime | None = None
    labels: tuple[str, ...] = ()
    condition: str = ""


def assignments(organization: Organization) -> QuerySet[PolicyAssignment]:
    """Return all that an organization is or was owed, in the order in which it is tried."""
    rows = PolicyAssignment.objects.filter(organization=organization)
    return rows.select_related("policy").order_by("position", "pk")


def labels(organizations: QuerySet[Organization] | None = None) -> set[str]:
    """Return every label that these organizations, or any, are or were owed something under."""
    rows = PolicyAssignment.objects.exclude(labels_folded="")
    if organizations is not None:
        rows = rows.filter(organization__in=organizations.order_by())
    return {label for row in rows.values_list("labels", flat=True) for label in row}


def from_source(source: str) -> QuerySet[PolicyAssignment]:
    """Return all that comes or came from one source, whoever is owed it."""
    rows = PolicyAssignment.objects.filter(source=source)
    return rows.select_related("policy", "organization").order_by("begins_at", "pk")


@transaction.atomic
def owe(
    organization: Organization, owed: Owed, *, source: str = PolicyAssignment.DIRECT
) -> PolicyAssignment:
    """Let an organization be owed a policy, after all that it is owed already.

    Raises AssignmentRefused.
    """
    _check(owed)
    last = assignments(organization).last()
    row = PolicyAssignment(
        organization=organization,
        position=last.position + 1 if last else 0,
        source=source,
    )
    return _written(row, owed)


@transaction.atomic
def change(row: PolicyAssignment, owed: Owed) -> PolicyAssignment:
    """Change what is owed; tickets that are here keep the policy that was chosen for them.

    Raises AssignmentRefused.
    """
    _check(owed)
    return _written(row, owed)


def end(row: PolicyAssignment, *, at: datetime) -> None:
    """Owe it to nothing that comes in from an instant on; what has not begun never does."""
    row.ends_at = max(at, row.begins_at)
    row.save(update_fields=["ends_at"])


@transaction.atomic
def move(row: PolicyAssignment, *, up: bool) -> bool:
    """Try it one place earlier or later; False when it stands at that end already."""
    rows = list(assignments(row.organization).select_for_update(of=("self",)))
    place = [other.pk for other in rows].index(row.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    for position, each in enumerate(rows):
        each.position = position
    PolicyAssignment.objects.bulk_update(rows, ["position"])
    return True


@transaction.atomic
def put_in_order(organization: Organization, sources: Sequence[str]) -> None:
    """Try what comes from these sources in this order, at the places that they hold; what comes
    from elsewhere stays where it is."""
    rows = list(assignments(organization).select_for_update(of=("self",)))
    places = [place for place, row in enumerate(rows) if row.source in sources]
    moved = sorted((rows[place] for place in places), key=lambda row: sources.index(row.source))
    for place, row in zip(places, moved, strict=True):
        rows[place] = row
    for position, row in enumerate(rows):
        row.position = position
    PolicyAssignment.objects.bulk_update(rows, ["position"])


def live(organization_id: int | None, at: datetime) -> list[PolicyAssignment]:
    """Return what an organization was owed at an instant, in the order in which it is tried."""
    if organization_id is None or organization_id not in _owed_something():
        return []
    return [row for row in _assignments(organization_id) if row.is_live(at)]


def owed_now(*, at: datetime) -> dict[int, list[PolicyAssignment]]:
    """Return by policy who is owed it at an instant, by name."""
    rows = PolicyAssignment.objects.filter(begins_at__lte=at).exclude(ends_at__lte=at)
    found: dict[int, list[PolicyAssignment]] = {}
    for row in rows.select_related("organization", "policy").order_by("organization__name", "pk"):
        found.setdefault(row.policy_id, []).append(row)
    return found


@remembered
def _owed_something() -> frozenset[int]:
    """The organizations with a row: most firms owe nearly all of theirs the default."""
    ids = PolicyAssignment.objects.order_by().values_list("organization", flat=True)
    return frozenset(ids.distinct())


@remembered
def _assignments(organization_id: int) -> list[PolicyAssignment]:
    rows = PolicyAssignment.objects.filter(organization=organization_id)
    return list(rows.select_related("policy", "organization").order_by("position", "pk"))


def read_labels(words: Iterable[str]) -> tuple[str, ...]:
    """Return words as labels, each once; raises AssignmentRefused for one that is none."""
    found = {fold(word): word.strip() for word in words if word.strip()}
    for label in found.values():
        if not _LABEL.fullmatch(label) or fold(label) in RESERVED:
            raise AssignmentRefused(
                "labels", _("“%(label)s” is no label. Use one short word.") % {"label": label[:60]}
            )
    if len(found) > MOST_LABELS:
        raise AssignmentRefused("labels", _("At most ten labels."))
    return tuple(found.values())


def _check(owed: Owed) -> None:
    read_labels(owed.labels)
    if owed.ends_at is not None and owed.ends_at <= owed.begins_at:
        raise AssignmentRefused("ends_on", _("It ends before it begins."))
    try:
        scope.read(owed.condition, scope.OF_ASSIGNMENTS)
    except ConditionError as error:
        raise AssignmentRefused("condition", str(error)) from error


def _written(row: PolicyAssignment, owed: Owed) -> PolicyAssignment:
    row.policy = owed.policy
    row.labels = list(read_labels(owed.labels))
    row.condition = owed.condition.strip()
    row.begins_at, row.ends_at = owed.begins_at, owed.ends_at
    row.save()
    return row
