"""Pages that say no, each in plain words and with a way on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or came from elsewhere; nothing was changed."""
    return render(request, "refusals/csrf.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The same words for what does not exist and for what this reader may not see."""
    return _refuse(request, "refusals/not_found.html", _("This does not exist."), 404)


def not_allowed(request: HttpRequest, exception: Any = None) -> HttpResponse:
    reason = str(exception or "") or _("You may not do this.")
    return _refuse(request, "refusals/not_allowed.html", reason, 403)


def unfit(request: HttpRequest, reason: str) -> HttpResponse:
    """What was sent does not fit the state of things; the text says why."""
    return _refuse(request, "refusals/unfit.html", reason, 422)


def too_large(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _refuse(request, "refusals/unfit.html", _("This is larger than we can take."), 413)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _refuse(request, "refusals/unfit.html", _("This request makes no sense to us."), 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Our own fault. Rendered without the request, which may be part of the fault."""
    return HttpResponse(render_to_string("refusals/broken.html"), status=500)


def no_person(request: HttpRequest) -> HttpResponse:
    """Signed in, but nobody is behind the account: its address belongs to another account."""
    return render(request, "refusals/no_person.html", status=403)


def _refuse(request: HttpRequest, template: str, reason: str, status: int) -> HttpResponse:
    if getattr(request, "htmx", False):
        return render(request, "refusals/_reason.html", {"reason": reason}, status=status)
    return render(request, template, {"reason": reason}, status=status)
