"""NUL, which no text of ours holds and PostgreSQL refuses: an address with it is none of ours,
and a cookie with it is passed over, before anything looks it up. Forms refuse it by themselves.
"""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

NUL = "\x00"


class ReadableMiddleware:
    """Before sessions, which are looked up by a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        if any(NUL in value for value in request.COOKIES.values()):
            request.COOKIES = without_nul(request.COOKIES)
        return self.get_response(request)


def without_nul(cookies: dict[str, str]) -> dict[str, str]:
    """Cookies as far as they can be looked up."""
    return {name: value for name, value in cookies.items() if NUL not in value}
