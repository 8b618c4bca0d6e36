"""What another program wraps into one file is unwrapped."""

import base64
import struct

from tests.rules.letter.written import file_of, mixed


def _property(name: int, value: bytes) -> bytes:
    padding = b"\0" * (-len(value) % 4)
    return struct.pack("<HHII", 0x102, name, 1, len(value)) + value + padding


def _attribute(name: int, value: bytes) -> bytes:
    return (
        struct.pack("<BHHI", 1, name, 6, len(value)) + value + struct.pack("<H", sum(value) % 65536)
    )


def winmail() -> bytes:
    words = struct.pack("<I", 1) + _property(0x1013, b"<p>wrapped words</p>")
    props = struct.pack("<I", 1) + _property(0x3707, b"long name.pdf")
    return (
        b"\x78\x9f\x3e\x22\x01\x00"
        + _attribute(0x9003, words)
        + _attribute(0x9002, b"\0" * 14)
        + _attribute(0x8010, b"LONGNA~1.PDF\0")
        + _attribute(0x800F, b"%PDF-1.4")
        + _attribute(0x9005, props)
    )


def test_winmail_dat_is_unwrapped() -> None:
    encoded = base64.encodebytes(winmail()).decode()
    part = "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64"
    read = mixed(f"{part}\n\n{encoded}")
    assert (file_of(read).filename, file_of(read).content) == ("long name.pdf", b"%PDF-1.4")
    assert file_of(read).content_type == "application/pdf"
    assert read.text == "wrapped words"


def test_a_broken_winmail_dat_is_kept_as_it_is() -> None:
    part = "Content-Type: application/ms-tnef; name=winmail.dat"
    assert file_of(mixed(f"{part}\n\nnonsense")).filename == "winmail.dat"
