"""Open pages again and again, and tell how long they take and how often they ask the database."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.tickets import Desk
from deskhand.tickets.models import Ticket

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: milliseconds in the middle and of the slowest, statements, kilobytes."""

    name: str
    median_ms: float
    slowest_ms: float
    statements: int
    kilobytes: float

    def __str__(self) -> str:
        return (
            f"{self.name:<28}{self.median_ms:>9.1f}{self.slowest_ms:>9.1f}"
            f"{self.statements:>6}{self.kilobytes:>8.1f}"
        )


HEAD = f"{'page':<28}{'median':>9}{'slowest':>9}{'sql':>6}{'kB':>8}"


def measure(desk: Desk, *, times: int = 15) -> Iterator[Measured]:
    """Open each page this many times, warm; raises AssertionError for one that does not open."""
    newest = Ticket.objects.filter(is_open=True).latest("pk").pk
    agent, requester = Client(), Client()
    agent.force_login(desk.agent.person.user, backend=BACKEND)
    requester.force_login(desk.requester.user, backend=BACKEND)
    pages = [
        ("my work", agent, "/desk/"),
        ("queue of all", agent, "/desk/queues/all/"),
        ("queue of a team", agent, "/desk/queues/team-desk/"),
        ("filtered queue", agent, "/desk/queues/all/?q=priority:<=2 status:open"),
        ("counts of the rail", agent, "/desk/counts/"),
        ("ticket", agent, f"/desk/tickets/{newest}/"),
        ("clients", agent, "/desk/organizations/"),
        ("busiest client", agent, "/desk/organizations/client-00000/"),
        ("portal, my requests", requester, "/requests/"),
    ]
    for name, client, path in pages:
        yield _measured(name, client, path, times)


def _measured(name: str, client: Client, path: str, times: int) -> Measured:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    statements = len(asked)
    assert answer.status_code == 200, f"{path} answers {answer.status_code}"
    taken = []
    for _time in range(times):
        began = time.perf_counter()
        client.get(path)
        taken.append((time.perf_counter() - began) * 1000)
    size = len(answer.content) / 1024
    return Measured(name, statistics.median(taken), max(taken), statements, size)
