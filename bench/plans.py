"""What the database intends to do for a page, and whether it would read all tickets for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.pages import Page

TABLES = ("tickets_ticket", "tickets_message", "journal_event", "sla_clock")
# SQLite names the table by its alias; U0 and T4 are Django's.
_SCAN = {
    "sqlite": re.compile(r"\bSCAN (\S+)(?! USING)$"),
    "postgresql": re.compile(r"\bSeq Scan on (\S+)"),
}
_EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement and how it is answered."""

    sql: str
    lines: list[str]

    @property
    def whole_tables(self) -> set[str]:
        """The growing tables of which every row would be read."""
        seen = {m[1] for line in self.lines for m in _SCAN[connection.vendor].finditer(line)}
        return seen & set(TABLES)


def plans_of(page: Page) -> Iterator[Plan]:
    """Open a page and yield the plan of each statement that reads a growing table."""
    with CaptureQueriesContext(connection) as asked:
        page.open()
    for query in asked:
        sql = query["sql"]
        if sql.startswith("SELECT") and any(f'"{table}"' in sql for table in TABLES):
            yield Plan(sql, _explain(sql))


def _explain(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_EXPLAIN[connection.vendor] + sql.replace("%", "%%"), [])
        return [str(row[-1]) for row in cursor.fetchall()]
