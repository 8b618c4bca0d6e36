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
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import FreshDatabase
from tests.mail.dovecot import USER, Dovecot, dovecot
from tests.stories.doors import HELP, Door, Http, Imap, Pipe, Smtp
from tests.stories.moody_sink import Sink, moody_sink
from tests.stories.place import Place, founded, value_in

KILLS = int(os.environ.get("DESKHAND_TEST_KILLS", "4"))
LETTERS = int(os.environ.get("DESKHAND_TEST_LETTERS", "15"))  # by each door
PATIENCE = 120
# How long after the 250 a kill may still take away what the desk knew.
MOMENT = 3.0

# As though the leases of those who were killed had run out, and the waits after it were over;
# what this desk is doing itself is left to it.
HASTEN = """
from datetime import UTC, datetime
from django.db.models import Q
from deskhand.desk.jobs import take_in
from deskhand.jobs import queue
from deskhand.mail.jobs import post
from deskhand.mail.models import Letter, OutgoingLetter
from deskhand.mail.posting import LEASE
now, began = datetime.now(UTC), datetime.fromtimestamp({began}, UTC)
if Letter.objects.filter(state="kept", tried_at__lt=began).update(tried_at=None):
    take_in.enqueue()
orphans = Q(claimed_until=None) | Q(claimed_until__lt=began + LEASE)
waiting = OutgoingLetter.objects.filter(orphans, state="waiting", attempts__gt=0)
waiting.update(claimed_until=None, next_try_at=now)
for pk in waiting.values_list("pk", flat=True):
    post.enqueue(pk)
for dead in queue.dead_letters():
    queue.retry(dead.id, at=now)
print(len(waiting))
"""
QUESTIONS = (
    "SELECT count(*) FROM mail_letter WHERE state = 'taken'",
    "SELECT count(*) FROM mail_outgoingletter",
    "SELECT count(*) FROM mail_outgoingletter WHERE state = 'waiting'",
)
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

pytestmark = [
    pytest.mark.proof,
    pytest.mark.timeout(300 + 30 * KILLS + 4 * LETTERS),
    pytest.mark.dovecot,
]


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
def server() -> Iterator[Dovecot]:
    base = Path(tempfile.mkdtemp(prefix="dovecot-"))
    try:
        with dovecot(base) as running:
            yield running
    finally:
        shutil.rmtree(base, ignore_errors=True)


def test_the_desk_keeps_its_word_however_often_it_is_killed(
    fresh_database: FreshDatabase, tmp_path: Path, server: Dovecot
) -> None:
    chance, ledger = random.Random(), tmp_path / "ledger"
    with moody_sink(moods=0.03) as sink:
        place = founded(
            {
                **fresh_database.environ,
                "DESKHAND_EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
                "DJANGO_SETTINGS_MODULE": "tests.stories.short_leases",
            },
            folder=tmp_path,
        )
        token = place.opened({USER: server.port}, move_to="Done")
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
    url = place.environ["DESKHAND_DATABASE_URL"]
    end, hastened = time.monotonic() + PATIENCE + count / 2, time.monotonic()
    while time.monotonic() < end:
        taken, receipts, waiting = (value_in(url, question) for question in QUESTIONS)
        if taken >= count and receipts >= count and not waiting:
            return json.loads(place.asked(COUNT))
        if time.monotonic() - hastened > 5:
            place.asked(HASTEN.format(began=place.began_at))
            hastened = time.monotonic()
        time.sleep(0.2)
    raise AssertionError(f"{place.asked(COUNT)}\n{place.log.read_text()[-4000:]}")


def judge_incoming(found: dict, ledger: Path) -> None:
    assert set(found["states"]) == {"taken"}
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
