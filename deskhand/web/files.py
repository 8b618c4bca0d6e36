"""Handing out kept bytes: never run by the browser, only through the row that owns them."""

import re
from io import BytesIO
from typing import BinaryIO

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from deskhand.files.models import Blob
from deskhand.files.store import open_blob
from deskhand.tickets.reading import attachment_for
from deskhand.web.access import signed_in
from deskhand.web.request import DeskRequest

# Shown in place; all else is saved. No SVG, no HTML, no PDF: they can carry scripts.
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
# Played in place: a browser that plays them runs nothing.
PLAYED = frozenset(
    {f"audio/{kind}" for kind in ("wav", "x-wav", "mpeg", "ogg", "webm", "mp4", "aac", "flac")}
)
PIECE = 4 * 1024 * 1024
RANGE = re.compile(r"bytes=([0-9]{0,12})-([0-9]{0,12})")
LETTER_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


def sandboxed(response: HttpResponse) -> HttpResponse:
    """Give a page of foreign HTML its own policy: no scripts, no forms, nothing loaded."""
    response._csp_exempt = True  # type: ignore[attr-defined]  # the mark of django-csp
    response["Content-Security-Policy"] = LETTER_POLICY
    response["Referrer-Policy"] = "no-referrer"
    return response


def download(
    blob: Blob,
    *,
    filename: str,
    content_type: str,
    as_attachment: bool = True,
    part: tuple[int, int] | None = None,
) -> FileResponse:
    """Send kept bytes under a name, without rights in the browser (safety, P30); with `part` those
    from one to another alone."""
    source: BinaryIO = open_blob(blob)
    if part is not None:
        with source:
            source.seek(part[0])
            source = BytesIO(source.read(part[1] - part[0] + 1))
    response = FileResponse(source, content_type=content_type)
    response["Content-Length"] = str(part[1] - part[0] + 1 if part else blob.size)
    response["Content-Disposition"] = content_disposition_header(as_attachment, filename) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response._csp_exempt = True  # type: ignore[attr-defined]  # the mark of django-csp
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    if part is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {part[0]}-{part[1]}/{blob.size}"
    return response


@require_GET
@signed_in
def attachment(request: DeskRequest, key: str, filename: str) -> HttpResponseBase:
    """A file of a message, if the reader sees the message."""
    file = attachment_for(request.reader, key, at=request.at)
    is_played = file.content_type in PLAYED and "save" not in request.GET
    is_shown = is_played or (file.content_type in SHOWN and "save" not in request.GET)
    part = _part(request.headers.get("Range", ""), file.blob.size) if is_played else None
    if part is not None and part[0] > part[1]:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{file.blob.size}"
        return refused
    answer = download(
        file.blob,
        filename=file.filename,
        content_type=file.content_type if is_shown else "application/octet-stream",
        as_attachment=not is_shown,
        part=part,
    )
    if is_played:
        answer["Accept-Ranges"] = "bytes"
    return answer


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """Return which bytes are asked for (RFC 9110, 14): players jump within a sound. None for all;
    the first behind the last for what is not there. At most a piece is sent at once."""
    found = RANGE.fullmatch(asked.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        begin, end = max(size - int(last), 0), size - 1
    else:
        begin, end = int(first), min(int(last), size - 1) if last else size - 1
    return begin, min(end, begin + PIECE - 1)
