"""Requests as requesters see them: send one, follow it, answer, close."""

import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.contracts.approvals.reading import approvals_asked, told_on
from deskhand.contracts.covering import client_words
from deskhand.desk import requester
from deskhand.desk.dispatch.offering import open_offers
from deskhand.jobs.together import read_together
from deskhand.search.finding import Search, find, with_number
from deskhand.search.reading import read_words
from deskhand.sla.call_board import owed_on
from deskhand.sla.dates import told_dates
from deskhand.sla.reading import promise_words_for
from deskhand.tickets import paging
from deskhand.tickets.access import TicketLocked, may_close
from deskhand.tickets.filling import answers_for
from deskhand.tickets.models import Ticket
from deskhand.tickets.queries import TicketQuerySet
from deskhand.tickets.reading import messages_for, ticket_for, tickets_for
from deskhand.web.access import signed_in
from deskhand.web.console.dispatch.visits import printed
from deskhand.web.portal.forms import AnswerForm
from deskhand.web.request import DeskRequest
from deskhand.web.uploads import UploadRefused, kept_files
from deskhand.work.planning import planned_asked, to_come_on
from deskhand.work.reports import signed_on

ON_HOME = 5
LONGEST = 400


@require_GET
def home(request: DeskRequest) -> HttpResponse:
    """Ask for help, my requests, and the other ways to reach us."""
    reader = request.reader.as_requester()
    if reader.person_id is None:
        return render(request, "portal/welcome.html")
    if request.lacks_second_factor:
        return redirect("mfa_activate_totp")
    mine = _mine(request).for_list()
    waiting = list(mine.filter(category="waiting_requester").order_by("-updated_at")[:ON_HOME])
    others = mine.open().exclude(category="waiting_requester").order_by("-id")[:ON_HOME]
    context = {"waiting": waiting, "requests": list(others), "is_manager": bool(reader.managed)}
    return render(request, "portal/home.html", context)


def _mine(request: DeskRequest) -> TicketQuerySet:
    reader = request.reader.as_requester()
    return tickets_for(reader).filter(requester=reader.person_id)


@require_GET
@signed_in
def requests(request: DeskRequest) -> HttpResponse:
    """Open or completed requests; a manager also sees those of his organization."""
    reader = request.reader.as_requester()
    state = request.GET.get("state", "open")
    whose = request.GET.get("whose", "mine")
    words = request.GET.get("q", "").strip()[:LONGEST]
    if words:
        return _found(request, words, whose)
    tickets = tickets_for(reader) if whose == "all" else _mine(request)
    tickets = tickets.filter(is_open=state != "completed")
    page = paging.page(
        tickets.for_list(), order="newest", after=request.GET.get("after", ""), size=25
    )
    context = {"page": page, "state": state, "whose": whose, "is_manager": bool(reader.managed)}
    return render(request, "portal/requests.html", context)


def _found(request: DeskRequest, words: str, whose: str) -> HttpResponse:
    """What has these words, open or completed."""
    reader = request.reader.as_requester()
    after = request.GET.get("after", "")
    search = Search(reader, request.at, own=whose != "all", after=after)
    context = {
        "words": words,
        "findings": find(read_words(words), search),
        "exact": with_number(words, search) if not after else None,
        "whose": whose,
        "is_manager": bool(reader.managed),
    }
    return render(request, "portal/found.html", context)


@require_GET
@signed_in
def sent(request: DeskRequest, number: int) -> HttpResponse:
    """Number, expected first answer, and what happens next."""
    ticket = ticket_for(request.reader.as_requester(), number)
    context = {"ticket": ticket, "promise": promise_words_for(ticket, at=request.at)}
    return render(request, "portal/sent.html", context)


@require_GET
@signed_in
def one(request: DeskRequest, number: int) -> HttpResponse:
    """One request; of one that was merged, that into which it went, where he reads that."""
    reader = request.reader.as_requester()
    ticket = ticket_for(reader, number)
    into = ticket.merged_into_id
    if into is not None and tickets_for(reader).filter(pk=into).exists():
        return redirect("portal:request", into)
    return page(request, ticket)


def page(
    request: DeskRequest, ticket: Ticket, *, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    """Show a request; a refused answer keeps its text."""
    context = {
        **thread_context(request, ticket),
        "form": form or AnswerForm(initial={"once_key": secrets.token_hex(16)}),
    }
    return render(request, "portal/request.html", context, status=status)


def thread_context(request: DeskRequest, ticket: Ticket) -> dict:
    reader = request.reader.as_requester()
    return {
        "ticket": ticket,
        "said": messages_for(reader, ticket, at=request.at),
        "participants": ticket.participants.select_related("person"),
        "promise": promise_words_for(ticket, at=request.at),
        "dates": told_dates(ticket),
        **_planned_context(request, ticket),
        "covered": client_words(ticket),
        "answers": answers_for(reader, ticket) if ticket.request_type_id else [],
        "calls": [row for row in owed_on(ticket) if row.person_id == ticket.requester_id],
        "is_own": ticket.requester_id == reader.person_id,
        "may_close": may_close(reader, ticket),
    }


def _planned_context(request: DeskRequest, ticket: Ticket) -> dict:
    found = read_together(**planned_asked(ticket), **approvals_asked(ticket))
    reader = request.reader.as_requester()
    agreed = {"agreements": told_on(ticket, reader)} if found["approvals"] else {}
    if not (found["appointments"] or found["offers"]):
        return agreed
    return {
        **agreed,
        "offers": open_offers(ticket, at=request.at),
        "appointments": to_come_on(ticket),
        "reports": signed_on(ticket),
    }


@require_GET
@signed_in
def thread(request: DeskRequest, number: int) -> HttpResponse:
    """The conversation alone, fetched again when something new came."""
    ticket = ticket_for(request.reader.as_requester(), number)
    return render(request, "portal/_thread.html", thread_context(request, ticket))


@require_GET
@signed_in
def report(request: DeskRequest, number: int, key: int) -> HttpResponse:
    """The signed report of work that was done."""
    return render(request, "report_page.html", printed(request.reader.as_requester(), number, key))


@require_POST
@signed_in
def answer(request: DeskRequest, number: int) -> HttpResponse:
    ticket = ticket_for(request.reader.as_requester(), number)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return page(request, ticket, form=form, status=422)
    try:
        requester.answer(
            number,
            form.cleaned_data["text"],
            by=request.reader,
            at=request.at,
            files=kept_files(request.FILES.getlist("files")),
            once_key=form.cleaned_data["once_key"] or None,
        )
    except (TicketLocked, UploadRefused) as error:
        form.add_error("text", str(error))
        return page(request, ticket, form=form, status=422)
    messages.success(request, _("Sent. You hear from us here and by e-mail."))
    return redirect("portal:request", number)


@require_POST
@signed_in
def close(request: DeskRequest, number: int) -> HttpResponse:
    ticket_for(request.reader.as_requester(), number)
    requester.close(number, by=request.reader, at=request.at)
    messages.success(request, _("Closed. Thank you for telling us."))
    return redirect("portal:request", number)
