"""`python -m bench.rates`: how many pages a second one web process serves over HTTP.

It serves the generated desk of DESKHAND_DATABASE_URL on a port of its own, with so many browsers
that always have one page on the way. They run on the same machine and take their share of it.
"""

import argparse
import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles

from bench.generate import set_up

ROWS = {"HX-Request": "true", "HX-Target": "rows"}
QUEUE = "/desk/queues/team-service-desk/"
START_SECONDS = 60


@dataclass
class Served:
    """What came back for one page: milliseconds of each, and how long it went on."""

    seconds: float
    taken: list[float] = field(default_factory=list)

    @property
    def line(self) -> str:
        late = quantiles(self.taken, n=20)[-1]
        rate = len(self.taken) / self.seconds
        return f"{rate:.1f} | {median(self.taken):.0f} | {late:.0f}"


def main() -> int:
    told = argparse.ArgumentParser(prog="python -m bench.rates", description=__doc__)
    told.add_argument("--port", type=int, default=8099)
    told.add_argument("--browsers", type=int, default=8)
    told.add_argument("--seconds", type=float, default=10.0)
    asked = told.parse_args()
    set_up()
    from bench.pages import AGENT, _client
    from deskhand.tickets.models import Ticket

    client = _client(AGENT)
    cookie = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
    newest = Ticket.objects.filter(is_open=True).latest("pk").pk
    pages: dict[str, tuple[str, Mapping[str, str]]] = {
        "queue of a team, whole page": (QUEUE, {}),
        "queue of a team, its 50 rows": (QUEUE, ROWS),
        "my work, its rows": ("/desk/", ROWS),
        "open ticket, whole page": (f"/desk/tickets/{newest}/", {}),
        "a piece beside a ticket": (f"/desk/tickets/{newest}/panels/tasks/", {}),
    }
    print(f"| {asked.browsers} browsers | a second | ms, median | ms, p95 |\n|---|--:|--:|--:|")
    with _web(asked.port):
        for name, (path, headers) in pages.items():
            said = {"Cookie": cookie, **headers}
            _load(asked.port, path, said, browsers=2, seconds=2)
            served = _load(asked.port, path, said, browsers=asked.browsers, seconds=asked.seconds)
            print(f"| {name} | {served.line} |", flush=True)
    return 0


@contextmanager
def _web(port: int) -> Iterator[None]:
    command = [sys.executable, "-W", "ignore", "-m", "deskhand", "web", "--port", str(port)]
    own = {**os.environ, "DESKHAND_URL": f"http://127.0.0.1:{port}"}
    process = subprocess.Popen(
        command, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + START_SECONDS
        while not _answers(port):
            if time.monotonic() > end or process.poll() is not None:
                raise SystemExit("the desk did not start")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    try:
        with _way_to(port) as way:
            way.request("GET", "/healthz")
            return way.getresponse().status == 200
    except OSError:
        return False


@contextmanager
def _way_to(port: int) -> Iterator[http.client.HTTPConnection]:
    way = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        yield way
    finally:
        way.close()


def _load(
    port: int, path: str, headers: Mapping[str, str], *, browsers: int, seconds: float
) -> Served:
    served, end = Served(seconds), time.monotonic() + seconds
    faults: list[str] = []

    def browse() -> None:
        with _way_to(port) as way:
            while time.monotonic() < end and not faults:
                began = time.perf_counter()
                way.request("GET", path, headers=dict(headers))
                answer = way.getresponse()
                answer.read()
                if answer.status != 200:
                    faults.append(f"{path} answers {answer.status}")
                served.taken.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=browse) for _one in range(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise SystemExit(faults[0])
    return served


if __name__ == "__main__":
    sys.exit(main())
