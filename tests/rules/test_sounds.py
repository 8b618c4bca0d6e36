"""Sounds are known by how they begin, whatever they are called."""

import pytest

from deskhand.rules.sounds import sound_of


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"ID3\x03\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"OggS\x00", "audio/ogg"),
        (b"fLaC", "audio/flac"),
        (b"#!AMR\n", "audio/amr"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"\x1aE\xdf\xa3", "audio/webm"),
        (b"RIFF\x24\x00\x00\x00AVI ", ""),
        (b"<html><script>", ""),
        (b"%PDF-1.7", ""),
        (b"MZ\x90", ""),
        (b"", ""),
        (b"\xff", ""),
    ],
)
def test_a_sound_is_told_by_its_beginning(beginning, kind):
    assert sound_of(beginning) == kind
