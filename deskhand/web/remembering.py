"""What a page looks up again and again while it is put together, looked up once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from deskhand.jobs.memory import remembering

READS = frozenset({"GET", "HEAD"})


class RememberingMiddleware:
    """For requests that only read: each begins afresh, and what one has found no other sees."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READS:
            return self.get_response(request)
        with remembering(afresh=True):
            return self.get_response(request)
