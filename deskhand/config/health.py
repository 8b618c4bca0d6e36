"""Two pages for probes: does the process live, and can it work?

They are answered before all other middleware, without a session and for any host name.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from deskhand.config import readiness


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process lives; asks nothing else."""
    return _plain("ok", 200)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the desk can work; 503 with the reasons, one on each line."""
    faults = _faults()
    return _plain("\n".join(faults), 503) if faults else _plain("ready", 200)


PAGES = {"/healthz": alive, "/readyz": ready}


class HealthMiddleware:
    """Answer the probes before anything asks the database or doubts the host name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return PAGES.get(request.path_info, self.get_response)(request)


def _faults() -> list[str]:
    local = [readiness.of_folder(settings.DATA), readiness.of_disk(settings.DATA)]
    database = readiness.of_database() or readiness.of_migrations()
    jobs = "" if database else readiness.of_jobs(timezone.now())
    return [fault for fault in (database, *local, jobs) if fault]


def _plain(text: str, status: int) -> HttpResponse:
    answer = HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)
    answer["Cache-Control"] = "no-store"
    return answer
