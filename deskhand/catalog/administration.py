"""Priorities and statuses as administrators keep them."""

from django.db import transaction
from django.db.models import QuerySet

from deskhand.catalog.models import Priority, PriorityScheme, Status, StatusScheme


def priorities() -> QuerySet[Priority]:
    return Priority.objects.select_related("scheme")


def statuses() -> QuerySet[Status]:
    return Status.objects.select_related("scheme")


def priority_schemes() -> QuerySet[PriorityScheme]:
    return PriorityScheme.objects.prefetch_related("priorities")


def status_schemes() -> QuerySet[StatusScheme]:
    return StatusScheme.objects.prefetch_related("statuses")


@transaction.atomic
def save_priority(priority: Priority) -> Priority:
    """Keep a priority; at most one of its scheme is given when nobody says."""
    if priority.is_default:
        others = Priority.objects.filter(scheme=priority.scheme).exclude(pk=priority.pk)
        others.update(is_default=False)
    priority.save()
    return priority
