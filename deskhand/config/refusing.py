"""Refusals of requests that no door answers itself: a page for people, a problem for programs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from deskhand.api.mail import refusal
from deskhand.web import refusals

PROGRAMS = "/api/"


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if request.path.startswith(PROGRAMS):
        return refusal(400, _("This request makes no sense to us."))
    return refusals.bad_request(request, exception)


def not_allowed(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if request.path.startswith(PROGRAMS):
        return refusal(403, _("You may not do this."))
    return refusals.not_allowed(request, exception)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if request.path.startswith(PROGRAMS):
        return refusal(404, _("This does not exist."))
    return refusals.not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(PROGRAMS):
        return refusal(500, _("This is a fault of ours. Try again later."))
    return refusals.broken(request)
