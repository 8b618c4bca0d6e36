"""Pages opened again and again, on one desk and on another in turns."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test.utils import CaptureQueriesContext

from bench.pages import Page, pages
from deskhand.tickets.models import Ticket

CALIBRATION = "one ticket read by its number"


@dataclass
class Taken:
    """What one page took on one desk: milliseconds of each run, statements and kilobytes."""

    statements: int
    kilobytes: float = 0.0
    runs: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.runs)

    @property
    def best(self) -> float:
        return min(self.runs)


class Desk:
    """One generated desk with a connection of its own, and what its pages took so far."""

    def __init__(self, database: str) -> None:
        self.connection = connections.create_connection(DEFAULT_DB_ALIAS)
        self.connection.settings_dict = {**connection.settings_dict, "NAME": database}
        with self.connected():
            self.tickets = Ticket.objects.latest("pk").pk
            self.pages = {page.name: page for page in pages()}
            self.taken = {name: _counted(page) for name, page in self.pages.items()}
        self.taken[CALIBRATION] = Taken(statements=1)

    def time(self, name: str) -> None:
        """Open a page once more, or read one ticket by its number."""
        middle = self.tickets // 2
        page = self.pages.get(name)
        act = page.open if page else lambda: Ticket.objects.get(pk=middle)
        with self.connected():
            began = time.perf_counter()
            act()
            self.taken[name].runs.append((time.perf_counter() - began) * 1000)

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Let whoever asks the database ask this one."""
        before = connections[DEFAULT_DB_ALIAS]
        connections[DEFAULT_DB_ALIAS] = self.connection
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = before


def _counted(page: Page) -> Taken:
    with CaptureQueriesContext(connection) as asked:
        answer = page.open()
    return Taken(statements=len(asked), kilobytes=len(answer) / 1024)


def compare(few: Desk, many: Desk, *, runs: int) -> Iterator[str]:
    """Open each page of both in turns; yields the lines of a table."""
    for name in few.taken:
        for _run in range(runs):
            few.time(name)
            many.time(name)
    unit = many.taken[CALIBRATION].best
    yield (
        f"| page | {few.tickets:,} | {many.tickets:,} | ratio | best | best | ratio "
        "| look-ups | statements | kB |"
    )
    yield "|---|" + "--:|" * 9
    for name, taken in many.taken.items():
        before = few.taken[name]
        yield (
            f"| {name} | {before.median:.1f} | {taken.median:.1f} "
            f"| {taken.median / before.median:.2f} | {before.best:.1f} | {taken.best:.1f} "
            f"| {taken.best / before.best:.2f} | {taken.best / unit:.0f} "
            f"| {taken.statements} | {taken.kilobytes:.0f} |"
        )
