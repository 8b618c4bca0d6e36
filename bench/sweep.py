"""How long the sweep takes to find the clocks that are due among a million: by its index and, in
the same run, reading the whole table; and the same among few.

    python -m bench.sweep --clocks 1000000 --due 500

In a database of its own, migrated and empty; `bin/bench-sweep` makes one.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import django

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
# Of all clocks that ever ran these still do.
OPEN_SHARE = 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clocks", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=20_000)
    parser.add_argument("--due", type=int, default=500)
    parser.add_argument("--runs", type=int, default=30)
    options = parser.parse_args()
    django.setup()
    fill(options.few, options.due)
    among_few = measured(found, options.runs)
    count = multiply(options.few, options.clocks)
    among_many = measured(found, options.runs)
    told = plan()
    drop_index()
    whole = measured(found, 5)
    print(f"{'':34}{'median ms':>12}{'best ms':>10}")
    for words, times in (
        (f"{options.due} due of {options.few:,} clocks", among_few),
        (f"{options.due} due of {count:,} clocks", among_many),
        ("the same without the index", whole),
    ):
        print(f"{words:34}{statistics.median(times):12.2f}{min(times):10.2f}")
    median = statistics.median(among_many)
    print(f"many to few: {median / statistics.median(among_few):.2f}")
    print(f"without the index to with it: {statistics.median(whole) / median:.0f}")
    print(f"reading 500 rows by their keys takes {statistics.median(measured(by_keys, 9)):.2f} ms")
    print(told)


def found() -> int:
    """What the sweep asks."""
    from deskhand.sla.sweeping import due_clocks

    return len(list(due_clocks(at=AT)))


def by_keys() -> int:
    """As many rows of the same table, for comparison."""
    from deskhand.sla.models import Clock

    return len(list(Clock.objects.filter(pk__in=range(1, 501)).values_list("pk", flat=True)))


def measured(ask: Callable[[], int], runs: int) -> list[float]:
    times = []
    for _run in range(runs + 1):
        began = time.perf_counter()
        assert ask() == 500
        times.append((time.perf_counter() - began) * 1000)
    return times[1:]


def fill(count: int, due: int) -> None:
    """Write so many clocks, of which so many are due."""
    from django.db import connection

    fields = _fields()
    places = ", ".join(["%s"] * len(fields))
    with loose(), connection.cursor() as cursor:
        sql = f"INSERT INTO sla_clock ({_names(fields)}) VALUES ({places})"
        rows = [_row(fields, number, due=number < due) for number in range(count)]
        cursor.executemany(sql, rows)
        cursor.execute("ANALYZE sla_clock")


def multiply(few: int, many: int) -> int:
    """Copy those that are not due to other tickets, until there are so many; return how many."""
    from django.db import connection

    from deskhand.sla.models import Clock

    fields = [field for field in _fields() if field.column != "ticket_id"]
    names = _names(fields)
    with loose(), connection.cursor() as cursor:
        copy = (
            f"INSERT INTO sla_clock (ticket_id, {names}) SELECT ticket_id + %s, {names} "
            "FROM sla_clock WHERE ticket_id <= %s AND (next_fire_at IS NULL OR next_fire_at >= %s)"
        )
        for offset in range(few, many, few):
            cursor.execute(copy, [offset, few, connection.ops.adapt_datetimefield_value(AT)])
        cursor.execute("ANALYZE sla_clock")
    return Clock.objects.count()


def _fields() -> list:
    from deskhand.sla.models import Clock

    return [field for field in Clock._meta.concrete_fields if not field.primary_key]


def _names(fields: list) -> str:
    from django.db import connection

    return ", ".join(connection.ops.quote_name(field.column) for field in fields)


def _row(fields: list, number: int, *, due: bool) -> list:
    from django.db import connection

    from deskhand.sla.models import Clock

    is_open = due or number % round(1 / OPEN_SHARE) == 0
    minutes = -(number % 500) - 1 if due else number % 100_000 + 1
    fires_at = AT + timedelta(minutes=minutes)
    clock = Clock(
        ticket_id=number + 1,
        kind="resolution",
        state="running" if is_open else "met",
        policy_version_id=1,
        calendar_version_id=1,
        priority_level=3,
        promised=json.loads('{"unit": "business", "seconds": 14400}'),
        reason="received in business hours",
        started_at=AT - timedelta(hours=4),
        due_at=fires_at + timedelta(hours=1),
        next_fire_at=fires_at if is_open else None,
        met_at=None if is_open else AT,
        stopped_at=None if is_open else AT,
    )
    values = [field.pre_save(clock, add=True) for field in fields]
    return [
        f.get_db_prep_save(value, connection=connection)
        if not hasattr(value, "resolve_expression")
        else 1
        for f, value in zip(fields, values, strict=True)
    ]


@contextmanager
def loose() -> Iterator[None]:
    """Without foreign keys: a clock alone is enough for what is measured."""
    from django.db import connection, transaction

    is_postgres = connection.vendor == "postgresql"
    with connection.constraint_checks_disabled() if not is_postgres else transaction.atomic():
        if is_postgres:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
            yield
        else:
            yield


def drop_index() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX clock_sweep")


def plan() -> str:
    from deskhand.sla.sweeping import due_clocks

    return due_clocks(at=AT).explain()


if __name__ == "__main__":
    main()
