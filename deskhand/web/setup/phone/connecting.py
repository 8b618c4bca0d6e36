"""How a telephone system is connected: addresses, the secret it may sign with, what came last."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deskhand.connectors.signing import new_secret
from deskhand.people.acting import actor_of
from deskhand.phone.lines import lines
from deskhand.phone.reading import call_page
from deskhand.phone.reception import keep_senders, voicemail_senders
from deskhand.phone.signing import SIGNED_WITH
from deskhand.phone.systems.choosing import SYSTEMS
from deskhand.provider import secrets
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest

NAMES = {
    "generic": gettext_lazy("Anything that can post"),
    "asterisk": "Asterisk, FreePBX",
    "3cx": "3CX",
    "sipgate": "sipgate.io",
    "twilio": "Twilio",
}
LATEST = 5


@require_http_methods(["GET", "POST"])
@administrators_only
def connect(request: DeskRequest) -> HttpResponse:
    """The addresses to give to telephone systems; posted, another secret or none."""
    if request.method == "GET":
        return _page(request)
    by = actor_of(request.reader)
    if request.POST.get("act") == "senders":
        keep_senders(request.POST.get("senders", "").replace("\0", ""), by=by, at=request.at)
        messages.success(request, _("Saved."))
        return redirect("setup:phone")
    if request.POST.get("act") == "forget":
        secrets.forget(SIGNED_WITH, by=by, at=request.at)
        messages.success(request, _("What is not signed is taken again."))
        return redirect("setup:phone")
    secret = new_secret()
    secrets.store(SIGNED_WITH, secret, by=by, at=request.at)
    return _page(request, secret=secret)


def _page(request: DeskRequest, *, secret: str = "") -> HttpResponse:
    addresses = [
        (NAMES[name], request.build_absolute_uri(reverse("api:phone", args=[name])))
        for name in SYSTEMS
    ]
    addresses.append((_("Voicemails"), request.build_absolute_uri(reverse("api:voicemail"))))
    context = {
        "addresses": addresses,
        "lines": lines().count(),
        "is_signed": secrets.fetch(SIGNED_WITH) is not None,
        "secret": secret,
        "senders": "\n".join(sorted(voicemail_senders())),
        "latest": call_page(request.reader, size=LATEST).calls,
    }
    response = render(request, "setup/phone.html", context)
    response["Cache-Control"] = "no-store"
    return response
