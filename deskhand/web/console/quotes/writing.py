"""A quote is written: a new one, or what it says from now on."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deskhand.contracts.covering import kept
from deskhand.contracts.models import Quote
from deskhand.contracts.quotes.reading import quotes_for
from deskhand.contracts.quotes.writing import Origin, last_version
from deskhand.contracts.reading import contracts_of, standings, usual_currency
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.quotes import writing as story
from deskhand.people.models import Organization
from deskhand.people.preferences import agent_behind
from deskhand.people.reading import organizations_for
from deskhand.tickets.access import need_worker
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.quotes.forms import Lines, NewQuoteForm, QuoteForm, lines_initial
from deskhand.web.request import DeskRequest

DAYS_VALID = 30


@require_http_methods(["GET", "POST"])
@agents_only
def new(request: DeskRequest) -> HttpResponse:
    """A new quote, for a ticket or for a client."""
    need_worker(request.reader)
    ticket = _ticket(request)
    clients = organizations_for(request.reader).live()
    if ticket is not None:
        clients = clients.filter(pk=ticket.organization_id or 0)
    if request.method == "GET":
        form = NewQuoteForm(clients, initial=_initial(request, ticket, clients))
        return _page(request, form, Lines(prefix="lines"), ticket=ticket)
    form = NewQuoteForm(clients, request.POST)
    lines = Lines(request.POST, prefix="lines")
    if all([form.is_valid(), lines.is_valid()]):
        organization = form.cleaned_data["organization"]
        row = kept(ticket) if ticket is not None else None
        origin = Origin(
            organization=organization,
            ticket=ticket,
            contract=row.contract if row is not None else None,
            owner=agent_behind(request.reader),
        )
        try:
            draft = form.draft(_said(lines))
            made = story.begin(origin, draft, by=request.reader, at=request.at)
        except ContractRefused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Kept as a draft. Nobody outside sees it yet."))
            return redirect("console:quote", made.pk)
    return _page(request, form, lines, ticket=ticket, status=422)


@require_http_methods(["GET", "POST"])
@agents_only
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """What a quote says from now on; what was sent stays, and its approval is void."""
    need_worker(request.reader)
    quote = quotes_for(request.reader).filter(pk=pk).first()
    if quote is None:
        raise Http404
    version = last_version(quote)
    if request.method == "GET":
        form = QuoteForm(initial=QuoteForm.initial_of(version))
        lines = Lines(initial=lines_initial(version), prefix="lines")
        return _page(request, form, lines, quote=quote)
    form, lines = QuoteForm(request.POST), Lines(request.POST, prefix="lines")
    if all([form.is_valid(), lines.is_valid()]):
        try:
            story.write(pk, form.draft(_said(lines)), by=request.reader, at=request.at)
        except ContractRefused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Kept as a draft. Send it to ask for approval."))
            return redirect("console:quote", pk)
    return _page(request, form, lines, quote=quote, status=422)


def _said(lines: Any) -> list:
    return [line for line in (form.line() for form in lines) if line is not None]


def _ticket(request: DeskRequest) -> Ticket | None:
    number = request.GET.get("ticket", "")
    if not number:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Http404
    ticket = ticket_for(request.reader, int(number))
    if ticket.organization_id is None:
        raise Http404
    return ticket


def _initial(request: DeskRequest, ticket: Ticket | None, clients: Any) -> dict[str, Any]:
    initial: dict[str, Any] = {"valid_until": (request.at + timedelta(days=DAYS_VALID)).date()}
    organization: Organization | None = ticket.organization if ticket is not None else None
    if organization is None and (slug := request.GET.get("org", "")):
        organization = clients.filter(slug=slug).first()
    if organization is None:
        return {**initial, "currency": usual_currency()}
    rows = standings(contracts_of(organization, request.reader), at=request.at)
    currency = next((one.version.currency for one in rows if one.version is not None), "")
    currency = currency or usual_currency()
    subject = ticket.subject[:200] if ticket is not None else ""
    return {**initial, "organization": organization.pk, "currency": currency, "title": subject}


def _page(
    request: DeskRequest,
    form: QuoteForm,
    lines: Any,
    *,
    quote: Quote | None = None,
    ticket: Ticket | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "lines": lines, "quote": quote, "ticket": ticket, "section": "quotes"}
    return render(request, "console/quotes/edit.html", context, status=status)
