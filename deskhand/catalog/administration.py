"""Priorities and statuses as administrators keep them."""

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
