"""Rows that administrators keep in an order without gaps, from 1."""

from typing import Any

from django.db import transaction
from django.db.models import F, Model, QuerySet


@transaction.atomic
def move(rows: QuerySet[Any], row: Any, *, up: bool) -> bool:
    """Let a row change places with its neighbour among these; False at either end."""
    place = row.position + (-1 if up else 1)
    other = rows.select_for_update().filter(position=place).first()
    if other is None:
        return False
    rows.filter(pk=other.pk).update(position=row.position)
    rows.filter(pk=row.pk).update(position=place)
    return True


@transaction.atomic
def remove(rows: QuerySet[Any], row: Model) -> None:
    """Remove a row; those after it move up."""
    place = row.position  # type: ignore[attr-defined]
    row.delete()
    rows.filter(position__gt=place).update(position=F("position") - 1)
