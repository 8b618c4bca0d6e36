"""Between the visits to a mailbox people read, flag, file, move and copy: what came is taken all
the same, and nothing twice (safety, P4)."""

import os
import random
import shutil
import tempfile
from pathlib import Path

import pytest
from imapclient import IMAPClient

from deskhand.mail import fetch, ingest
from deskhand.mail.models import Letter, Sighting
from tests.mail.conftest import message
from tests.mail.dovecot import Dovecot, dovecot
from tests.mail.test_fetch import fetched

LETTERS = int(os.environ.get("DESKHAND_TEST_LETTERS", "60"))
FLAGS = (b"\\Seen", b"\\Flagged", b"\\Answered", b"\\Draft", b"\\Deleted", b"$Junk")

pytestmark = [
    pytest.mark.proof,
    pytest.mark.dovecot,
    pytest.mark.django_db,
    pytest.mark.timeout(120 + LETTERS),
]


def meddle(client: IMAPClient, chance: random.Random) -> None:
    """Do what people and other programs do, and remove nothing for good."""
    client.select_folder("INBOX")
    here = client.search()
    some = chance.sample(here, min(len(here), 3))
    act = chance.randrange(5)
    if not some and act < 4:
        return
    if act == 0:
        client.add_flags(some, chance.sample(FLAGS, 2), silent=True)
    elif act == 1:
        client.remove_flags(some, FLAGS, silent=True)
    elif act == 2:
        client.move(some, "Junk")
    elif act == 3:
        client.copy(some, chance.choice(["Junk", "INBOX"]))
    else:
        client.select_folder("Junk")
        if there := client.search():
            client.move(there, "INBOX")


def test_a_letter_is_taken_once_whatever_is_done_with_it(folder, at):
    base = Path(tempfile.mkdtemp(prefix="dovecot-"))
    chance = random.Random()
    try:
        with dovecot(base) as server:
            mailbox = fetched(server.port, at)
            with server.client() as client:
                client.create_folder("Junk")
                play(server, client, mailbox.pk, folder, chance)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    ingest.ingest(folder, at=at)
    assert sorted(Letter.objects.values_list("subject", flat=True)) == sorted(
        f"n{number}" for number in range(LETTERS)
    )
    # What was copied or moved and came back has another UID: seen again, and known.
    assert Sighting.objects.count() >= LETTERS


def play(
    server: Dovecot, client: IMAPClient, mailbox: int, folder: Path, chance: random.Random
) -> None:
    for number in range(LETTERS):
        where = "Junk" if chance.random() < 0.1 else "INBOX"
        flags = chance.sample(FLAGS, chance.randint(0, 2))
        raw = message(subject=f"n{number}", message_id=f"<{number}@birch.example>")
        client.append(where, raw, flags=flags)
        for _turn in range(chance.randint(0, 2)):
            meddle(client, chance)
        if chance.random() < 0.3:
            fetch.visit(mailbox, folder)
    client.select_folder("Junk")
    if left := client.search():
        client.move(left, "INBOX")
    fetch.visit(mailbox, folder)
    assert server.count() >= LETTERS
