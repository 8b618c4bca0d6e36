"""Instances of tables from plain values, without what Django does for each: a list makes hundreds.

What is not among the values is read from the database when it is asked for, as Django does it.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


def made(model: type[M], values: Mapping[str, Any], **related: Model | None) -> M:
    """Return a row that is in the database: `values` by the names of its columns (`team_id`), and
    what it points to by the names of its fields (`team`)."""
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    state.fields_cache = dict(related)
    row = model.__new__(model)
    row.__dict__.update(values, _state=state)
    return row
