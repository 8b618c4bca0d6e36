"""All addresses of the desk, by door."""

from django.urls import URLPattern, URLResolver, include, path

from deskhand.config import health
from deskhand.web import files, look
from deskhand.web.console import paging
from deskhand.web.console.dispatch import calendars

handler400 = "deskhand.config.refusing.bad_request"
handler403 = "deskhand.config.refusing.not_allowed"
handler404 = "deskhand.config.refusing.not_found"
handler500 = "deskhand.config.refusing.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("deskhand.api.urls")),
    path("desk/", include("deskhand.web.console.urls")),
    path("setup/", include("deskhand.web.setup.urls")),
    path("files/<str:key>/<path:filename>", files.attachment, name="attachment"),
    path("page/<str:token>/", paging.by_link, name="page"),
    path("calendar/<str:token>.ics", calendars.feed, name="feed"),
    path("brand-<int:hue>.css", look.brand, name="brand"),
    path("", include("deskhand.web.portal.urls")),
]
