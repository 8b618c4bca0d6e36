"""Many clocks read at once: their facts come in one statement, and what many share is one object,
not one for each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from deskhand.sla.models import CalendarVersion, Clock, ClockEvent, PromiseRow

A_BATCH = 1000


class Told(NamedTuple):
    """A fact of a clock as it is read: much less than a row of it."""

    clock_id: int
    seq: int
    at: datetime
    kind: str
    payload: dict[str, Any]


def batches(clocks: QuerySet[Clock], *, after: int = 0) -> Iterator[list[Clock]]:
    """Yield clocks by their keys, a thousand at a time, from behind a key on."""
    shared = Shared()
    while found := list(clocks.order_by("pk").filter(pk__gt=after)[:A_BATCH]):
        shared.lend(found)
        yield found
        after = found[-1].pk


def facts_of(clocks: Sequence[Clock]) -> dict[int, list[Told]]:
    """Return the facts of each clock, in the order in which they were told."""
    told: dict[int, list[Told]] = defaultdict(list)
    rows = ClockEvent.objects.filter(clock__in=[c.pk for c in clocks]).order_by("clock", "seq")
    for row in rows.values_list(*Told._fields):
        told[row[0]].append(Told._make(row))
    return told


def write(clocks: Sequence[Clock], names: Sequence[str]) -> None:
    """Write some columns of clocks that exist: one statement, run for each, and far less work
    than a statement that has a case for each."""
    if not clocks:
        return
    quoted = connection.ops.quote_name
    fields: list[Any] = [Clock._meta.get_field(name) for name in names]
    columns = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    table = quoted(Clock._meta.db_table)
    sql = f"UPDATE {table} SET {columns} WHERE id = %s"  # noqa: S608 - names of our own columns
    values = [
        [
            *(f.get_db_prep_save(getattr(clock, f.attname), connection) for f in fields),
            clock.pk,
        ]
        for clock in clocks
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


class Shared:
    """The versions of calendars and the rows of policies by which many clocks go."""

    def __init__(self) -> None:
        self.versions: dict[int, CalendarVersion] = {}
        self.rows: dict[int, PromiseRow] = {}

    def lend(self, clocks: Iterable[Clock]) -> None:
        """Give clocks what they go by; only what was not seen before is asked for."""
        clocks = list(clocks)
        versions = {c.calendar_version_id for c in clocks} - self.versions.keys()
        if versions:
            related = CalendarVersion.objects.select_related("calendar")
            self.versions |= related.in_bulk(list(versions))
        rows = {c.row_id for c in clocks if c.row_id is not None} - self.rows.keys()
        if rows:
            self.rows |= PromiseRow.objects.in_bulk(list(rows))
        for clock in clocks:
            clock.calendar_version = self.versions[clock.calendar_version_id]
            if clock.row_id is not None:
                clock.row = self.rows[clock.row_id]
