"""What kinds of work and roles the firm has, what is usual for an agent, and the firm's rules."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from deskhand.jobs.memory import forget, remembered
from deskhand.work.timekeeping.models import TimeEntry, TimeRules, WorkRole, WorkType


def work_types() -> QuerySet[WorkType]:
    """Return the whole list, as Setup keeps it."""
    return WorkType.objects.all()


def work_roles() -> QuerySet[WorkRole]:
    return WorkRole.objects.all()


def types_offered(*, also: int | None = None) -> QuerySet[WorkType]:
    """Return what can be chosen, and what an entry bears already."""
    return WorkType.objects.filter(Q(is_active=True) | Q(pk=also))


def roles_offered(*, also: int | None = None) -> QuerySet[WorkRole]:
    return WorkRole.objects.filter(Q(is_active=True) | Q(pk=also))


def usual(
    agent_id: int, *, on_ticket: bool = True, offered: Sequence[WorkType] | None = None
) -> tuple[WorkType | None, WorkRole | None]:
    """Return the type and role of an agent's last entry, on a ticket or beside all; the firm's
    first type for a beginner. `offered` are the types, where they have been read."""
    last = (
        TimeEntry.objects.filter(agent=agent_id, adjusts=None, ticket__isnull=not on_ticket)
        .select_related("work_type", "role")
        .order_by("-worked_on", "-id")
        .first()
    )
    if last is None or not last.work_type.is_active:
        first = types_offered().first() if offered is None else next(iter(offered), None)
        return first, None
    return last.work_type, last.role


@remembered
def time_rules() -> TimeRules:
    return TimeRules.objects.filter(pk=1).first() or TimeRules()


def save_rules(rules: TimeRules) -> TimeRules:
    rules.save()
    forget(time_rules)
    return rules
