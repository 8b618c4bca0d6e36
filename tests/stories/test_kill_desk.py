"""The desk is killed again and again while letters come in by all four doors and receipts go out
to a mail server that hangs up at will. The ledger of what was acknowledged stands outside.

None is lost, none makes two tickets, no ticket gets two receipts; each receipt arrives, and not
again once that could be known. DESKHAND_TEST_KILLS and DESKHAND_TEST_LETTERS make it longer.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.config.running import ROOT, children_of, deskhand, fetch, is_listening, until
from tests.conftest import FreshDatabase
from tests.mail.dovecot import PASSWORD, USER, dovecot
from tests.stories.desk import ADMINISTRATOR
from tests.stories.doors import HELP, Door, Http, Imap, Pipe, Smtp
from tests.stories.moody_sink import Sink, moody_sink

KILLS = int(os.environ.get("DESKHAND_TEST_KILLS", "4"))
LETTERS = int(os.environ.get("DESKHAND_TEST_LETTERS", "15"))  # by each door
PATIENCE = 120
# How long after the 250 a kill may still take away what the desk knew.
MOMENT = 3.0

SET_UP = """
from datetime import UTC, datetime
from deskhand.journal.actor import system
from deskhand.mail.administration import save_mailbox
from deskhand.mail.models import Mailbox
from deskhand.provider.tokens import make_token
now = datetime.now(UTC)
box = Mailbox(name="Post", email="post@northlight.example", fetches=True, host="127.0.0.1",
              port={port}, security="plain", user_name="{user}", move_to="Done")
save_mailbox(box, password="{password}", at=now)
print(make_token("Relay", scope="mail", by=system("test"), at=now)[1])
"""
# As though the lease of whoever was killed had run out, and the wait after a cut were over.
HASTEN = """
from datetime import UTC, datetime
from deskhand.jobs import queue
from deskhand.mail.jobs import post
from deskhand.mail.models import OutgoingLetter
now = datetime.now(UTC)
waiting = OutgoingLetter.objects.filter(state="waiting")
waiting.update(claimed_until=None, next_try_at=now)
for pk in waiting.values_list("pk", flat=True):
    post.enqueue(pk)
for dead in queue.dead_letters():
    queue.retry(dead.id, at=now)
print(len(waiting))
"""
COUNT = """
import json
from collections import Counter
from deskhand.files.store import read_blob
from deskhand.mail.models import Letter, OutgoingLetter, Sighting
from deskhand.tickets.models import Message, Ticket
from deskhand.jobs import queue
import hashlib
print(json.dumps({
    "letters": [hashlib.sha256(read_blob(x.raw)).hexdigest()
                for x in Letter.objects.select_related("raw")],
    "states": dict(Counter(Letter.objects.values_list("state", flat=True))),
    "subjects": list(Ticket.objects.values_list("subject", flat=True)),
    "messages": Message.objects.count(),
    "doors": dict(Counter(Sighting.objects.values_list("door", flat=True))),
    "sent": {x.message_id: [x.state, x.thread, x.last_error, x.unsure]
             for x in OutgoingLetter.objects.all()},
    "dead": len(queue.dead_letters()),
}))
"""

pytestmark = [pytest.mark.timeout(300 + 30 * KILLS + 4 * LETTERS), pytest.mark.dovecot]


@dataclass
class Place:
    """Where a desk runs and what was done to it."""

    environ: dict[str, str]
    port: int
    smtp_port: int
    log: Path
    killed_at: list[float] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def asked(self, script: str) -> str:
        done = deskhand("manage", "shell", "-v", "0", "-c", script, environ=self.environ)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    @contextmanager
    def up(self) -> Iterator[int]:
        """Run the desk in a group of its own; whatever is left of it is killed in the end."""
        words = ["up", "--port", str(self.port), "--smtp-port", str(self.smtp_port)]
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "deskhand", *words],
                env=self.environ,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            until(lambda: fetch(f"{self.url}/healthz")[0] == 200, what="it answers")
            yield process.pid
        finally:
            self.kill(process.pid, group=True)
            process.wait()
            # Its children end when their lifeline breaks; nobody may hold the ports after that.
            ports = (self.port, self.smtp_port)
            until(lambda: not any(map(is_listening, ports)), what="free ports")

    def kill(self, pid: int, *, group: bool) -> None:
        self.killed_at.append(time.time())
        try:
            (os.killpg if group else os.kill)(pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def kill_somebody(self, pid: int, chance: random.Random) -> bool:
        """Kill the whole desk, or one of its processes; True when it must be started again."""
        children = children_of(pid)
        if children and chance.random() < 0.5:
            self.kill(chance.choice(children), group=False)
            return False
        self.kill(pid, group=True)
        return True


@dataclass
class Feeder:
    """Brings letters to one door as a mail server does: what was not acknowledged is sent again."""

    door: Door
    ledger: Path
    done: int = 0

    def run(self) -> None:
        for number in range(LETTERS):
            raw = letter(self.door.name, number)
            while not self.door.deliver(raw):
                time.sleep(0.1)
            with self.ledger.open("a") as file:
                file.write(f"{self.door.name} {number} {hashlib.sha256(raw).hexdigest()}\n")
            self.done += 1
            # The kills are to fall between letters of every door.
            time.sleep(0.6 * KILLS / LETTERS)


def letter(door: str, number: int) -> bytes:
    lines = (
        f"From: Writer {number} <writer{number}@{door}.example>",
        f"To: {HELP}",
        f"Subject: Matter {number} by {door}",
        f"Message-ID: <matter-{number}@{door}.example>",
        "Date: Wed, 04 Mar 2026 09:00:00 +0000",
        "",
        f"This is the only letter about matter {number}.",
        "",
    )
    return "\r\n".join(lines).encode()


@pytest.fixture
def server() -> Iterator[object]:
    base = Path(tempfile.mkdtemp(prefix="dovecot-"))
    try:
        with dovecot(base) as running:
            yield running
    finally:
        shutil.rmtree(base, ignore_errors=True)


def free_port(chance: random.Random) -> int:
    """A port that no connection is given as its own: who calls a dead port again and again would
    in the end be connected with himself, and hold it."""
    while True:
        port = chance.randrange(12_000, 32_000)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port


def founded(fresh_database: FreshDatabase, sink: Sink, folder: Path) -> Place:
    chance = random.Random()
    port = free_port(chance)
    environ = {
        **fresh_database.environ,
        "DESKHAND_URL": f"http://localhost:{port}",
        "DESKHAND_PLAIN_STATIC": "1",
        "DESKHAND_EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "DJANGO_SETTINGS_MODULE": "tests.stories.short_leases",
    }
    place = Place(environ, port, free_port(chance), folder / "desk.log")
    email, password = ADMINISTRATOR
    made = deskhand(
        "init",
        *("--firm", "Northlight IT", "--name", "Asta Vik", "--email", email),
        *("--password", password, "--mailbox", HELP),
        environ=environ,
    )
    assert made.returncode == 0, made.stderr
    return place


def test_the_desk_keeps_its_word_however_often_it_is_killed(
    fresh_database: FreshDatabase, tmp_path: Path, server
) -> None:
    chance, ledger = random.Random(), tmp_path / "ledger"
    with moody_sink(moods=0.03) as sink:
        place = founded(fresh_database, sink, tmp_path)
        script = SET_UP.format(port=server.port, user=USER, password=PASSWORD)
        token = place.asked(script)
        doors = [
            Smtp(place.smtp_port),
            Http(place.url, token),
            Pipe(place.environ, chance),
            Imap(server),
        ]
        feeders = [Feeder(door, ledger) for door in doors]
        threads = [threading.Thread(target=feeder.run, daemon=True) for feeder in feeders]
        kills = 0
        while kills < KILLS:
            with place.up() as pid:
                if not threads[0].ident:
                    for thread in threads:
                        thread.start()
                is_over = False
                while not is_over and kills < KILLS:
                    time.sleep(chance.uniform(0.2, 2.0))
                    is_over = place.kill_somebody(pid, chance)
                    kills += 1
        sink.moods = 0.0
        with place.up():
            for thread in threads:
                thread.join(PATIENCE + LETTERS)
            assert all(feeder.done == LETTERS for feeder in feeders), place.log.read_text()[-4000:]
            found = settled(place, count=LETTERS * len(doors))
    judge_incoming(found, ledger)
    judge_outgoing(found, sink, place)


def settled(place: Place, *, count: int) -> dict:
    """Wait until all letters are taken in and all receipts have left."""
    end = time.monotonic() + PATIENCE + count / 2
    while time.monotonic() < end:
        found = json.loads(place.asked(COUNT))
        is_taken = found["states"] == {"taken": count}
        is_sent = not any(state == "waiting" for state, *_ in found["sent"].values())
        if is_taken and is_sent and len(found["sent"]) >= count:
            return found
        if is_taken:
            place.asked(HASTEN)
        time.sleep(0.5)
    raise AssertionError(f"{found}\n{place.log.read_text()[-4000:]}")


def judge_incoming(found: dict, ledger: Path) -> None:
    acknowledged = [line.split()[-1] for line in ledger.read_text().splitlines()]
    assert Counter(found["letters"]) == Counter(acknowledged)
    assert max(Counter(found["letters"]).values()) == 1
    assert len(set(found["subjects"])) == len(found["subjects"]) == len(acknowledged)
    assert found["messages"] == len(acknowledged)
    assert set(found["doors"]) == {"smtp", "http", "pipe", "imap"}
    assert found["dead"] == 0


def judge_outgoing(found: dict, sink: Sink, place: Place) -> None:
    threads = Counter(thread for _state, thread, *_ in found["sent"].values())
    assert set(threads.values()) == {1}, "a ticket got two receipts"
    times = Counter(taken.message_id for taken in sink.taken)
    assert set(times) <= set(found["sent"])
    for message_id, (state, _thread, error, _unsure) in found["sent"].items():
        if state == "failed":
            # Twice nobody could know: it is shown as failed, with a button, not sent a third time.
            assert "not sent a third time" in error
            continue
        assert state == "sent"
        assert 1 <= times[message_id] <= 2, message_id
    for first, second in _repeated(sink):
        was_killed = any(
            first.at - 0.1 <= moment <= first.at + MOMENT for moment in place.killed_at
        )
        assert not first.is_told or was_killed, (first, second)


def _repeated(sink: Sink) -> Iterator[tuple]:
    seen = {}
    for taken in sink.taken:
        if taken.message_id in seen:
            yield seen[taken.message_id], taken
        seen[taken.message_id] = taken
