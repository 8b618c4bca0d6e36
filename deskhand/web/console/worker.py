"""The service worker that shows pushes. It is served below /desk/, since a worker acts only below
its own address."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET


@require_GET
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """It holds no secret, and must not be lost when a session ends."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@lru_cache(maxsize=1)
def _script() -> str:
    path = settings.BASE / "web" / "static" / "js" / "worker.js"
    return str(path.read_text("utf-8"))
