"""Priorities, statuses, services and request types as administrators keep them."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from deskhand.catalog.models import (
    Priority,
    PriorityScheme,
    RequestType,
    Service,
    Status,
    StatusScheme,
)
from deskhand.people.administration import free_slug
from deskhand.rules.grading import Matrix


def priorities() -> QuerySet[Priority]:
    return Priority.objects.select_related("scheme")


def statuses() -> QuerySet[Status]:
    return Status.objects.select_related("scheme")


def priority_schemes() -> QuerySet[PriorityScheme]:
    return PriorityScheme.objects.prefetch_related("priorities")


def status_schemes() -> QuerySet[StatusScheme]:
    return StatusScheme.objects.prefetch_related("statuses")


def services() -> QuerySet[Service]:
    return Service.objects.all()


def request_types() -> QuerySet[RequestType]:
    return RequestType.objects.select_related("service")


def priority_levels() -> list[tuple[int, str]]:
    """Return each level that any scheme has, with what the schemes call it."""
    called: dict[int, list[str]] = {}
    for level, name in Priority.objects.order_by("level", "scheme").values_list("level", "name"):
        names = called.setdefault(level, [])
        if name not in names:
            names.append(name)
    return [(level, f"{level} {' / '.join(names)}") for level, names in called.items()]


def save_service(service: Service) -> Service:
    """Keep a service; its short name, which conditions use, never changes."""
    service.slug = service.slug or free_slug(service.name, Service)
    service.save()
    return service


def save_request_type(request_type: RequestType) -> RequestType:
    """Keep a request type; its short name, which conditions use, never changes."""
    request_type.slug = request_type.slug or free_slug(request_type.name, RequestType)
    request_type.save()
    return request_type


@transaction.atomic
def save_priority(priority: Priority) -> Priority:
    """Keep a priority; at most one of its scheme is given when nobody says."""
    if priority.is_default:
        others = Priority.objects.filter(scheme=priority.scheme).exclude(pk=priority.pk)
        others.update(is_default=False)
    priority.save()
    return priority


Scheme = PriorityScheme | StatusScheme


@transaction.atomic
def save_scheme(scheme: Scheme, name: str, rows: Iterable[Priority | Status]) -> None:
    """Call a scheme so, and keep these rows of it; the last priority that is given when nobody
    says is the one."""
    scheme.name = name
    scheme.save(update_fields=["name"])
    for row in rows:
        row.scheme_id = scheme.pk
        if isinstance(row, Priority):
            save_priority(row)
        else:
            row.save()


def keep_matrix(scheme: PriorityScheme, matrix: Matrix | None) -> None:
    """Keep how impact and urgency make a priority of a scheme; None: nobody is asked for them."""
    scheme.matrix = matrix.kept() if matrix else {}
    scheme.save(update_fields=["matrix"])


@transaction.atomic
def copy_scheme(scheme: Scheme, name: str) -> Scheme:
    """Make another scheme with the same rows."""
    model = type(scheme)
    made = model(name=name[:80], slug=free_slug(name, model))
    if isinstance(made, PriorityScheme) and isinstance(scheme, PriorityScheme):
        made.matrix = scheme.matrix
    made.save()
    rows = scheme.priorities if isinstance(scheme, PriorityScheme) else scheme.statuses
    for row in rows.all():
        row.pk, row.scheme_id = None, made.pk
        row._state.adding = True
        row.save()
    return made
