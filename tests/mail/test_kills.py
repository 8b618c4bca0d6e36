"""Killed at every step between a sender's message and its row: none lost, none doubled.

A child does the work and is killed with SIGKILL at its first step, then at its second, and so
on until it comes through; each time another process goes on where the last one left off.
"""

from functools import partial

import pytest

from deskhand.files.store import FEW, read_blob
from deskhand.journal.models import Event
from deskhand.mail import ingest, spool
from deskhand.mail.models import Letter
from tests.killing import run
from tests.mail.conftest import message

pytestmark = pytest.mark.django_db(transaction=True)


def numbered(number: int) -> bytes:
    """Letters of which every other one is too large to be kept in a row."""
    text = f"number {number}" + " and so on" * (FEW // 4) * (number % 2)
    return message(text, message_id=f"<{number}@birch.example>")


def test_what_was_acknowledged_is_taken_in_exactly_once(folder, mailbox, envelope, at, tmp_path):
    ledger = tmp_path / "ledger"

    def work(turn: int) -> None:
        for number in range(3 * turn, 3 * turn + 3):
            spool.keep(folder, numbered(number), envelope())
            with ledger.open("a") as file:
                file.write(f"{number}\n")
        ingest.ingest(folder, at=at)

    kills = 0
    while not run(partial(work, kills), kill_at=kills + 1):
        kills += 1
        ingest.ingest(folder, at=at)
    kept = [read_blob(letter.raw) for letter in Letter.objects.all()]
    assert kills > 25
    assert len(kept) == len(set(kept))
    assert {numbered(int(line)) for line in ledger.read_text().split()} <= set(kept)
    assert set(Letter.objects.values_list("state", flat=True)) == {"kept"}
    assert Event.objects.filter(name="letter_arrived").count() == len(kept)
    assert spool.waiting(folder) == []
