"""Mail intake, measured in one work process: `python -m bench.intake` on a fresh or filled desk.

The process runs the threads of `deskhand work`. Letters lie in the spool, synced, when the
clock starts; it stops when the last one is a ticket or a message of one, with its clocks, its
events and its receipt written. Prints one line of JSON.
"""

import argparse
import email
import json
import os
import random
import resource
import smtplib
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import mix
from bench.generate import set_up

WARM_UP = 40
PATIENCE_SECONDS = 900


def main() -> int:
    told = argparse.ArgumentParser(prog="python -m bench.intake", description=__doc__)
    told.add_argument("--letters", type=int, default=600)
    told.add_argument("--singles", type=int, default=30, help="letters sent one by one by SMTP")
    asked = told.parse_args()
    set_up()
    print(json.dumps(measure_desk(letters=asked.letters, singles=asked.singles)))
    return 0


def measure_desk(*, letters: int, singles: int) -> dict[str, Any]:
    """Measure a batch and single letters on the desk of the settings; see the module."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _found()
    from bench.catching_up import pass_over
    from deskhand.tickets.models import Ticket
    from tests.config.running import free_port

    pass_over()
    found: dict[str, Any] = {
        "tickets": Ticket.objects.count(),
        "letters": letters,
        "statements_for_one": _statements(),
        "load": os.getloadavg()[0],
    }
    batch = list(mix.letters(letters, name=_run_name("b")))
    port = free_port()
    with _at_work(port):
        _take(list(mix.letters(WARM_UP, seed=2, name=_run_name("w"))))
        half = len(batch) // 2
        cpu = time.process_time()
        seconds = _take(batch[:half])
        found["rss_mb_after_half"] = _resident_mb()
        seconds += _take(batch[half:])
        found["a_cpu_second"] = letters / (time.process_time() - cpu)
        found["rss_mb_after_all"] = _resident_mb()
        found["median_ms"] = statistics.median(_singles(port, singles))
    return found | {
        "seconds": seconds,
        "a_second": letters / seconds,
        "stdlib_seconds": _bare_parse(batch),
    }


def _run_name(kind: str) -> str:
    """Letters of a desk that is measured again must not be those of the last time."""
    return f"{kind}{time.time_ns()}-"


def _found() -> None:
    """Found the firm and its clients, where the desk is empty; give it the mailbox."""
    from deskhand.mail.models import Mailbox
    from deskhand.packs.founding import NewFirm, found
    from deskhand.people.models import Domain, Organization
    from deskhand.provider.firm import is_set_up

    if not is_set_up():
        firm = NewFirm("Bench", "Europe/Berlin", "Ada", "ada@desk.example", "a-bench-secret", "")
        found(firm, at=datetime.now(UTC))
    if not Mailbox.objects.filter(email=mix.MAILBOX).exists():
        Mailbox.objects.create(name="Help", email=mix.MAILBOX)
    for number in range(mix.CLIENTS):
        organization, is_new = Organization.objects.get_or_create(
            slug=f"bench-mail-{number}", defaults={"name": f"Bench mail {number}"}
        )
        if is_new:
            Domain.objects.create(organization=organization, name=mix.domain(number))
            _acquaint(organization, number)


def _acquaint(organization: Any, number: int) -> None:
    from deskhand.people.models import Address, Membership, Person

    for person in range(mix.PEOPLE):
        row = Person.objects.create(name=f"Person {person} of {number}")
        Address.objects.create(person=row, email=mix.address(number, person), is_main=True)
        Membership.objects.create(person=row, organization=organization, is_main=True)


@contextmanager
def _at_work(port: int) -> Iterator[None]:
    """Run what `deskhand work` runs, in threads of this process."""
    from deskhand.config.command.work import THREADS
    from deskhand.jobs import worker
    from deskhand.mail import work
    from deskhand.search import work as search

    stop = threading.Event()
    crew = [
        threading.Thread(target=worker.run_worker, args=(stop,), kwargs={"threads": THREADS}),
        threading.Thread(
            target=work.run, args=(stop,), kwargs={"smtp_host": "127.0.0.1", "smtp_port": port}
        ),
        threading.Thread(target=search.run, args=(stop,)),
    ]
    for thread in crew:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in crew:
            thread.join()


def _take(batch: list[mix.Written]) -> float:
    """Have a batch taken in; returns how many seconds it took."""
    from deskhand.mail import spool
    from deskhand.mail.models import Letter
    from deskhand.mail.work import spool_folder

    before = Letter.objects.filter(state=Letter.State.TAKEN).count()
    aside = spool_folder().with_name("spool-aside")
    for letter in batch:
        spool.keep(aside, letter.raw, _envelope(letter))
    began = time.perf_counter()
    new = spool_folder() / "new"
    new.mkdir(parents=True, exist_ok=True)
    for path in sorted((aside / "new").iterdir()):
        path.rename(new / path.name)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if Letter.objects.filter(state=Letter.State.TAKEN).count() >= before + len(batch):
            return time.perf_counter() - began
        time.sleep(0.1)
    raise TimeoutError("The letters were not all taken in")


def _envelope(letter: mix.Written) -> Any:
    from deskhand.mail.spool import Envelope

    now = datetime.now(UTC).isoformat()
    return Envelope("smtp", now, sender=letter.sender, recipients=(mix.MAILBOX,))


def _statements() -> float:
    """How many statements a letter costs in the middle, counted over a small batch."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from deskhand.desk import tray
    from deskhand.jobs.memory import remembering
    from deskhand.mail import ingest, spool
    from deskhand.mail.work import spool_folder

    few = list(mix.letters(30, seed=3, name=_run_name("s")))
    for letter in few:
        spool.keep(spool_folder(), letter.raw, _envelope(letter))
    with CaptureQueriesContext(connection) as asked, remembering():
        ingest.ingest(spool_folder(), at=datetime.now(UTC))
        tray.clear(lambda: datetime.now(UTC), seconds=60)
    return round(len(asked) / len(few), 1)


def _singles(port: int, count: int) -> Iterator[float]:
    """Milliseconds from the mail server's 250 until the ticket is there, letter by letter."""
    from deskhand.mail.models import Letter

    chance = random.Random(4)
    for letter in mix.letters(count, seed=4, name=_run_name("o")):
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as line:
            line.sendmail(letter.sender, [mix.MAILBOX], letter.raw)
            began = time.perf_counter()
        taken = Letter.objects.filter(
            message_id=letter.message_id.strip("<>"), state=Letter.State.TAKEN
        )
        while not taken.exists():
            time.sleep(0.005)
        yield (time.perf_counter() - began) * 1000
        # Not in step with the rounds of the desk.
        time.sleep(chance.uniform(0.1, 0.3))


def _bare_parse(batch: list[mix.Written]) -> float:
    """Seconds that the standard library takes to parse the same letters, once each."""
    began = time.perf_counter()
    for letter in batch:
        email.message_from_bytes(letter.raw)
    return time.perf_counter() - began


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / 2**20, 1)


if __name__ == "__main__":
    sys.exit(main())
