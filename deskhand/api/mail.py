"""Mail by HTTP: a mail server, or a provider's inbound hook, posts one raw message."""

import errno
import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from deskhand.mail import spool
from deskhand.mail.work import spool_folder
from deskhand.provider.models import Token
from deskhand.provider.tokens import token_for


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Keep a raw message (RFC 5322) from the body; 202 once it is safe on disk.

    `to` and `from` in the query give the envelope, where the sender knows it.
    """
    if not _may_deliver(request):
        answer = refusal(401, _("A token that may deliver mail is needed."))
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    raw = _body(request)
    if raw is None:
        limit = spool.LETTER_LIMIT // 2**20
        return refusal(413, _("A message may have up to %(limit)s MB.") % {"limit": limit})
    if not raw.strip():
        return refusal(422, _("The message is empty."), field="body")
    if b":" not in raw.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]:
        return refusal(422, _("This is no message: it has no headers."), field="body")
    envelope = spool.Envelope(
        door="http",
        received_at=timezone.now().isoformat(),
        sender=request.GET.get("from", "")[:320],
        recipients=tuple(to[:320] for to in request.GET.getlist("to")[:100]),
    )
    try:
        name = spool.keep(spool_folder(), raw, envelope)
    except OSError as error:
        # RFC 4918 11.5: there is no room; it may come again when there is.
        status = 507 if error.errno in {errno.ENOSPC, errno.EDQUOT} else 503
        return refusal(status, _("The message cannot be kept now. Try again later."))
    return JsonResponse({"kept": name}, status=202)


def refusal(status: int, words: str, *, field: str = "") -> HttpResponse:
    """Say no to a program (RFC 9457)."""
    problem: dict[str, Any] = {"status": status, "title": words}
    if field:
        problem["errors"] = {field: [words]}
    return HttpResponse(json.dumps(problem), status=status, content_type="application/problem+json")


def _may_deliver(request: HttpRequest) -> bool:
    scheme, _space, plain = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not plain.strip():
        return False
    scope = Token.Scope.MAIL
    return token_for(plain.strip(), scope=scope, at=timezone.now()) is not None


def _body(request: HttpRequest) -> bytes | None:
    """Return the body, None when it is too large. Django's own limit for forms is far below
    the size of a letter, so the body is read here, in bounds."""
    try:
        announced = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        announced = 0
    if announced > spool.LETTER_LIMIT:
        return None
    try:
        raw = request.read(spool.LETTER_LIMIT + 1)
    except (RequestDataTooBig, RawPostDataException):
        return None
    return raw if len(raw) <= spool.LETTER_LIMIT else None
