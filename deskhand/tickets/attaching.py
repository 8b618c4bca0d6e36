"""Kept bytes as files of a message, or of a draft that is to become one."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from deskhand.files.models import Blob
from deskhand.files.store import BytesMissing, open_blob
from deskhand.rules.pictures import PictureRefused, measured
from deskhand.tickets.models import Attachment, Draft, Message

# So far into a file its size may be told; photographs have a preview before it.
BEGIN = 256 * 1024
LARGEST_SIDE = 30_000


@dataclass(frozen=True, slots=True)
class NewFile:
    """Kept bytes with the name under which they came."""

    blob: Blob
    filename: str
    content_type: str
    content_id: str = ""
    is_inline: bool = False


def attach(message: Message, files: Iterable[NewFile]) -> None:
    """Hang kept files on a message, each under an unguessable key."""
    attach_all([(message, files)])


def attach_all(many: Iterable[tuple[Message, Iterable[NewFile]]]) -> None:
    """As `attach`, in one statement for several messages."""
    Attachment.objects.bulk_create(
        made(file, message=message) for message, files in many for file in files
    )


def put_into(draft: Draft, file: NewFile) -> Attachment:
    """Let a kept file wait in a draft, under a name that no other one there has."""
    row = made(file, draft=draft)
    names = set(draft.attachments.values_list("filename", flat=True))
    row.filename = free_name(row.filename, names)
    row.save()
    return row


def free_name(name: str, taken: set[str]) -> str:
    """Return this name, or one like it that is not taken."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (name, "")
    number, free = 2, name
    while free in taken:
        free, number = f"{stem[:240]} {number}{ending}", number + 1
    return free


def made(
    file: NewFile, *, message: Message | None = None, draft: Draft | None = None
) -> Attachment:
    """Return the row of a kept file, not saved."""
    width, height = _sides(file)
    return Attachment(
        message=message,
        draft=draft,
        blob=file.blob,
        filename=file.filename[:255] or "file",
        content_type=_type(file.content_type),
        content_id=file.content_id[:250],
        is_inline=file.is_inline,
        size=file.blob.size,
        width=width,
        height=height,
        key=secrets.token_hex(16),
    )


def _type(given: str) -> str:
    known = given.isascii() and given.isprintable() and "/" in given
    return given[:120] if known else "application/octet-stream"


def _sides(file: NewFile) -> tuple[int | None, int | None]:
    """How large a picture is, so that pages keep its place; none where that cannot be told."""
    if not file.content_type.startswith("image/"):
        return None, None
    try:
        with open_blob(file.blob) as stream:
            picture = measured(stream.read(BEGIN), largest=LARGEST_SIDE)
    except (PictureRefused, BytesMissing):
        return None, None
    return picture.width, picture.height
