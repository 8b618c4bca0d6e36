"""Pages opened again and again, on one desk and on another in turns."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection
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


class Desk:
    """One generated desk, and what its pages took so far."""

    def __init__(self, database: str) -> None:
        self.database = database
        with self.connected():
            self.tickets = Ticket.objects.latest("pk").pk
            self.pages = pages()
            self.taken = {page.name: _counted(page) for page in self.pages}
        self.taken[CALIBRATION] = Taken(statements=1)

    def run(self) -> None:
        """Open each page once, after one that warms the connection."""
        with self.connected():
            self.pages[0].open()
            for page in self.pages:
                self._time(page.name, page.open)
            self._time(CALIBRATION, lambda: Ticket.objects.get(pk=self.tickets // 2))

    def _time(self, name: str, act: Callable[[], object]) -> None:
        began = time.perf_counter()
        act()
        self.taken[name].runs.append((time.perf_counter() - began) * 1000)

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Have the one connection lead to this desk."""
        connection.close()
        connection.settings_dict["NAME"] = self.database
        try:
            yield
        finally:
            connection.close()


def _counted(page: Page) -> Taken:
    with CaptureQueriesContext(connection) as asked:
        answer = page.open()
    return Taken(statements=len(asked), kilobytes=len(answer) / 1024)


def compare(few: Desk, many: Desk, *, runs: int) -> Iterator[str]:
    """Measure both in turns; yields the lines of a table."""
    for _run in range(runs):
        few.run()
        many.run()
    unit = many.taken[CALIBRATION].median
    yield f"| page | {few.tickets:,} | {many.tickets:,} | ratio | look-ups | statements | kB |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for name, taken in many.taken.items():
        before = few.taken[name].median
        yield (
            f"| {name} | {before:.1f} | {taken.median:.1f} | {taken.median / before:.2f} "
            f"| {taken.median / unit:.0f} | {taken.statements} | {taken.kilobytes:.0f} |"
        )
