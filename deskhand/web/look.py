"""The firm's colour as a stylesheet: the policy of our pages forbids styles in the markup."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

WHEEL = 360


@require_GET
@cache_control(public=True, max_age=31536000, immutable=True)
def brand(request: HttpRequest, hue: int) -> HttpResponse:
    """Set the hue (0 to 360 on the wheel); lightness stays ours, so that contrast holds."""
    css = f":root {{ --brand-hue: {min(hue, WHEEL)}; }}\n"
    return HttpResponse(css, content_type="text/css; charset=utf-8")
