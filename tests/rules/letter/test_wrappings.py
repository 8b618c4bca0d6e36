"""Letters whose words are wrapped: in TNEF, RTF, a signature that hides them, or an invitation."""

import base64
import struct
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from deskhand.rules.letter import Letter, parse
from deskhand.rules.letter.invitation import text_of_invitation
from deskhand.rules.letter.rtf import read_rtf
from deskhand.rules.letter.smime import signed_content

HEAD = "From: ann@example.com\nSubject: Printer\nMIME-Version: 1.0\n"
INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nIt jams.\r\n\r\n-- \r\nAnn\r\n"


def wrapped(content: bytes, kind: str) -> Letter:
    head = f"{HEAD}Content-Type: {kind}\nContent-Transfer-Encoding: base64\n\n"
    return parse(head.encode() + base64.encodebytes(content))


def _property(name: int, value: bytes, kind: int = 0x102) -> bytes:
    padding = b"\0" * (-len(value) % 4)
    return struct.pack("<HHII", kind, name, 1, len(value)) + value + padding


def _attribute(name: int, value: bytes) -> bytes:
    return struct.pack("<BHHI", 1, name, 6, len(value)) + value + b"\0\0"


def tnef(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(attributes)


def message(*properties: bytes) -> bytes:
    return _attribute(0x9003, struct.pack("<I", len(properties)) + b"".join(properties))


def file(name: bytes, *properties: bytes, content: bytes = b"") -> bytes:
    props = (_property(0x3707, name), *properties)
    return b"".join(
        (
            _attribute(0x9002, b"\0" * 14),
            _attribute(0x800F, content) if content else b"",
            _attribute(0x9005, struct.pack("<I", len(props)) + b"".join(props)),
        )
    )


def stored_rtf(rtf: bytes) -> bytes:
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1\ansi{\fonttbl{\f0 A;}}\f0 One\par Two {\b 3}\line four}", "One\nTwo 3\nfour"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет"),
        (rb"{\rtf1\uc1 \u8364? \u-10179?\u-8704? {\uc0\u228}x \{\}\~}", "€ 😀 äx {}"),
        (rb"{\rtf1{\*\unknown hidden}{\info{\title hidden}}{\pict\pngblip 89504e47}shown", "shown"),
        (rb"{\rtf1 a\cell b\row c\tab d\emdash}", "a\tb\nc\td—"),
        (rb"no rtf at all", ""),
    ],
)  # fmt: skip
def test_rtf_is_read_as_text(rtf: bytes, text: str) -> None:
    assert read_rtf(rtf).text == text


def test_html_inside_rtf_comes_out_as_it_was() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\colortbl\red0;}{\*\htmltag19 <html>}"
        rb"{\*\htmltag64 <p>}\htmlrtf \f0\htmlrtf0 Gr\'fc\'dfe {\*\htmltag84 &nbsp;}"
        rb"\htmlrtf\'a0\htmlrtf0 {\*\htmltag84 <a href=\"https://x.example/\{a\}\">}here"
        rb"{\*\htmltag92 </a>}{\*\htmltag72 </p>}{\*\htmltag27 </html>}}"
    ).replace(b'\\"', b'"')
    html = '<html><p>Grüße &nbsp;<a href="https://x.example/{a}">here</a></p></html>'
    assert read_rtf(rtf).html == html


def test_words_that_stand_only_in_rtf_are_read() -> None:
    rtf = stored_rtf(rb"{\rtf1\ansi The printer jams.\par Please come.}")
    read = wrapped(tnef(message(_property(0x1009, rtf))), "application/ms-tnef; name=winmail.dat")
    assert read.text == "The printer jams.\nPlease come."
    assert [each.filename for each in read.attachments] == ["message.rtf"]
    html = stored_rtf(rb"{\rtf1\fromhtml1 {\*\htmltag64 <p>}It <jams>.{\*\htmltag72 </p>}}")
    read = wrapped(tnef(message(_property(0x1009, html))), "application/ms-tnef; name=winmail.dat")
    assert read.text == "It ."
    assert read.attachments == ()


def test_a_letter_attached_to_a_wrapped_one_gives_its_words_and_its_files() -> None:
    inner = tnef(
        message(_property(0x1013, b"<p>inner <b>words</b></p>")), file(b"plan.pdf", content=b"%PDF")
    )
    outer = tnef(
        message(_property(0x1013, b"<p>outer</p>")),
        file(b"a.txt", content=b"a"),
        file(b"Offer", _property(0x3701, b"\0" * 16 + inner, kind=0x0D)),
    )
    read = wrapped(outer, "application/ms-tnef; name=winmail.dat")
    found = [(each.filename, each.content_type) for each in read.attachments]
    assert read.text == "outer"
    assert found == [
        ("a.txt", "text/plain"), ("Offer.html", "text/html"), ("plan.pdf", "application/pdf")
    ]  # fmt: skip
    assert b"inner <b>words</b>" in read.attachments[1].content


def test_wrappings_without_end_are_left_after_some() -> None:
    inner = tnef(file(b"last", content=b"x"))
    for _depth in range(30):
        inner = tnef(file(b"deep", _property(0x3701, b"\0" * 16 + inner, kind=0x0D)))
    read = wrapped(inner, "application/ms-tnef; name=winmail.dat")
    assert len(read.attachments) == 1


def signed(content: bytes) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ann Lee")])
    day = datetime(2026, 3, 4, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 4711)
        .not_valid_before(day)
        .not_valid_after(day + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    builder = builder.add_signer(certificate, key, hashes.SHA256())
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])


@pytest.mark.parametrize("kind", ["application/pkcs7-mime", "application/x-pkcs7-mime"])
def test_what_a_signature_hides_is_read(kind: str) -> None:
    read = wrapped(signed(INNER), f"{kind}; smime-type=signed-data; name=smime.p7m")
    assert (read.text, read.reply_text) == ("It jams.\n\n-- \nAnn".replace("-- ", "--"), "It jams.")
    assert [each.filename for each in read.attachments] == ["smime.p7m"]
    assert (read.sender.email, read.subject) == ("ann@example.com", "Printer")


def test_a_signature_around_a_signature_is_read() -> None:
    inner = base64.encodebytes(signed(INNER))
    head = (
        b"Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64"
    )
    read = wrapped(signed(head + b"\n\n" + inner), "application/pkcs7-mime; name=smime.p7m")
    assert read.reply_text == "It jams."


def test_pieces_without_a_length_are_joined() -> None:
    pieces = b"".join(b"\x04" + bytes((len(piece),)) + piece for piece in (b"It ", b"jams."))
    content = b"\xa0\x80\x24\x80" + pieces + b"\0\0" + b"\0\0"
    data = bytes.fromhex("06092a864886f70d010701")
    inner = b"\x30\x80" + data + content + b"\0\0"
    outer = b"\x30\x80\x02\x01\x01\x31\x00" + inner + b"\0\0"
    kind = bytes.fromhex("06092a864886f70d010702")
    whole = b"\x30\x80" + kind + b"\xa0\x80" + outer + b"\0\0" + b"\0\0"
    assert signed_content(whole) == b"It jams."
    for end in range(len(whole)):
        signed_content(whole[:end])


@pytest.mark.parametrize("content", [b"", b"\x30", b"\x30\x80" * 5000, b"\x30\x84\xff\xff\xff\xff"])
def test_what_is_no_signature_is_kept_as_it_is(content: bytes) -> None:
    assert signed_content(content) is None
    read = wrapped(content or b"x", "application/pkcs7-mime; name=smime.p7m")
    assert [each.filename for each in read.attachments] == ["smime.p7m"]


INVITATION = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VTIMEZONE
DTSTART:16010101T030000
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY;LANGUAGE=de:Drucker\\, zweiter
  Versuch
DTSTART;TZID="Europe/Berlin":20260302T100000
DTEND;TZID="Europe/Berlin":20260302T110000
LOCATION:Raum 12
DESCRIPTION:Bitte kommen.\\nDanke
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_without_words_says_what_when_and_where() -> None:
    text = (
        "Drucker, zweiter Versuch\n2026-03-02 10:00 – 11:00 (Europe/Berlin)\nRaum 12\n\n"
        "Bitte kommen.\nDanke"
    )
    read = parse(f"{HEAD}Content-Type: text/calendar; method=REQUEST\n\n{INVITATION}".encode())
    assert read.text == text
    assert [each.filename for each in read.attachments] == ["invitation.ics"]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("DTSTART:20260302T100000Z", "2026-03-02 10:00 (UTC)"),
        ("DTSTART;VALUE=DATE:20260302\nDTEND;VALUE=DATE:20260304", "2026-03-02 – 2026-03-04"),
        ("SUMMARY:x\nDTSTART:nonsense", "x"),
        ("", ""),
    ],
)
def test_times_are_shown_as_they_were_written(lines: str, text: str) -> None:
    assert text_of_invitation(f"BEGIN:VEVENT\n{lines}\nEND:VEVENT") == text
