"""Every request knows its reader before a view sees it, and every refusal becomes a page."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation

from deskhand.catalog.choosing import CatalogIncomplete
from deskhand.jobs.queue import JobNotFound
from deskhand.people.acting import NotAllowed
from deskhand.people.identity import reader_of
from deskhand.people.reader import Reader
from deskhand.provider.firm import current
from deskhand.tickets.access import TicketLocked, TicketNotFound
from deskhand.tickets.paging import CursorRefused
from deskhand.web import refusals
from deskhand.web.language import language_for
from deskhand.web.request import DeskRequest

# What answers before the firm is founded; everything else leads to the first page.
OPEN_BEFORE_FOUNDING = ("/setup/first/", "/static/", "/brand-", "/healthz", "/readyz", "/api/")


class ReaderMiddleware:
    """Set `request.reader` (who asks) and `request.at` (the instant of asking, UTC).

    Times on the page are those of the reader's zone, words those of his language.
    """

    def __init__(self, get_response: Callable[[DeskRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: DeskRequest) -> HttpResponse:
        request.at = timezone.now()
        request.reader = reader_of(request.user)
        request.firm = current()
        if request.firm._state.adding and not request.path.startswith(OPEN_BEFORE_FOUNDING):
            return redirect("setup:first")
        request.lacks_second_factor = _lacks_second_factor(request)
        language = language_for(request)
        if request.reader.person_id is None:
            with translation.override(language):
                return _said_in(language, self.get_response(request))
        with timezone.override(request.reader.time_zone), translation.override(language):
            response = _said_in(language, self.get_response(request))
        # Nobody who comes to the browser later finds what its user has read.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_template_response(
        self, request: DeskRequest, response: TemplateResponse
    ) -> TemplateResponse:
        """Let a refused form of the sign-in library answer as ours do, with 422."""
        forms = (response.context_data or {}).values() if request.method == "POST" else ()
        if any(isinstance(form, BaseForm) and form.errors for form in forms):
            response.status_code = 422
        return response

    def process_exception(self, request: DeskRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, TicketNotFound | CursorRefused | JobNotFound):
            return refusals.not_found(request, Http404())
        if isinstance(error, CatalogIncomplete):
            return refusals.unfit(request, str(error))
        if isinstance(error, NotAllowed):
            return refusals.not_allowed(request, str(error))
        if isinstance(error, TicketLocked):
            return refusals.unfit(request, str(error))
        return None


def _said_in(language: str, response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Content-Language", language)
    return response


def _lacks_second_factor(request: DeskRequest) -> bool:
    reader: Reader = request.reader
    return reader.is_agent and request.firm.requires_mfa and not is_mfa_enabled(request.user)
