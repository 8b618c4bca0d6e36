"""`python -m bench.rates`: how many pages a second one web process serves over HTTP.

It serves the generated desk of DESKHAND_DATABASE_URL on a port of its own, with so many browsers
that always have one page on the way. They run on the same machine, in one thread that does little
but wait: what they take of it is told, and so is what a page takes of the web process.
"""

import argparse
import http.client
import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from bench.generate import set_up

ROWS = {"HX-Request": "true", "HX-Target": "rows"}
QUEUE = "/desk/queues/team-service-desk/"
START_SECONDS = 60


@dataclass
class Served:
    """What came back for one page: milliseconds of each, how long it went on, and how many seconds
    of a processor the web process and the browsers worked meanwhile."""

    seconds: float
    taken: list[float] = field(default_factory=list)
    web: float = 0.0
    browsers: float = 0.0

    @property
    def line(self) -> str:
        late, count = quantiles(self.taken, n=20)[-1], len(self.taken)
        work, own = (1000 * worked / count for worked in (self.web, self.browsers))
        rate, busy = count / self.seconds, self.web / self.seconds
        waited = f"{rate:.1f} | {median(self.taken):.0f} | {late:.0f}"
        return f"{waited} | {work:.1f} | {busy:.2f} | {own:.1f}"


@dataclass
class Browser:
    """One connection that asks for the same page again and again."""

    way: socket.socket
    asked: bytes
    began: float = 0.0
    head: bytes = b""
    missing: int | None = None

    def ask(self) -> None:
        self.began, self.head, self.missing = time.perf_counter(), b"", None
        self.way.sendall(self.asked)

    def read(self) -> bool:
        """Read what has come; returns whether the page is whole."""
        come = self.way.recv(1 << 20)
        if not come:
            raise SystemExit("the desk closed a connection")
        if self.missing is None:
            self.head += come
            head, sign, body = self.head.partition(b"\r\n\r\n")
            if not sign:
                return False
            if b" 200 " not in head[:20]:
                raise SystemExit(head[:200].decode("latin-1"))
            length = head.lower().partition(b"content-length:")[2].split(b"\r")[0]
            self.missing = int(length) - len(body)
        else:
            self.missing -= len(come)
        return self.missing == 0


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
    told_of = "a second | ms, median | ms, p95 | work | of a processor | browsers"
    print(f"| {asked.browsers} browsers | {told_of} |\n|---|" + "--:|" * 6)
    with _web(asked.port) as web:
        for name, (path, headers) in pages.items():
            said = {"Cookie": cookie, **headers}
            _load(web, path, said, browsers=2, seconds=2)
            served = _load(web, path, said, browsers=asked.browsers, seconds=asked.seconds)
            print(f"| {name} | {served.line} |", flush=True)
    return 0


@dataclass(frozen=True)
class Web:
    port: int
    process: int

    def worked(self) -> float:
        """How many seconds of a processor it has worked."""
        told = Path(f"/proc/{self.process}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _web(port: int) -> Iterator[Web]:
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
        yield Web(port, process.pid)
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
    web: Web, path: str, headers: Mapping[str, str], *, browsers: int, seconds: float
) -> Served:
    served, worked, own = Served(seconds), web.worked(), time.process_time()
    said = {"Host": f"127.0.0.1:{web.port}", **headers}
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
    asked = "\r\n".join([*lines, "", ""]).encode()
    with selectors.DefaultSelector() as waiting, ExitStack() as ways:
        for _one in range(browsers):
            way = ways.enter_context(socket.create_connection(("127.0.0.1", web.port), 60))
            browser = Browser(way, asked)
            waiting.register(way, selectors.EVENT_READ, browser)
            browser.ask()
        end = time.perf_counter() + seconds
        while (now := time.perf_counter()) < end:
            for key, _events in waiting.select(end - now):
                if key.data.read():
                    served.taken.append((time.perf_counter() - key.data.began) * 1000)
                    key.data.ask()
    served.web, served.browsers = web.worked() - worked, time.process_time() - own
    return served


if __name__ == "__main__":
    sys.exit(main())
