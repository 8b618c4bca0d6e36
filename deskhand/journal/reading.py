"""Reading the journal in the order of commits, so that a reader who goes on misses nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from deskhand.journal.models import Event

_BEYOND = "(journal_event.xid, journal_event.id) > (%s, %s)"
# Below the oldest running transaction no event can appear any more.
_SETTLED = "journal_event.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


class CursorRefused(ValueError):
    """This is not a cursor that we gave out."""


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the journal, behind one event."""

    xid: int = 0
    id: int = 0

    def __str__(self) -> str:
        return f"{self.xid}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Read what `str` gave; raises CursorRefused."""
        xid, _dot, number = text.partition(".")
        if not (xid.isascii() and xid.isdigit() and number.isascii() and number.isdigit()):
            raise CursorRefused(text)
        if len(text) > 40 or int(xid) >= 2**63 or int(number) >= 2**63:
            raise CursorRefused(text)
        return cls(int(xid), int(number))

    @classmethod
    def behind(cls, event: Event) -> Cursor:
        return cls(event.xid, event.pk)


def since(cursor: Cursor, *, limit: int = 500) -> list[Event]:
    """Return what was committed behind this place, oldest first.

    On PostgreSQL an event waits until every transaction begun before its own has ended.
    """
    return list(_settled(_beyond(cursor))[:limit])


def head() -> Cursor:
    """Return the place behind the newest event that `since` would give."""
    newest = _settled(Event.objects.all()).reverse().first()
    return Cursor.behind(newest) if newest else Cursor()


def is_behind(cursor: Cursor) -> bool:
    """Is there anything committed behind this place, be it not settled yet?"""
    return _beyond(cursor).exists()


def of_subject(kind: str, subject_id: int) -> QuerySet[Event]:
    """Return all that happened to one thing, oldest first."""
    return Event.objects.filter(subject_kind=kind, subject_id=subject_id).order_by("id")


def latest(count: int, *, before: int | None = None, name: str = "") -> list[Event]:
    """Return the newest events, newest first: with smaller ids than `before`, of one name."""
    events = Event.objects.order_by("-id")
    if before is not None:
        events = events.filter(pk__lt=before)
    if name:
        events = events.filter(name=name)
    return list(events[:count])


def set_once() -> frozenset[str]:
    """Return of which kinds of settings somebody has made, changed or removed one."""
    events = Event.objects.filter(subject_kind="setting")
    return frozenset(events.values_list("payload__what", flat=True).distinct())


def until(cursor: Cursor) -> QuerySet[Event]:
    """Return what stands before this place, in the order of ids."""
    if connection.vendor != "postgresql":
        return Event.objects.filter(pk__lte=cursor.id).order_by("id")
    return Event.objects.exclude(_condition(_BEYOND, cursor.xid, cursor.id)).order_by("id")


def _beyond(cursor: Cursor) -> QuerySet[Event]:
    if connection.vendor != "postgresql":
        return Event.objects.filter(pk__gt=cursor.id)
    return Event.objects.filter(_condition(_BEYOND, cursor.xid, cursor.id))


def _settled(events: QuerySet[Event]) -> QuerySet[Event]:
    if connection.vendor != "postgresql":
        return events.order_by("id")
    return events.filter(_condition(_SETTLED)).order_by("xid", "id")


def _condition(sql: str, *values: int) -> RawSQL:
    return RawSQL(sql, values, output_field=BooleanField())  # noqa: S611 - constants above
