"""What a trusted relay says of a sender, and what nobody can make it say."""

import pytest

from deskhand.rules.letter import parse
from deskhand.rules.letter.authentication import finding

TRUSTED = ("mx.desk.example",)
GOOD = "mx.desk.example; dmarc=pass (p=reject) header.from=firm.example"


def told(*results: str, sender: str = "Ada <ada@firm.example>", more: str = "") -> str:
    headers = "".join(f"Authentication-Results: {result}\r\n" for result in results)
    return finding(parse(f"{headers}{more}From: {sender}\r\n\r\nHi\r\n".encode()), TRUSTED)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (GOOD, "dmarc"),
        ('"mx.desk.example" 1; dmarc=pass header.from=FIRM.example', "dmarc"),
        ("mx.desk.example; spf=pass; dkim=pass header.d=firm.example", "dkim"),
        ("mx.desk.example; dkim=pass header.i=@firm.example", "dkim"),
        ("mx.desk.example; dmarc=fail header.from=firm.example; dkim=pass header.d=firm.example",
         "fail"),
        ("mx.desk.example; dmarc=pass header.from=other.example", ""),
        ("mx.desk.example; dkim=pass header.d=other.example", ""),
        ("mx.desk.example; dkim=pass header.d=example", ""),
        ("mx.desk.example; dkim=pass header.d=mail.firm.example", ""),
        ("mx.desk.example; dkim=fail header.d=firm.example", ""),
        ("mx.desk.example; spf=pass smtp.mailfrom=ada@firm.example", ""),
        ("mx.desk.example; none", ""),
        ("mx.evil.example; dmarc=pass header.from=firm.example", ""),
    ],
)  # fmt: skip
def test_only_an_aligned_pass_by_a_trusted_relay_proves(result, expected):
    assert told(result) == expected


@pytest.mark.parametrize(
    "value",
    [
        'mx.desk.example; spf=fail smtp.mailfrom="; dmarc=pass header.from=firm.example;"@e',
        "mx.desk.example; spf=fail (; dmarc=pass header.from=firm.example ;) smtp.mailfrom=e",
        "mx.desk.example; spf=fail ((\\)); dmarc=pass header.from=firm.example",
        'mx.desk.example; spf=fail reason="x; dmarc=pass header.from=firm.example',
        "mx.desk.example; spf=fail smtp.mailfrom="
        "=?utf-8?q?x;_dmarc=3Dpass_header.from=3Dfirm.example?=@e.example",
        "mx.desk.example; spf=fail dmarc=pass header.from=firm.example",
        "mx.desk.example; dmarc=pass header.from=e.example header.from=firm.example",
    ],
)
def test_words_that_a_sender_chose_never_become_a_verdict(value):
    assert told(value) == ""


def test_the_topmost_word_of_the_relay_counts():
    assert told("mx.desk.example; dmarc=none", GOOD) == ""
    assert told("mx.elsewhere.example; dmarc=fail header.from=firm.example", GOOD) == "dmarc"


def test_a_letter_with_two_authors_is_never_proved():
    assert told(GOOD, sender="ada@firm.example, eve@evil.example") == ""
    assert told(GOOD, more="From: eve@evil.example\r\n") == ""
    assert told(GOOD, sender='"ada@firm.example" <ada@firm.example>') == "dmarc"


def test_without_trusted_relays_nothing_is_believed():
    letter = parse(f"Authentication-Results: {GOOD}\r\nFrom: ada@firm.example\r\n\r\nHi".encode())
    assert finding(letter, ()) == ""
