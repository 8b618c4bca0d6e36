"""What one client is entitled to, and what he obtained."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deskhand.assets.releasing import today
from deskhand.contracts.software.reading import downloads_of, software_of
from deskhand.people.reading import organizations_for, software_contacts
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest

LATEST = 50


@require_GET
@agents_only
def client(request: DeskRequest, slug: str) -> HttpResponse:
    organization = organizations_for(request.reader).filter(slug=slug).first()
    if organization is None:
        raise Http404
    context = {
        "organization": organization,
        "found": software_of(organization, on=today(request.at)),
        "downloads": downloads_of(organization, request.reader)[:LATEST],
        "contacts": software_contacts([organization.pk]).get(organization.pk, []),
        "today": today(request.at),
        "section": "software",
    }
    return render(request, "console/software/client.html", context)
