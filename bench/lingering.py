"""How long it takes to find the tickets that have stood long enough for a rule among a million: by
the index and, in the same run, without it.

    python -m bench.lingering --tickets 1000000 --due 500

In a database of its own, migrated and empty.
"""

import argparse
import statistics
import time
from datetime import UTC, datetime, timedelta

import django

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=500)
    options = parser.parse_args()
    django.setup()
    reading = fill(options.due)
    few = measured(reading)
    multiply(options.tickets)
    many = measured(reading)
    drop_index()
    whole = measured(reading, runs=3)
    for words, times in (("few", few), ("many", many), ("many, without the index", whole)):
        print(f"{words:26}{statistics.median(times):10.2f} ms median{min(times):10.2f} best")


def fill(due: int):  # type: ignore[no-untyped-def]
    """Make tickets that have stood long enough, and as many that have not; return the rule."""
    from django.db.models import F

    from deskhand.automation.models import Rule
    from deskhand.automation.rulebook import followed_rules, save_rule
    from deskhand.catalog.choosing import status_of
    from deskhand.catalog.models import Category
    from deskhand.tickets.models import Ticket
    from tests import cast as casting

    cast = casting.gather()
    for _one in range(2 * due):
        casting.open_ticket(requester=cast.bea, at=AT)
    rows = Ticket.objects.order_by("pk")
    waiting = status_of(rows[0].status.scheme, Category.WAITING_REQUESTER)
    rows.update(status=waiting, category=waiting.category, status_since=AT)
    old = list(rows.values_list("pk", flat=True)[:due])
    Ticket.objects.filter(pk__in=old).update(status_since=F("opened_at") - timedelta(days=5))
    acts = [{"do": "note", "text": "Still waiting."}]
    rule = Rule(name="Lingers", trigger="stands", amount=3, unit="days", acts=acts)
    rule.category = "waiting_requester"
    save_rule(rule)
    return followed_rules()["stands"][-1]


def measured(reading, runs: int = 15) -> list[float]:  # type: ignore[no-untyped-def]
    """Ask for all that are due, as a sweep does."""
    from deskhand.automation.sweeping import standing

    times = []
    for _run in range(runs):
        begun, after = time.perf_counter(), None
        while found := standing(reading, at=AT, after=after):
            after = (found[-1].status_since, found[-1].pk)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def multiply(tickets: int) -> None:
    """Copy one ticket as closed ones, which is what most of a desk is."""
    from django.db import connection

    from deskhand.tickets.models import Ticket

    columns = [f.column for f in Ticket._meta.concrete_fields if f.column != "id"]
    given = {"category": "'closed'", "closed_at": "t.updated_at", "reply_key": "'x' || n.i"}
    given["is_open"] = "false" if connection.vendor == "postgresql" else "0"
    chosen = ", ".join(given.get(name, f"t.{name}") for name in columns)
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) "
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO tickets_ticket ({', '.join(columns)}) {numbers}"
            f"SELECT {chosen} FROM n, (SELECT * FROM tickets_ticket ORDER BY id LIMIT 1) t",
            [tickets],
        )
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE tickets_ticket")


def drop_index() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX standing_since")


if __name__ == "__main__":
    main()
