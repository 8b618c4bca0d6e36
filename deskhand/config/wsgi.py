"""The pages as a WSGI application, run by the bridge."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from deskhand.config.start import start


class Request(WSGIRequest):
    """A request whose Content-Type is nonsense has none, rather than being our fault."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]
        except (LookupError, ValueError):
            self.content_type, self.content_params = "", {}


class Pages(WSGIHandler):
    """Django's handler with our kind of request."""

    request_class = Request


start()
application = Pages()
