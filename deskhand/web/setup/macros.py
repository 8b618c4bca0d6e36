"""Macros of teams and of all agents."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from deskhand.web import macro_pages
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    return macro_pages.listing(request, site="setup")


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    return macro_pages.edit(request, pk, site="setup")
