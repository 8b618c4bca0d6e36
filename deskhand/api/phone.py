"""What telephone systems tell of calls.

The address that a system is given bears a token, since few of them can send a header of ours;
whatever can is also signed, where the firm wants that.
"""

import hmac
from datetime import datetime, timedelta

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from deskhand.api.mail import refusal
from deskhand.connectors.signing import signature
from deskhand.desk.phone.tying import hear_all
from deskhand.people.callers import dialled, known_by
from deskhand.phone.signing import SIGNED_WITH
from deskhand.phone.systems.choosing import ANSWERS, SYSTEMS
from deskhand.phone.systems.saying import Unreadable, read_body
from deskhand.provider import secrets
from deskhand.provider.models import Token
from deskhand.provider.tokens import token_for

LONGEST = 64 * 1024
# What is older than this was caught and sent again.
FRESH = timedelta(minutes=5)
# These speak as their makers have them speak: they cannot sign as we do.
UNSIGNED = frozenset({"sipgate", "twilio", "3cx"})


@csrf_exempt
@require_POST
def receive(request: HttpRequest, system: str) -> HttpResponse:
    """Note what a system tells of a call; what it told before changes nothing."""
    if (answer := refused(request)) is not None:
        return answer
    if system not in SYSTEMS:
        raise Http404
    body, at = body_of(request), timezone.now()
    if body is None:
        return refusal(413, _("This is longer than what is said of a call."))
    if system not in UNSIGNED and not _is_signed(request, body, at=at):
        return refusal(401, _("This is not signed with the secret of the telephone."))
    try:
        said = read_body(body, request.content_type or "", request.META.get("QUERY_STRING", ""))
        heard = SYSTEMS[system](said, at=at)
        if any(not one.key for one in heard):
            raise Unreadable("call", _("This is missing."))
    except Unreadable as error:
        return refusal(422, str(error), field=error.field)
    calls = hear_all(heard, at=at)
    if system in ANSWERS:
        where = request.build_absolute_uri()
        return HttpResponse(ANSWERS[system](where), content_type="application/xml")
    return JsonResponse({"calls": [call.pk for call in calls]}, status=202)


@csrf_exempt
@require_GET
def caller(request: HttpRequest) -> HttpResponse:
    """Tell a telephone system who has a number, for its display."""
    if (answer := refused(request)) is not None:
        return answer
    number = dialled(request.GET.get("number", "")[:60].replace("\0", ""))
    known = known_by(number) if number else None
    person = known.person if known else None
    organization = known.organization if known else None
    if person is None and organization is None:
        return refusal(404, _("Nobody is known by this number."))
    where = request.build_absolute_uri("/desk/phone/")
    found = {
        "number": number,
        "name": str(person or organization),
        "organization": str(organization or ""),
        "url": f"{where}?number=%2B{number.removeprefix('+')}",
    }
    return JsonResponse(found)


def refused(request: HttpRequest) -> HttpResponse | None:
    """Refuse whoever has no token for this; None for who may come in."""
    scheme, _space, plain = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        plain = request.GET.get("token", "")
    if token_for(plain.strip(), scope=Token.Scope.PHONE, at=timezone.now()) is None:
        answer = refusal(401, _("A token that may tell of telephone calls is needed."))
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    return None


def body_of(request: HttpRequest, *, longest: int = LONGEST) -> bytes | None:
    """Return the body, None when it is too long."""
    try:
        raw = request.read(longest + 1)
    except (RequestDataTooBig, RawPostDataException):
        return None
    return raw if len(raw) <= longest else None


def _is_signed(request: HttpRequest, body: bytes, *, at: datetime) -> bool:
    """Whether it is signed as Standard Webhooks are, and just now; or need not be."""
    secret = secrets.fetch(SIGNED_WITH)
    if secret is None:
        return True
    key = request.headers.get("webhook-id", "")
    stamp = request.headers.get("webhook-timestamp", "")
    if not stamp.isascii() or not stamp.isdecimal() or len(stamp) > 12:
        return False
    if abs(at.timestamp() - int(stamp)) > FRESH.total_seconds():
        return False
    wanted = f"v1,{signature(secret, key, stamp, body)}"
    given = request.headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(one.encode(), wanted.encode()) for one in given)
