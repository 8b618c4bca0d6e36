"""Every request knows its reader before a view sees it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from deskhand.people.identity import reader_of


class ReaderMiddleware:
    """Set `request.reader` (who asks) and `request.at` (the instant of asking, UTC).

    Times on the page are those of the reader's zone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()
        request.reader = reader_of(request.user)
        if request.reader.person_id is None:
            return self.get_response(request)
        with timezone.override(request.reader.time_zone):
            return self.get_response(request)
