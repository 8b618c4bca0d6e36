"""Turning a ticket over to a team, and noting a message that the on-call service passed on."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.desk import handover
from deskhand.desk.handover import Handover, HandoverRefused
from deskhand.tickets.access import TicketLocked, need_worker
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import ticket_for, tickets_for
from deskhand.web.access import agents_only
from deskhand.web.console.forms import HandoverForm, PassedOnForm
from deskhand.web.console.ticket import page
from deskhand.web.request import DeskRequest


@require_http_methods(["GET", "POST"])
@agents_only
def hand_over(request: DeskRequest, number: int) -> HttpResponse:
    """Turn a ticket over. Its page has the same form in a dialog."""
    ticket = ticket_for(request.reader, number)
    need_worker(request.reader)
    if request.method == "GET":
        initial = {"once_key": secrets.token_hex(16)}
        return _page(request, ticket, HandoverForm(ticket, request.reader, initial=initial))
    form = HandoverForm(ticket, request.reader, request.POST)
    if not form.is_valid():
        return _page(request, ticket, form, status=422)
    try:
        _hand_over(request, ticket, form.cleaned_data)
    except HandoverRefused as error:
        form.add_error(error.field, str(error))
        return _page(request, ticket, form, status=422)
    except TicketLocked as error:
        form.add_error(None, str(error))
        return _page(request, ticket, form, status=422)
    words = {"number": number, "team": form.cleaned_data["team"]}
    messages.success(request, _("#%(number)d is with %(team)s now.") % words)
    # Who sees his own teams only has given it out of his sight.
    if tickets_for(request.reader).filter(pk=number).exists():
        return redirect("console:ticket", number)
    return redirect("console:home")


def _hand_over(request: DeskRequest, ticket: Ticket, cleaned: dict[str, Any]) -> None:
    over = Handover(
        team=cleaned["team"],
        tried=cleaned["tried"],
        needed=cleaned["needed"],
        once_key=cleaned["once_key"] or None,
    )
    handover.hand_over(ticket.pk, over, by=request.reader, at=request.at)


def _page(
    request: DeskRequest, ticket: Ticket, form: HandoverForm, *, status: int = 200
) -> HttpResponse:
    context = {"ticket": ticket, "form": form}
    return render(request, "console/turn_over.html", context, status=status)


@require_POST
@agents_only
def pass_on(request: DeskRequest, number: int) -> HttpResponse:
    """Note when a message was left with the on-call service and when it was passed on."""
    ticket = ticket_for(request.reader, number)
    form = PassedOnForm(request.POST)
    if not form.is_valid():
        return page(request, ticket, status=422, passed_form=form)
    try:
        handover.pass_on(number, by=request.reader, at=request.at, **form.cleaned_data)
    except HandoverRefused as error:
        form.add_error(error.field, str(error))
        return page(request, ticket, status=422, passed_form=form)
    except TicketLocked as error:
        form.add_error("passed_at", str(error))
        return page(request, ticket, status=422, passed_form=form)
    messages.success(request, _("Noted. The promise counts from when it was passed on."))
    return redirect("console:ticket", number)
