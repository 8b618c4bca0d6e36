"""What a client's software is, and its download: noted as obtained, and then his."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deskhand.assets.reading import file_of
from deskhand.assets.releasing import today
from deskhand.contracts.software.obtaining import NotAvailable, obtain
from deskhand.contracts.software.reading import software_of
from deskhand.people.reading import organizations_for
from deskhand.web.access import signed_in
from deskhand.web.files import download
from deskhand.web.request import DeskRequest


@require_GET
@signed_in
def listing(request: DeskRequest) -> HttpResponse:
    """The products of each organization whose software he gets; it does not exist for whoever gets
    none, nor where there never was any."""
    reader = request.reader.as_requester()
    rows = organizations_for(reader).filter(pk__in=reader.software).order_by("name")
    found = [(row, software_of(row, on=today(request.at))) for row in rows]
    found = [(row, products) for row, products in found if products]
    if not found:
        raise Http404
    context = {"found": found, "section": "software"}
    return render(request, "portal/software/listing.html", context)


@require_GET
@signed_in
def file(request: DeskRequest, slug: str, pk: int) -> FileResponse:
    """Hand a file out, and note who obtained it for which organization."""
    reader = request.reader.as_requester()
    organization = organizations_for(reader).filter(slug=slug).first()
    row = file_of(pk)
    try:
        obtain(row, organization, by=reader, at=request.at)
    except NotAvailable as error:
        raise Http404 from error
    if row is None:
        raise Http404
    answer = download(row.blob, filename=row.filename, content_type="application/octet-stream")
    # Each download is noted: none comes out of a browser's own store.
    answer["Cache-Control"] = "private, no-store"
    return answer
