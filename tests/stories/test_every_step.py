"""Mail by each door, with a kill at every single step between.

The ledger stands outside of the desk: what was acknowledged is written there afterwards. In the
end all of the ledger is in the database, each letter once, and each made one ticket.
"""

import io
import os
import random
import shutil
import smtplib
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connections
from django.test import Client

from deskhand.desk import intake
from deskhand.files.store import read_blob
from deskhand.journal.actor import system
from deskhand.mail import deliver, fetch, ingest, spool, work
from deskhand.mail.administration import save_mailbox
from deskhand.mail.listen import Listener
from deskhand.mail.models import Letter, Mailbox
from deskhand.provider.tokens import make_token
from deskhand.tickets.models import Message, Ticket
from tests.killing import run
from tests.mail.conftest import message
from tests.mail.dovecot import PASSWORD, USER, dovecot, free_port

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]

HELP = "help@desk.example"
# `make test` kills at each fourth step, another fourth each time; `make test-long` at each one.
STRIDE = int(os.environ.get("DESKHAND_TEST_KILL_STRIDE", "4"))
FIRST = random.randrange(STRIDE) + 1
Deliver = Callable[[bytes], bool]


@pytest.fixture(autouse=True)
def data(cast, tmp_path: Path, settings) -> Path:
    settings.DATA, settings.DESKHAND_EMAIL_URL = tmp_path, ""
    Mailbox.objects.create(name="Help", email=HELP, team=cast.service_desk)
    return tmp_path


def step(kills: int) -> int:
    return FIRST + kills * STRIDE


def numbered(number: int) -> bytes:
    return message(
        f"number {number}", subject=f"Matter {number}", message_id=f"<{number}@birch.example>"
    )


@contextmanager
def by_smtp(data: Path) -> Iterator[Deliver]:
    port = free_port()

    def deliver_one(raw: bytes) -> bool:
        listener = Listener(data / "spool", host="127.0.0.1", port=port)
        listener.start()
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as line:
            refused = line.sendmail("bea@birch.example", [HELP], raw)
        listener.stop()
        return not refused

    yield deliver_one


@contextmanager
def by_pipe(data: Path) -> Iterator[Deliver]:
    def deliver_one(raw: bytes) -> bool:
        sys.stdin = SimpleNamespace(buffer=io.BytesIO(raw))
        return deliver.main(["--to", HELP, "--data", str(data)]) == 0

    yield deliver_one


@contextmanager
def by_http(_data: Path) -> Iterator[Deliver]:
    _token, plain = make_token("Relay", scope="mail", by=system("test"), at=datetime.now(UTC))

    def deliver_one(raw: bytes) -> bool:
        answer = Client().post(
            f"/api/v1/mail?to={HELP}",
            raw,
            content_type="message/rfc822",
            headers={"Authorization": f"Bearer {plain}"},
        )
        return answer.status_code == 202

    yield deliver_one


@pytest.mark.parametrize("door", [by_smtp, by_pipe, by_http], ids=["smtp", "pipe", "http"])
def test_what_a_door_acknowledged_is_taken_in_exactly_once(data, door):
    ledger = data / "ledger"
    ledger.touch()

    with door(data) as deliver_one:
        # What is loaded before is not loaded again in each child.
        Client().get("/accounts/login/")

        def one_round(newest: int) -> None:
            """Send as senders do: what was not acknowledged before comes first, once more."""
            told = set(ledger.read_text().split())
            for number in range(newest + 1):
                if str(number) not in told and deliver_one(numbered(number)):
                    with ledger.open("a") as file:
                        file.write(f"{number}\n")
            take_in()

        kills = 0
        while not run(partial(one_round, kills), kill_at=step(kills)):
            kills += 1
            take_in()
    assert step(kills) > 12
    assert {int(word) for word in ledger.read_text().split()} == set(range(kills + 1))
    assert_each_once({numbered(number) for number in range(kills + 1)})


@pytest.mark.dovecot
@pytest.mark.parametrize("move_to", ["", "Done"], ids=["stays", "moved"])
def test_what_lay_on_the_server_is_taken_in_exactly_once(data, at, move_to):
    base = Path(tempfile.mkdtemp(prefix="dovecot-"))
    try:
        with dovecot(base) as server:
            mailbox = save_mailbox(
                Mailbox(
                    name="Post",
                    email="post@desk.example",
                    fetches=True,
                    host="127.0.0.1",
                    port=server.port,
                    security="plain",
                    user_name=USER,
                    move_to=move_to,
                ),
                password=PASSWORD,
                at=at,
            )

            def one_round() -> None:
                fetch.visit(mailbox.pk, data / "spool")
                take_in()

            kills = 0
            server.put(numbered(0))
            while not run(one_round, kill_at=step(kills)):
                kills += 1
                take_in()
                server.put(numbered(kills))
            assert step(kills) > 12
            assert server.count() == (0 if move_to else kills + 1)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    assert_each_once({numbered(number) for number in range(kills + 1)})


def take_in() -> None:
    """What the work process does with letters; jobs are told here without their queue."""
    ingest.ingest(work.spool_folder(), at=datetime.now(UTC))
    for letter in Letter.objects.filter(state="kept").order_by("pk"):
        intake.take_in(letter.pk, at=datetime.now(UTC))


def assert_each_once(sent: set[bytes]) -> None:
    connections.close_all()
    letters = list(Letter.objects.select_related("raw"))
    assert {read_blob(letter.raw) for letter in letters} == sent
    assert len(letters) == len(sent)
    assert {letter.state for letter in letters} == {"taken"}
    assert Ticket.objects.count() == Message.objects.count() == len(sent)
    assert set(Message.objects.values_list("letter_id", flat=True)) == {x.pk for x in letters}
    assert spool.waiting(work.spool_folder()) == []
