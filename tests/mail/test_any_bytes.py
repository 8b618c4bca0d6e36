"""Whatever arrives is accounted for: a letter to read, or one in quarantine, with all its bytes."""

import random

import pytest

from deskhand.files.store import read_blob
from deskhand.mail import ingest, spool
from deskhand.mail.models import Letter, Sighting
from tests.mail.conftest import message

SEEDS = [
    message(),
    message(extra='Content-Type: multipart/mixed; boundary="b"\r\n', text="--b\r\n\r\nx\r\n--b--"),
    message(
        extra="Content-Type: text/html; charset=utf-7\r\nContent-Transfer-Encoding: base64\r\n"
    ),
    message(subject="=?utf-8?b?4pyTIGRvbmU=?= =?x?q?=FF?=", sender="=?utf-8?q?=00?= <a@b>, c"),
    b"\x00\xff" * 200,
    b"no header at all",
]


def mutated(seed: bytes, dice: random.Random) -> bytes:
    raw = bytearray(seed)
    for _turn in range(dice.randint(1, 30)):
        place = dice.randrange(len(raw))
        match dice.randrange(4):
            case 0:
                raw[place] = dice.randrange(256)
            case 1:
                del raw[place : place + dice.randint(1, 40)]
            case 2:
                raw[place:place] = dice.choice([b"\r\n", b"\n\n", b"\x00", b"=?", b"\xed\xa0\x80"])
            case _:
                raw[place:place] = raw[: dice.randint(1, 80)]
        raw = raw or bytearray(b"x")
    return bytes(raw)


@pytest.mark.parametrize("start", range(4))
def test_every_message_is_found_again(folder, mailbox, envelope, at, start):
    dice = random.Random(start)
    raws = [mutated(dice.choice(SEEDS), dice) for _number in range(60)]
    for raw in raws:
        sender = dice.choice(["", "<>", "a\x00\udcff@b", "x" * 999])
        spool.keep(folder, raw, envelope(sender=sender, recipients=(sender, "help@desk.example")))
    ingest.ingest(folder, at=at)
    assert spool.waiting(folder) == []
    assert set(Letter.objects.values_list("state", flat=True)) <= {"kept", "quarantined"}
    assert Sighting.objects.count() == len(raws)
    first = {read_blob(letter.raw) for letter in Letter.objects.all()}
    copies = {read_blob(sighting.raw) for sighting in Sighting.objects.exclude(raw=None)}
    assert first | copies == set(raws)
