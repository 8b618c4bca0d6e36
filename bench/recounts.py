"""`python -m bench.recounts [CLOCKS]`: how long open clocks take to follow an edited calendar.

Makes a desk of its own with so many open clocks, a third of them with two pauses and a change of
target, and measures `deskhand sla rebuild --check` and a run over all of them after an edit.
"""

import copy
import os
import secrets
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)
AT = START + timedelta(hours=6)
PART = 5000


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DESKHAND_DATA", folder)
        from deskhand.config.start import start

        start()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        fill(count)
        measure(count)


def fill(count: int) -> None:
    """One request, and as many copies of it with their clocks."""
    from deskhand.sla.models import Clock, ClockEvent
    from deskhand.tickets.models import Ticket
    from tests import cast

    everybody = cast.gather()
    first = cast.ask(everybody.bea, at=START)
    pattern = Clock.objects.filter(ticket=first).first()
    if pattern is None:
        raise SystemExit("Nothing is promised.")
    for begin in range(1, count, PART):
        many = range(begin, min(begin + PART, count))
        tickets = [copy.copy(first) for _n in many]
        clocks = [copy.copy(pattern) for _n in many]
        for ticket in tickets:
            ticket.pk, ticket.reply_key = None, secrets.token_hex(8)
        Ticket.objects.bulk_create(tickets)
        for n, (ticket, clock) in enumerate(zip(tickets, clocks, strict=True)):
            clock.pk, clock.ticket = None, ticket
            clock.promised = {"unit": "business", "seconds": 3600 * (8 + n % 60)}
        Clock.objects.bulk_create(clocks)
        ClockEvent.objects.bulk_create(
            event for n, clock in enumerate(clocks) for event in _events(clock, n)
        )


def _events(clock, n: int):
    from deskhand.sla.models import ClockEvent

    told = [("start", START, {"target": clock.promised})]
    if n % 3 == 0:
        for hour in (1, 3):
            told.append(("pause", START + timedelta(hours=hour), {"reason": "Waiting"}))
            told.append(("resume", START + timedelta(hours=hour + 1), {}))
        target = {"unit": "business", "seconds": 3600 * (9 + n % 50)}
        payload = {"target": target, "mode": "retroactive"}
        told.append(("retarget", START + timedelta(hours=5), payload))
    for seq, (kind, at, payload) in enumerate(told, start=1):
        yield ClockEvent(clock=clock, seq=seq, at=at, recorded_at=at, kind=kind, payload=payload)


def measure(count: int) -> None:
    from deskhand.journal.actor import system
    from deskhand.sla import recounting
    from deskhand.sla.calendars import save_version
    from deskhand.sla.models import Calendar
    from deskhand.sla.rebuild import rebuild

    by = system("bench")
    with Timed("rebuild, which puts the rows right", count):
        sum(1 for _line in rebuild(at=AT))
    with Timed("rebuild --check", count):
        wrong = sum(1 for _line in rebuild(at=AT, check=True))
    calendar = Calendar.objects.earliest("pk")
    spec = {**calendar.versions.latest("number").spec, "exceptions": {"2026-11-05": []}}
    with Timed("preview", min(count, recounting.MOST_PREVIEWED)):
        print(recounting.preview(calendar, spec, valid_from=AT, at=AT))
    version = save_version(calendar, spec, at=AT, names={})
    run = recounting.ask_for_calendar(version, by=by, at=AT)
    with Timed("a run after an edit", count):
        while recounting.step(run.pk, by=by, at=AT):
            pass
    run.refresh_from_db()
    print(f"{run.looked_at} looked at, {run.moved} moved, {wrong} wrong before")


class Timed:
    """Print how long a block took, and for how many."""

    def __init__(self, what: str, count: int) -> None:
        self.what, self.count = what, count

    def __enter__(self) -> None:
        self.begun = time.perf_counter(), time.process_time()

    def __exit__(self, *_error: object) -> None:
        wall, cpu = time.perf_counter() - self.begun[0], time.process_time() - self.begun[1]
        rate = f"{self.count / cpu:,.0f} a second of processor time"
        print(f"{self.what}: {wall:.1f} s for {self.count}, {rate}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
