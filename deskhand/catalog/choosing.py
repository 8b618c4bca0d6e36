"""Which status and which priority, where nobody named one."""

from deskhand.catalog.models import Category, Priority, PriorityScheme, Status, StatusScheme
from deskhand.jobs.memory import remembered


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


@remembered
def usual_priority(scheme: PriorityScheme) -> Priority:
    """Return what a ticket gets when nobody says how urgent it is."""
    priority = scheme.priorities.order_by("-is_default", "level").first()
    if priority is None:
        raise CatalogIncomplete(f"{scheme} has no priorities. Add them under Setup, Priorities.")
    return priority
