"""One line in the log for each request: what was asked, what was answered, how long it took."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from deskhand.config.logging import shown

log = logging.getLogger("deskhand.request")

QUIET = ("/static/", "/healthz", "/readyz")


class RequestLog:
    """First of all middleware, so that the time is that of the whole request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        path, method = shown(request.path_info), shown(str(request.method))
        ms = round((time.perf_counter() - began) * 1000)
        level = logging.DEBUG if request.path_info.startswith(QUIET) else logging.INFO
        facts = {"method": method, "path": path, "status": response.status_code, "ms": ms}
        log.log(
            level,
            "%s %s %d %d ms",
            method,
            path,
            response.status_code,
            ms,
            extra={"facts": facts},
        )
        return response
