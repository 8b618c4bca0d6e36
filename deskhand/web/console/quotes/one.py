"""One quote: what it says, where it stands, and what can be done with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.contracts.approvals.reading import answered_words, rights_for
from deskhand.contracts.models import Quote, QuoteVersion
from deskhand.contracts.quotes.charging import agreed_lines, charges_of
from deskhand.contracts.quotes.reading import quotes_for, shown
from deskhand.contracts.rated.quoting import on_invoices
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.wording import money
from deskhand.desk.approvals import asking
from deskhand.desk.branding import brand_of
from deskhand.desk.quotes import writing as story
from deskhand.people.zones import zone_of
from deskhand.web.access import agents_only
from deskhand.web.console.quotes.forms import NoteForm, quantities
from deskhand.web.request import DeskRequest


@require_GET
@agents_only
def quote(request: DeskRequest, pk: int) -> HttpResponse:
    return page(request, found(request, pk))


def found(request: DeskRequest, pk: int) -> Quote:
    row: Quote | None = quotes_for(request.reader).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def page(
    request: DeskRequest, row: Quote, *, refusal: str = "", form: Any = None, status: int = 200
) -> HttpResponse:
    """Show a quote, with what was refused."""
    versions = list(row.versions.select_related("approval__answer").order_by("-number"))
    version = versions[0]
    version.quote = row
    approval = version.approval
    answer = getattr(approval, "answer", None) if approval is not None else None
    rights = rights_for(approval) if approval is not None and approval.is_open else None
    people = [*rights.able, *rights.limited] if rights else []
    context = {
        "quote": row,
        "version": version,
        "shown": shown(version, chosen=answer.chosen if answer else ()),
        "approval": approval,
        "answer": answer,
        "answered": answered_words(approval) if approval is not None else "",
        "rights": rights,
        "form": form or (NoteForm(approval, people) if people and approval else None),
        "versions": [(one, answered_words(one.approval)) for one in versions if one.approval],
        "charges": [(one, money(one.amount, one.currency)) for one in charges_of(row)],
        "agreed": agreed_lines(version, answer) if answer and answer.is_approved else [],
        "billed": on_invoices(row.ticket) if row.ticket is not None else [],
        "project": getattr(row, "project", None),
        "refusal": refusal,
        "section": "quotes",
    }
    return render(request, "console/quotes/quote.html", context, status=status)


@require_POST
@agents_only
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Send it, remind of it, take it back, or charge it."""
    row = found(request, pk)
    deed = DEEDS.get(request.POST.get("act", ""))
    if deed is None:
        raise Http404
    try:
        messages.success(request, deed(request, row))
    except (ContractRefused, ValueError) as error:
        return page(request, found(request, pk), refusal=str(error), status=422)
    return redirect("console:quote", pk)


def _send(request: DeskRequest, row: Quote) -> str:
    story.send(row.pk, by=request.reader, at=request.at)
    return _("Sent. You are told when it is answered.")


def _remind(request: DeskRequest, row: Quote) -> str:
    version = row.versions.order_by("-number")[0]
    if version.approval_id is None:
        return _("There is nothing to remind of.")
    asking.remind(version.approval_id, by=request.reader, at=request.at)
    return _("Reminded.")


def _withdraw(request: DeskRequest, row: Quote) -> str:
    story.withdraw(row.pk, by=request.reader, at=request.at)
    return _("Withdrawn. Its links say so.")


def _charge(request: DeskRequest, row: Quote) -> str:
    came_to = quantities(request.POST.dict())
    story.charge(row.pk, came_to=came_to, by=request.reader, at=request.at)
    return _("Charged. The next invoice takes it up.")


DEEDS = {"send": _send, "remind": _remind, "withdraw": _withdraw, "charge": _charge}


@require_GET
@agents_only
def printed(request: DeskRequest, pk: int, number: int) -> HttpResponse:
    """A version as it is printed, with the brand under which the client reads it."""
    row = found(request, pk)
    version: QuoteVersion | None = row.versions.filter(number=number).first()
    if version is None:
        raise Http404
    version.quote = row
    return render(request, "quote_page.html", paper_context(version))


def paper_context(version: QuoteVersion) -> dict[str, Any]:
    """What the printed page of a version needs."""
    approval = version.approval
    answer = getattr(approval, "answer", None) if approval is not None else None
    return {
        "shown": shown(version, chosen=answer.chosen if answer else ()),
        "version": version,
        "quote": version.quote,
        "answer": answer,
        "answered": answered_words(approval) if approval is not None else "",
        "letter_brand": brand_of(version.quote.organization),
        "zone": zone_of(None, version.quote.organization),
    }
