"""No more letters, without signing in: the page behind the link of a letter.

Mail scanners open every link: opening this one shows a question and changes nothing. A mail
program that does it by itself posts what RFC 8058 says, without cookies.
"""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from deskhand.consents.links import Ended, LinkRefused
from deskhand.desk import stopping
from deskhand.web.request import DeskRequest


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: DeskRequest, token: str) -> HttpResponse:
    """Ask, and stop the letters when told to, or let them come again."""
    try:
        if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
            stopping.choose(token, wanted=False, by_program=True, at=request.at)
            return HttpResponse(status=204)
        return _page(request, token)
    except LinkRefused as refused:
        if refused.why == Ended.UNKNOWN:
            raise Http404 from refused
        return render(request, "portal/unsubscribe_ended.html", status=410)


@csrf_protect
def _page(request: DeskRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        stopping.choose(token, wanted=request.POST.get("act") == "resume", at=request.at)
        return redirect("portal:unsubscribe", token)
    letters = stopping.letters_of(token, at=request.at)
    context = {"letters": letters, "address": _veiled(letters.address)}
    return render(request, "portal/unsubscribe.html", context)


def _veiled(address: str) -> str:
    """Enough of an address for its owner to know it, and for nobody else to learn it."""
    local, _sign, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}" if domain else ""
