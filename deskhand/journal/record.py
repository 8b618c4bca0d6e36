"""Writing the journal: the one function through which everything that happened goes."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol

from django.db import connection

from deskhand.journal.actor import Actor
from deskhand.journal.followers import enqueue_followers
from deskhand.journal.models import Event


class Happening(Protocol):
    """A frozen dataclass of ids and enumerations, named in the past tense.

    Fields `organization`, `team` and `is_public` give its audience; the field named by
    `subject` is what it is about.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    subject: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


class _Waiting(threading.local):
    events: list[Event] | None = None
    depth = 0


_waiting = _Waiting()


def record(happening: Happening, *, by: Actor, at: datetime) -> Event:
    """Write one event in the running transaction, and enqueue what follows from it."""
    event = _event(happening, by=by, at=at)
    _write([event])
    return event


def record_all(happenings: Sequence[Happening], *, by: Actor, at: datetime) -> None:
    """Write several events at once, in their order, and enqueue what follows from them."""
    _write([_event(happening, by=by, at=at) for happening in happenings])


@contextmanager
def recorded_together() -> Iterator[None]:
    """Within a transaction that ends in error when this block does: its events are written by one
    statement at the end, in their order.

    What is recorded within a savepoint is written at once: it may be taken back with it.
    """
    if _waiting.events is not None:
        yield
        return
    events = _waiting.events = []
    _waiting.depth = _savepoints()
    try:
        yield
    finally:
        _waiting.events = None
    _write(events)


def _write(events: list[Event]) -> None:
    if _waiting.events is not None and _savepoints() == _waiting.depth:
        _waiting.events += events
    else:
        enqueue_followers(*Event.objects.bulk_create(events))


def _savepoints() -> int:
    return sum(name is not None for name in connection.savepoint_ids)


def _event(happening: Happening, *, by: Actor, at: datetime) -> Event:
    payload = {field.name: getattr(happening, field.name) for field in fields(happening)}
    return Event(
        name=happening.name,
        version=happening.version,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        at=at,
        recorded_at=datetime.now(UTC),
        subject_kind=happening.subject,
        subject_id=payload.get(happening.subject),
        organization_id=payload.pop("organization", None),
        team_id=payload.pop("team", None),
        is_public=payload.pop("is_public", False),
        payload=payload,
    )
