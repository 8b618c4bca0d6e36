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
    """What one page took on one desk: milliseconds of each run, by the clock on the wall and by
    the processor; statements and kilobytes."""

    statements: int
    kilobytes: float = 0.0
    walls: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.walls)

    @property
    def late(self) -> float:
        """What nineteen of twenty runs stay below."""
        ordered = sorted(self.walls)
        return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]

    @property
    def work(self) -> float:
        """Processor time, which tells on a shared machine what the wall does not."""
        return statistics.median(self.processor)


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
            began, worked = time.perf_counter(), time.process_time()
            act()
            taken = self.taken[name]
            taken.processor.append((time.process_time() - worked) * 1000)
            taken.walls.append((time.perf_counter() - began) * 1000)

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
    sizes = f"{few.tickets:,} | {many.tickets:,}"
    yield f"| page | {sizes} | p95 | p95 | work | work | ratio | statements | kB |"
    yield "|---|" + "--:|" * 9
    for name, taken in many.taken.items():
        before = few.taken[name]
        yield (
            f"| {name} | {before.median:.1f} | {taken.median:.1f} "
            f"| {before.late:.1f} | {taken.late:.1f} "
            f"| {before.work:.1f} | {taken.work:.1f} | {taken.work / before.work:.2f} "
            f"| {taken.statements} | {taken.kilobytes:.0f} |"
        )
