"""What providers tell of letters that they took from us: which came back, and which are late.

The address that a provider is given bears a token, since few of them can send a header of ours.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from deskhand.api.mail import refusal
from deskhand.mail.bounces import note_told
from deskhand.mail.providers import PROVIDERS
from deskhand.provider.models import Token
from deskhand.provider.tokens import token_for

GONE = {"bounced", "rejected", "failed"}
LATE = {"deferred"}
# Each checks signatures with keys of its own, which we do without: our token opened the door.
UNUSED = {"webhook_secret": "unused:unused", "webhook_key": "unused", "api_key": "unused"}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, provider: str) -> HttpResponse:
    """Note what a provider tells; 202 when it is noted. Providers also just look whether the
    address answers."""
    hook = PROVIDERS[provider].hook if provider in PROVIDERS else ""
    if not hook or find_spec("anymail") is None:
        raise Http404
    plain = request.GET.get("token", "")
    if token_for(plain, scope=Token.Scope.EVENTS, at=timezone.now()) is None:
        return refusal(401, _("A token that may tell of letters is needed."))
    if request.method != "POST":
        return HttpResponse(status=204)
    try:
        events = _events(provider, hook, request)
    except (ValueError, KeyError, TypeError, AttributeError, LookupError):
        return refusal(422, _("This is not what the provider tells of letters."), field="body")
    noted = sum(_noted(event) for event in events)
    return JsonResponse({"noted": noted}, status=202)


def _events(provider: str, hook: str, request: HttpRequest) -> list[Any]:
    """Read the provider's words; raises what django-anymail raises for nonsense."""
    module = import_module(f"anymail.webhooks.{provider.replace('-', '_')}")
    try:
        return list(getattr(module, hook)(**UNUSED).parse_events(request))
    except ImproperlyConfigured as error:
        raise ValueError(str(error)) from error


def _noted(event: Any) -> bool:
    kind = str(event.event_type)
    if kind not in GONE | LATE:
        return False
    words = str(event.mta_response or event.description or event.reject_reason or kind)
    return note_told(
        str(event.message_id or ""),
        recipient=str(event.recipient or ""),
        words=" ".join(words.split())[:400],
        is_gone=kind in GONE,
        at=timezone.now(),
    )
