"""What kind of sound a file is, told by how it begins; whatever else it claims to be."""

_HEADS = (
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"\x1aE\xdf\xa3", "audio/webm"),
    (4, b"ftyp", "audio/mp4"),
)


def sound_of(beginning: bytes) -> str:
    """Return the type of a sound from its first bytes; empty for what is none that we know."""
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WAVE":
        return "audio/wav"
    for place, head, kind in _HEADS:
        if beginning[place : place + len(head)] == head:
            return kind
    # A frame of MPEG audio: eleven bits set, then a version and a layer that exist.
    if len(beginning) > 1 and beginning[0] == 0xFF and beginning[1] & 0xE0 == 0xE0:
        return "audio/aac" if beginning[1] & 0x06 == 0 else "audio/mpeg"
    return ""
