"""Which status and which priority, where nobody named one, and what can be asked for."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from deskhand.catalog.models import (
    Category,
    Priority,
    PriorityScheme,
    RequestType,
    Service,
    Status,
    StatusScheme,
)
from deskhand.jobs.memory import remembered
from deskhand.rules import grading


class CatalogIncomplete(Exception):
    """A scheme lacks what a ticket needs; the text says what to add and where."""


@remembered
def default_status_scheme() -> StatusScheme:
    """Return the firm's statuses; raises CatalogIncomplete before any exist."""
    scheme = StatusScheme.objects.order_by("-is_default", "pk").first()
    if scheme is None:
        raise CatalogIncomplete("No statuses exist yet. Add them under Setup, Statuses.")
    return scheme


@remembered
def default_priority_scheme() -> PriorityScheme:
    """Return the firm's priorities; raises CatalogIncomplete before any exist."""
    scheme = PriorityScheme.objects.order_by("-is_default", "pk").first()
    if scheme is None:
        raise CatalogIncomplete("No priorities exist yet. Add them under Setup, Priorities.")
    return scheme


@remembered
def status_of(scheme: StatusScheme, category: Category) -> Status:
    """Return the first live status of a category; raises CatalogIncomplete without one."""
    status = scheme.statuses.filter(category=category, archived_at=None).first()
    if status is None:
        raise CatalogIncomplete(
            f"{scheme} has no status of the category {category.label}. "
            "Add one under Setup, Statuses."
        )
    return status


def graded_priority(
    scheme: PriorityScheme, impact: int | None, urgency: int | None
) -> Priority | None:
    """Return what the matrix of a scheme says; None without one, or while a grade is not said."""
    matrix = grading.read(scheme.matrix)
    level = matrix.level(impact, urgency) if matrix else None
    return None if level is None else fitting_priority(scheme, level)


@remembered
def usual_priority(scheme: PriorityScheme) -> Priority:
    """Return what a ticket gets when nobody says how urgent it is."""
    priority = scheme.priorities.order_by("-is_default", "level").first()
    if priority is None:
        raise CatalogIncomplete(f"{scheme} has no priorities. Add them under Setup, Priorities.")
    return priority


@remembered
def fitting_status(scheme: StatusScheme, category: Category) -> Status:
    """Return the scheme's first live status of a category, else of the one that is nearest to it:
    what is open stays open, what is done stays done.

    Raises CatalogIncomplete where the scheme has neither.
    """
    for near in (category, *_NEAREST.get(category, ())):
        status = scheme.statuses.filter(category=near, archived_at=None).first()
        if status is not None:
            return status
    return status_of(scheme, category)


_NEAREST = {
    Category.NEW: (Category.OPEN,),
    Category.OPEN: (Category.NEW,),
    Category.WAITING_REQUESTER: (Category.OPEN, Category.NEW),
    Category.WAITING_THIRD_PARTY: (Category.OPEN, Category.NEW),
    Category.SCHEDULED: (Category.OPEN, Category.NEW),
    Category.HELD: (Category.OPEN, Category.NEW),
    Category.SOLVED: (Category.CLOSED,),
    Category.CLOSED: (Category.SOLVED,),
    Category.CANCELLED: (Category.CLOSED, Category.SOLVED),
}


@remembered
def fitting_priority(scheme: PriorityScheme, level: int) -> Priority:
    """Return the scheme's priority of a level, else the nearest less urgent one, else its least
    urgent."""
    less = scheme.priorities.filter(level__gte=level).order_by("level").first()
    return less or scheme.priorities.order_by("-level").first() or usual_priority(scheme)


def service_called(slug: str) -> Service | None:
    """Return the service with a short name, if it is offered."""
    return Service.objects.filter(slug=slug, is_active=True).first() if slug else None


def services_offered(
    current: int | None = None, *, without: Collection[str] = ()
) -> QuerySet[Service]:
    """Return what a ticket may be about: what is offered, and what it is about now; `without`
    are short names of what is for others alone."""
    return Service.objects.filter(_offered(without) | Q(pk=current or 0))


def request_types_offered(
    current: int | None = None, *, without: Collection[str] = ()
) -> QuerySet[RequestType]:
    """Return what can be asked: what is offered, and what is asked now; `without` are short
    names of what is for others alone."""
    return RequestType.objects.filter(_offered(without) | Q(pk=current or 0))


def _offered(without: Collection[str]) -> Q:
    offered = Q(is_active=True)
    return offered & ~Q(slug__in=list(without)) if without else offered
