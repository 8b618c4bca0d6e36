"""Who opens a stream, by the cookie of his session."""

from importlib import import_module
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.http.cookie import parse_cookie

from deskhand.people.identity import reader_of
from deskhand.people.reader import STRANGER, Reader
from deskhand.provider.firm import current
from deskhand.web.readable import without_nul

Headers = list[tuple[bytes, bytes]]


def header(headers: Headers, name: bytes) -> str:
    return next((v.decode("latin-1") for n, v in headers if n.lower() == name), "")


def reader_in(headers: Headers) -> Reader:
    """Return who sends these headers, as the database knows him now; reads it.

    A stranger for those without a session, and for agents who lack the second factor.
    """
    cookies = without_nul(parse_cookie(header(headers, b"cookie")))
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return STRANGER
    request: Any = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    reader = reader_of(user)
    if reader.is_agent and current().requires_mfa and not is_mfa_enabled(user):
        return STRANGER
    return reader
