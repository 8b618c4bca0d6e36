"""Handing out kept bytes: never run by the browser, only through the row that owns them."""

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from deskhand.files.models import Blob
from deskhand.files.store import open_blob
from deskhand.tickets.reading import attachment_for
from deskhand.web.access import signed_in
from deskhand.web.request import DeskRequest

# Shown in place; all else is saved. No SVG, no HTML, no PDF: they can carry scripts.
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
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
    blob: Blob, *, filename: str, content_type: str, as_attachment: bool = True
) -> FileResponse:
    """Send kept bytes under a name, without rights in the browser (safety, P30)."""
    response = FileResponse(open_blob(blob), content_type=content_type)
    response["Content-Length"] = str(blob.size)
    response["Content-Disposition"] = content_disposition_header(as_attachment, filename) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response._csp_exempt = True  # type: ignore[attr-defined]  # the mark of django-csp
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_GET
@signed_in
def attachment(request: DeskRequest, key: str, filename: str) -> FileResponse:
    """A file of a message, if the reader sees the message."""
    file = attachment_for(request.reader, key, at=request.at)
    is_shown = file.content_type in SHOWN and "save" not in request.GET
    return download(
        file.blob,
        filename=file.filename,
        content_type=file.content_type if is_shown else "application/octet-stream",
        as_attachment=not is_shown,
    )
