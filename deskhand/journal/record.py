"""Writing the journal: the one function through which everything that happened goes."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol

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


def record(happening: Happening, *, by: Actor, at: datetime) -> Event:
    """Write one event in the running transaction, and enqueue what follows from it."""
    event = _event(happening, by=by, at=at)
    event.save(force_insert=True)
    enqueue_followers(event)
    return event


def record_all(happenings: Sequence[Happening], *, by: Actor, at: datetime) -> None:
    """Write several events at once, in their order, and enqueue what follows from them."""
    events = [_event(happening, by=by, at=at) for happening in happenings]
    enqueue_followers(*Event.objects.bulk_create(events))


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
