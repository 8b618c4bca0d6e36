"""One question for approval at the desk: asked on a ticket, noted, reminded of, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.contracts.approvals.answering import Answer, ApprovalEnded, MayNotApprove
from deskhand.contracts.approvals.asking import DAYS_OPEN, NewApproval
from deskhand.contracts.approvals.reading import (
    amount_words,
    answered_words,
    approvals_for,
    approvals_on,
    rights_for,
)
from deskhand.contracts.covering import kept
from deskhand.contracts.models import Approval, Effect
from deskhand.contracts.quotes.reading import quotes_beside
from deskhand.contracts.quotes.sending import quote_behind
from deskhand.contracts.rated.reading import work_on
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.wording import money
from deskhand.desk.approvals import answering, asking
from deskhand.people.preferences import agent_behind
from deskhand.people.zones import zone_of
from deskhand.rules.money import minor
from deskhand.tickets.access import need_worker
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.quotes.forms import AskForm, NoteForm
from deskhand.web.request import DeskRequest


@dataclass(frozen=True, slots=True)
class Row:
    """A question beside its ticket, in words."""

    approval: Approval
    amount: str
    answered: str


def panel(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    """What the panel shows: quotes and questions about a ticket, and whether one is needed."""
    row = kept(ticket)
    found = approvals_on(ticket)
    quotes, project = quotes_beside(ticket)
    others = [one for one in found if quote_behind(one) is None]
    return {
        "quotes": quotes,
        "approvals": [Row(one, amount_words(one), answered_words(one)) for one in others],
        "work": [(one, money(one.amount, one.currency)) for one in work_on(ticket)],
        "project": project,
        "is_needed": row is not None and row.needs_approval and not _is_settled(found),
        "organization": ticket.organization,
    }


def _is_settled(found: list[Approval]) -> bool:
    return any(one.state in {Approval.State.OPEN, Approval.State.APPROVED} for one in found)


@require_http_methods(["GET", "POST"])
@agents_only
def ask(request: DeskRequest, number: int) -> HttpResponse:
    """Ask the client of a ticket for an approval that is no quote."""
    need_worker(request.reader)
    ticket = ticket_for(request.reader, number)
    organization = ticket.organization
    if organization is None:
        raise Http404
    form = AskForm(request.POST or None, initial=_initial(request, ticket))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            new = NewApproval(
                organization=organization,
                ticket=ticket,
                asker=agent_behind(request.reader),
                **form.words(zone_of(None, organization)),
            )
            try:
                asking.ask(new, by=request.reader, at=request.at)
            except ContractRefused as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("Asked. You are told when it is answered."))
                return redirect("console:ticket", number)
    context = {"ticket": ticket, "form": form}
    return render(request, "console/quotes/ask.html", context, status=status)


def _initial(request: DeskRequest, ticket: Ticket) -> dict[str, Any]:
    row = kept(ticket)
    is_excluded = row is not None and row.effect == Effect.EXCLUDED
    return {
        "kind": Approval.Kind.WORK if is_excluded else Approval.Kind.OVERAGE,
        "currency": row.version.currency if row is not None else "",
        "is_estimate": True,
        "title": ticket.subject[:200],
        "expires_on": (request.at + timedelta(days=DAYS_OPEN)).date(),
    }


@require_GET
@agents_only
def approval(request: DeskRequest, pk: int) -> HttpResponse:
    """One question; of a quote, the quote."""
    return _shown(request, _found(request, pk))


def _found(request: DeskRequest, pk: int) -> Approval:
    row = approvals_for(request.reader).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _shown(
    request: DeskRequest, row: Approval, *, form: Any = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    quote = quote_behind(row)
    if quote is not None and status == 200:
        return redirect("console:quote", quote)
    rights = rights_for(row)
    people = [*rights.able, *rights.limited]
    context = {
        "approval": row,
        "amount": amount_words(row),
        "answered": answered_words(row),
        "answer": getattr(row, "answer", None),
        "rights": rights,
        "form": form or (NoteForm(row, people) if people and row.is_open else None),
        "refusal": refusal,
        "section": "quotes",
    }
    return render(request, "console/quotes/approval.html", context, status=status)


@require_POST
@agents_only
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Note what was told, remind, or take it back."""
    row = _found(request, pk)
    deed = request.POST.get("act", "")
    if deed == "note":
        return _note(request, row)
    try:
        if deed == "remind":
            asking.remind(pk, by=request.reader, at=request.at)
            messages.success(request, _("Reminded."))
        elif deed == "withdraw":
            asking.withdraw(pk, by=request.reader, at=request.at)
            messages.success(request, _("Withdrawn. Its links say so."))
        else:
            raise Http404
    except ContractRefused as error:
        return _shown(request, row, refusal=str(error), status=422)
    return redirect("console:approval", pk)


def _note(request: DeskRequest, row: Approval) -> HttpResponse:
    rights = rights_for(row)
    form = NoteForm(row, [*rights.able, *rights.limited], request.POST)
    if not form.is_valid():
        return _shown(request, row, form=form, status=422)
    said = form.cleaned_data
    up_to = minor(said["up_to"], row.currency) if said["said"] == "up_to" else None
    told = Answer(
        is_approved=said["said"] != "decline",
        up_to=up_to,
        reason=said["reason"],
        mark=row.mark,
        via="told",
    )
    try:
        answering.note(row.pk, told, person_id=said["person"], by=request.reader, at=request.at)
    except ApprovalEnded:
        form.add_error(None, _("It was answered meanwhile, or has ended."))
    except (MayNotApprove, ContractRefused) as error:
        form.add_error(None, str(error))
    else:
        messages.success(request, _("Noted, by the name of who said it."))
        return redirect("console:approval", row.pk)
    return _shown(request, row, form=form, status=422)
