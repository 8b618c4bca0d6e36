"""Files from a form become kept bytes; too large or too many is said before anything is kept."""

from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from deskhand.files.store import keep
from deskhand.tickets.attaching import NewFile
from deskhand.tickets.drafts import MOST_FILES


class UploadRefused(Exception):
    """A file is too large, or there are too many; the text names the limit."""


def kept_files(files: list[UploadedFile], *, limit: int = 0) -> tuple[NewFile, ...]:
    """Keep uploaded files of so many bytes each, or of as many as attachments may have; raises
    UploadRefused, and then keeps none."""
    if len(files) > MOST_FILES:
        raise UploadRefused(
            _("At most %(count)d files go with one message.") % {"count": MOST_FILES}
        )
    limit = limit or settings.ATTACHMENT_LIMIT
    for file in files:
        if (file.size or 0) > limit:
            raise UploadRefused(
                _("“%(name)s” is larger than %(limit)d MB, the most that one file may have.")
                % {"name": file.name, "limit": limit // (1024 * 1024)}
            )
    return tuple(
        NewFile(
            blob=keep(cast("BinaryIO", file.file)),
            filename=clean_name(file.name or ""),
            content_type=file.content_type or "application/octet-stream",
        )
        for file in files
    )


def clean_name(name: str) -> str:
    """A file's name without folders and control characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()[:200] or "file"
