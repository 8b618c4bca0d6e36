"""Letters broken in all ways: the corpora and letters of a grammar, mutated without end."""

import random
import struct
from collections.abc import Iterator

MOST = 200_000
# What means something in a letter: a mutation with these goes further than one with any bytes.
PIECES = (
    b"\n", b"\r\n", b"\r", b"\n\n", b"\r\n\r\n", b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80",
    b"--b", b"--b--", b"--", b"-- \n", b"> ", b"From: ", b"To: ", b"Subject: ", b"Date: ",
    b"Message-ID: <", b"References: <", b"In-Reply-To: ", b"Return-Path: <>\n", b"Sender: ",
    b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: multipart/alternative; ",
    b"Content-Type: text/html; charset=", b"Content-Type: message/rfc822\n\n",
    b"Content-Type: message/delivery-status\n\n", b"Content-Type: multipart/signed; ",
    b"Content-Type: application/ms-tnef\n", b"\x78\x9f\x3e\x22\x01\x00", b"LZFu", b"MELA",
    b"{\\rtf1\\fromhtml1 ", b"{\\*\\htmltag64 ", b"\\u-10179?", b"\\'e4", b"\x24\x80\x04",
    b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", b"DTSTART;TZID=", b"SUMMARY:",
    b"Content-Type: application/pkcs7-mime; name=smime.p7m\n", b"Content-Type: text/calendar\n",
    b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: quoted-printable\n",
    b"Content-Transfer-Encoding: x-uuencode\n", b"begin 644 x\n", b"format=flowed; delsp=yes",
    b"charset=utf-7", b"charset=iso-2022-jp", b"charset=utf-16", b"charset=x-unknown",
    b"Content-Disposition: attachment; filename*0*=", b"filename*=utf-8''", b"name=\"=?",
    b"Content-ID: <", b"=?utf-8?b?", b"=?utf-8?q?", b"?=", b"=?q?=", b"<", b">", b"\"", b"(", b")",
    b":", b";", b",", b"@", b"\\", b"\x1b$B", b"=3D", b"=\n", b"&#x", b"&lt;", b"<!--", b"-->",
    b"<div class=gmail_quote>", b"<blockquote type=cite>", b"<div id=divRplyFwdMsg>", b"<table>",
    b"<img src=cid:x>", b"<a href=\"javascript:x\">", b"<style>", b"</style>", b"<svg>", b"<math>",
    b"<noscript>", b"<p style=\"", b"<pre>", b"<ol start=", b"<li>", b"</", b"<![CDATA[", b"]]>",
    b"On Mon, 1 Jan 2024 at 10:00, A <a@b.c> wrote:\n", b"-----Original Message-----\n",
    b"Am 1.1.2024 um 10:00 schrieb A:\n", b"From: A\nSent: Monday\nTo: B\nSubject: C\n",
    b"Sent from my iPhone\n", b"Best regards,\n", b"Undelivered Mail Returned to Sender",
    b"Action: failed\n", b"Final-Recipient: rfc822; a@b.c\n", b"Auto-Submitted: auto-replied\n",
    b"Authentication-Results: mx.example; dmarc=pass header.from=", b"Fwd: ", b"[#12]",
)  # fmt: skip
# A first byte of these says that what follows is one piece of a letter alone, so that a mutation
# need not go through its wrapping.
_TNEF = b"From: a@b.c\nContent-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22\x01\x00"
# The words of a letter in TNEF as RTF that is not packed; what is cut off is read all the same.
_RTF = (
    struct.pack("<BHHI", 1, 0x9003, 6, 0x7FFFFFFF)
    + struct.pack("<IHHII", 1, 0x102, 0x1009, 1, 0x7FFFFFFF)
    + struct.pack("<II4sI", 0x7FFFFFFF, 0x7FFFFFFF, b"MELA", 0)
    + b"{\\rtf1"
)
_ALONE: dict[int, tuple[bytes, bytes]] = {
    0xF5: (b"From: a@b.c\nContent-Type: application/pkcs7-mime\n\n\x30\x80", b""),
    0xF6: (b"From: a@b.c\nContent-Type: text/calendar\n\nBEGIN:VEVENT\n", b""),
    0xF7: (_TNEF + _RTF, b""),
    0xF8: (_TNEF, b""),
    0xF9: (b"From: a@b.c\nContent-Type: text/html; charset=utf-8\n\n", b""),
    0xFA: (b"From: ", b"\nTo: x@b.c\n\nx"),
    0xFB: (b"From: a@b.c\nContent-Disposition: attachment\nContent-Type: ", b"\n\nx"),
    0xFC: (b"From: MAILER-DAEMON@b.c\nContent-Type: message/delivery-status\n\n", b""),
    0xFD: (b"From: a@b.c\nDate: ", b"\n\nx"),
    0xFE: (b"From: a@b.c\nAuthentication-Results: mx.example; ", b"\nReferences: <a@b>\n\nx"),
    0xFF: (b"From: Ann Lee <a@b.c>\nContent-Type: text/plain; charset=utf-8\n\n", b""),
}


def whole(data: bytes) -> bytes:
    """Return the letter that some bytes stand for."""
    before, after = _ALONE.get(data[0] if data else 0, (b"", b""))
    return before + data[1:] + after if before else data


def seeds() -> Iterator[bytes]:
    """What mutations begin with: letters of the corpora, and pieces of letters."""
    from tests.rules.letter.corpora import ROOT, cases, messages

    ours = (ROOT.parent / "letters").glob("*.eml")
    paths = [path for path in [*messages(), *ours] if path.stat().st_size < 50_000]
    yield from (path.read_bytes() for path in paths)
    yield b"\xf7\\ansi\\fromhtml1{\\*\\htmltag64 <p>}Gr\\'fc\\'dfe \\u8364?{\\*\\htmltag72 </p>}}"
    yield b"\xf7\\ansi\\ansicpg1251{\\fonttbl{\\f0 A;}}one\\par two {\\b three}}"
    yield b"\xf6SUMMARY:x\nDTSTART;TZID=Europe/Berlin:20260302T100000\nDESCRIPTION:a\\nb\n"
    yield bytes.fromhex("f506092a864886f70d010702a080308002010131003080")
    for corpus in ("talon", "flufl.bounce", "crisp-email-reply-parser"):
        for case in cases(corpus):
            yield case.raw
            body = case.raw.partition(b"\r\n\r\n")[2]
            if case.expected["kind"] in {"html", "body"}:
                yield bytes([0xF9 if case.expected["kind"] == "html" else 0xFF]) + body


def batches(chance: random.Random, *, size: int) -> Iterator[list[bytes]]:
    """Letters of the grammar (half of them damaged) and of the corpora, mutated."""
    import warnings

    from hypothesis.errors import NonInteractiveExampleWarning

    from tests.rules.letter.grammar import damaged, written

    warnings.simplefilter("ignore", NonInteractiveExampleWarning)
    known = list(seeds())
    while True:
        batch = [written().example().raw, damaged().example()]
        while len(batch) < size:
            batch.append(whole(mutated(chance.choice([*known, *batch]), known, chance)))
        yield batch


def mutated(seed: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Return a letter with some wounds; never more than MOST bytes, and never none."""
    raw = bytearray(seed or b"x")
    for _wound in range(chance.randint(1, 20)):
        place, length = chance.randrange(len(raw) + 1), chance.randint(0, 80)
        match chance.randrange(6):
            case 0:
                raw[place : place + length] = b""
            case 1:
                raw[place:place] = chance.randbytes(chance.randint(1, 6))
            case 2:
                other = chance.choice(others)
                start = chance.randrange(len(other) + 1)
                raw[place : place + length] = other[start : start + chance.randint(1, 400)]
            case 3:
                raw[place:place] = bytes(raw[place : place + length]) * chance.randint(1, 40)
            case 4:
                raw[place : place + length // 8] = chance.choice(PIECES)
            case _:
                raw[place:place] = chance.choice(PIECES)
    return bytes(raw[:MOST]) or b"x"


def dictionary() -> str:
    """The pieces as libFuzzer wants them."""
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in p) + '"\n' for p in PIECES)
