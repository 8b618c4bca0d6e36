"""What one letter may cost: beyond that it is refused, soon, and with its reason."""

import tracemalloc

import pytest

from deskhand.rules.letter import LetterRefused, Limits, parse
from tests import mutating
from tests.pace import at_most

HEAD = b"From: a@example.com\nSubject: s\nMIME-Version: 1.0\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"


def html(body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\n\n" + body


def text(body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/plain; charset=utf-8\n\n" + body


def wrapped(rtf: bytes) -> bytes:
    """The words of a letter as RTF within TNEF."""
    return mutating.whole(b"\xf7" + rtf)


DAEMON = b"From: MAILER-DAEMON@x.example\nContent-Type: text/plain\n\n"
INVITED = b"Content-Type: text/calendar\n\nBEGIN:VEVENT\n"
SIGNED = HEAD + b"Content-Type: application/pkcs7-mime\n\n\x30\x80"


def test_each_limit_gives_its_reason() -> None:
    nested = b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (depth, depth + 1)
        for depth in range(10_000)
    )
    deep = HEAD + b"Content-Type: multipart/mixed; boundary=b0\n\n" + nested
    for raw, limits, reason in (
        (b"From: a@b.example\n\nx" * 100, Limits(size=100), "large"),
        (b" \r\n\n", Limits(), "empty"),
        (MIXED + b"--b\n\nx\n" * 100_000, Limits(), "parts"),
        (deep, Limits(), "deeply"),
        (b"X: y\n" * 6000 + b"\nx", Limits(), "headers"),
        (b"X: y\n" + b" y\n" * 400_000, Limits(), "headers"),
        (MIXED + b"--\n" * 100_000, Limits(seconds=0.0), "long"),
    ):
        with pytest.raises(LetterRefused) as refused:
            parse(raw, limits=limits)
        assert reason in refused.value.reason


HOSTILE = [
    pytest.param(html(b"<div>" * 100_000), id="nested blocks"),
    pytest.param(html(b"<p><b>" * 20_000), id="open formatting"),
    pytest.param(html((b"<b>" * 300 + b"</p>" * 300) * 50), id="crossed tags"),
    pytest.param(html(b"<br>" * 400_000), id="a swarm of tags"),
    pytest.param(html(b"<!--" * 100_000), id="open comments"),
    pytest.param(text(b"x" * 4_000_000), id="one long line"),
    pytest.param(text(b">" * 1_000_000), id="one deep quote"),
    pytest.param(text(b"On Jan 1 2020 at 10:00 x wrote\n" * 8_000), id="announcements"),
    pytest.param(text((b"w " * 190 + b":\n") * 10_000), id="lines that end in a colon"),
    pytest.param(text(b"--\n" * 50_000), id="delimiters"),
    pytest.param(text(b"From: a\n" * 8_000), id="labels"),
    pytest.param(b"Subject: " + b"=?a?q?" * 100_000 + b"\n\nx", id="words never closed"),
    pytest.param(b"From: " + b"(" * 300_000 + b"\n\nx", id="comments never closed"),
    pytest.param(b"From: " + b'"' * 300_000 + b"\n\nx", id="quotation marks"),
    pytest.param(b"From: " + b"<" * 300_000 + b"\n\nx", id="angles never closed"),
    pytest.param(b"References: " + b"<" * 300_000 + b"\n\nx", id="ids never closed"),
    pytest.param(b"Content-Type: a/b; c=" + b" " * 300_000 + b"\n\nx", id="blank parameter"),
    pytest.param(
        HEAD + b"Content-Type: text/plain; charset=punycode\n\n" + b"a-" * 100_000,
        id="a codec that is no charset",
    ),
    pytest.param(
        HEAD
        + b"Content-Type: multipart/mixed\n\n"
        + b"--x\nContent-Type: multipart/mixed\n\n" * 900
        + b"y" * 2_000_000,
        id="multiparts without boundary",
    ),
    pytest.param(
        b"From: MAILER-DAEMON@x\nSubject: failure\n\n" + b"<a@" * 60_000, id="a false bounce"
    ),
    pytest.param(text(b"Reply above this line\n" * 20_000), id="marks of ticket systems"),
    pytest.param(text(b"          x" + b" " * 300_000 + b"To\n" * 9), id="a table of Notes"),
    pytest.param(text(b"            To\n" * 20_000), id="tables without end"),
    pytest.param(text(b"CAUTION external e-mail " * 40_000), id="a long warning"),
    pytest.param(text(b"On 1.1.2020 Quoting x " * 20_000), id="announcements in one line"),
    pytest.param(text(b"I am away " * 240), id="somebody who is away"),
    pytest.param(text(b"a | b | c | +44 20 7946 0000 " * 8_000), id="a long card"),
    pytest.param(text(b"-A" + b" A" * 100_000), id="a long name"),
    pytest.param(text(b"-----BEGIN PGP SIGNED MESSAGE-----\n" * 20_000), id="armour"),
    pytest.param(DAEMON + b"could not be delivered a@b.c " * 30_000, id="a bounce in words"),
    pytest.param(DAEMON + b"could not be delivered " + b"a" * 900_000, id="an address without end"),
    pytest.param(HEAD + INVITED + b"SUMMARY:" + b"\\n" * 300_000, id="a long invitation"),
    pytest.param(HEAD + INVITED + b"X;A=" + b'"' * 190_000, id="parameters of an invitation"),
    pytest.param(wrapped(b"{" * 1_500_000), id="groups of RTF"),
    pytest.param(wrapped(b"\\u8364?" * 200_000), id="letters of RTF"),
    pytest.param(wrapped(b"\\fromhtml1" + b"{\\*\\htmltag <b>}" * 90_000), id="tags in RTF"),
    pytest.param(SIGNED + b"\x30\x80" * 500_000, id="values inside each other"),
    pytest.param(SIGNED + b"\x04\x00" * 500_000, id="values without content"),
    pytest.param(b"Date: " + b"(" * 300_000 + b"\n\nx", id="a date of comments"),
]


@pytest.mark.parametrize("raw", HOSTILE)
def test_hostile_letters_cost_little(raw: bytes) -> None:
    with at_most(70):
        letter = parse(raw)
        assert len(letter.cleaned_html) <= 2 * len(raw)


@pytest.mark.parametrize("raw", HOSTILE[::4])
def test_hostile_letters_fill_no_memory(raw: bytes) -> None:
    tracemalloc.start()
    try:
        parse(raw, limits=Limits(seconds=120))
        _now, peak = tracemalloc.get_traced_memory()
    except LetterRefused:
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= 60 * len(raw) + 60 * 1024 * 1024


def test_a_thousand_letters_inside_each_other_are_one_attachment() -> None:
    letter = parse(HEAD + b"Content-Type: message/rfc822\n\n" * 1000 + b"From: b@c.example\n\nx")
    assert [file.content_type for file in letter.attachments] == ["message/rfc822"]
    assert letter.attachments[0].filename.endswith(".eml")
