"""Bytes as the sound of a voicemail: what it is, is told by how it begins."""

from collections.abc import Iterable
from typing import BinaryIO

from django.utils.translation import gettext as _

from deskhand.files.store import keep
from deskhand.rules.sounds import sound_of
from deskhand.tickets.conversation import NewFile

ENDINGS = {
    "audio/wav": "wav",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/webm": "webm",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/flac": "flac",
}


class NoSound(ValueError):
    """This is no sound that we know; the text says which are."""


def sound_file(content: bytes | BinaryIO) -> NewFile:
    """Keep a sound; raises NoSound, and then keeps nothing."""
    if isinstance(content, bytes):
        beginning = content[:16]
    else:
        beginning = content.read(16)
        content.seek(0)
    kind = sound_of(beginning)
    if not kind:
        names = ", ".join(sorted(ENDINGS.values()))
        raise NoSound(_("This is no sound. These are known: %(names)s.") % {"names": names})
    return NewFile(keep(content), f"voicemail.{ENDINGS[kind]}", kind)


def first_sound(files: Iterable[bytes]) -> NewFile | None:
    """Return the first of several files that is a sound."""
    return next((sound_file(one) for one in files if sound_of(one[:16])), None)
