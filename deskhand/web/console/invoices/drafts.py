"""Drafts: what waits to be billed, what is gathered, and looking one through until it is issued."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from deskhand.contracts.invoices import details, drafting, issuing, reading
from deskhand.contracts.models import InvoiceDraft
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.invoices import billing
from deskhand.people.reading import organizations_for
from deskhand.web.access import billers_only
from deskhand.web.console.invoices.finding import doer, draft_found, frame
from deskhand.web.console.invoices.forms import GatherForm, LineForm, PriceForm, new_key
from deskhand.web.request import DeskRequest


@require_GET
@billers_only
def listing(request: DeskRequest) -> HttpResponse:
    """All drafts, and what is charged and on no draft yet."""
    today = details.today(request.at)
    context = {
        "drafts": list(reading.drafts_for(request.reader)),
        "waiting": reading.waiting(request.reader, today),
        "form": GatherForm(initial={"until": today}),
        **frame(request, "drafts"),
    }
    return render(request, "console/invoices/drafts.html", context)


@require_POST
@billers_only
def gather(request: DeskRequest) -> HttpResponse:
    """Put what was charged up to a day on drafts, of one client where one is named."""
    form = GatherForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Up to which day? Choose one."))
        return redirect("console:invoice_drafts")
    slug = request.POST.get("client", "")
    clients = organizations_for(request.reader)
    if slug:
        clients = clients.filter(slug=slug)
    until = form.cleaned_data["until"]
    count = billing.gather(clients, until=until, by=request.reader, at=request.at)
    words = ngettext(
        "%(count)d draft has something new.", "%(count)d drafts have something new.", count
    )
    messages.success(request, words % {"count": count} if count else _("Nothing new is charged."))
    return redirect("console:invoice_drafts")


@require_GET
@billers_only
def draft(request: DeskRequest, pk: int) -> HttpResponse:
    return _page(request, draft_found(request, pk))


def _word(request: DeskRequest, row: InvoiceDraft, line_id: int) -> None:
    text, tax = request.POST.get("text", ""), request.POST.get("tax_code", "")
    drafting.word(row.pk, line_id, text=_clean(text), tax_code=_clean(tax))


def _price(request: DeskRequest, row: InvoiceDraft, line_id: int) -> None:
    form = PriceForm(request.POST)
    if not form.is_valid():
        raise ContractRefused("", _("Say how many, and what one costs."))
    drafting.price(row.pk, line_id, **form.cleaned_data)


def _put_off(request: DeskRequest, row: InvoiceDraft, line_id: int) -> None:
    why = _clean(request.POST.get("why", ""))
    if not why.strip():
        raise ContractRefused("why", _("Why is it left for later?"))
    drafting.put_off(row.pk, line_id, why=why)


def _bring_back(request: DeskRequest, row: InvoiceDraft, line_id: int) -> None:
    drafting.put_off(row.pk, line_id, why="")


def _let_go(request: DeskRequest, row: InvoiceDraft, line_id: int) -> None:
    why = _clean(request.POST.get("why", ""))
    drafting.let_go(row.pk, line_id, why=why, by=doer(request), at=request.at)


def _note(request: DeskRequest, row: InvoiceDraft, line_id: int) -> None:
    drafting.note(row.pk, _clean(request.POST.get("note", "")))


ACTS: dict[str, Callable[[DeskRequest, InvoiceDraft, int], None]] = {
    "word": _word,
    "price": _price,
    "put_off": _put_off,
    "bring_back": _bring_back,
    "let_go": _let_go,
    "note": _note,
}


@require_POST
@billers_only
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Change something of a draft: a line, its words, or what is left off."""
    row = draft_found(request, pk)
    deed = ACTS.get(request.POST.get("act", ""))
    line = request.POST.get("line", "0")
    if deed is None or not (line.isascii() and line.isdecimal() and len(line) < 18):
        return redirect("console:invoice_draft", pk)
    try:
        deed(request, row, int(line))
    except ContractRefused as error:
        return _page(request, row, refused=str(error))
    except drafting.DraftGone:
        messages.error(request, _("It is not there any more."))
    else:
        messages.success(request, _("Saved."))
    return redirect("console:invoice_draft", pk)


@require_POST
@billers_only
def add_line(request: DeskRequest, pk: int) -> HttpResponse:
    """Add a line by hand, which becomes a charge like any other."""
    row = draft_found(request, pk)
    form = LineForm(_taxes(), request.POST)
    if not form.is_valid():
        return _page(request, row, form=form)
    said = dict(form.cleaned_data)
    once = said.pop("once")
    try:
        day = details.today(request.at)
        new = drafting.ByHand(**said)
        drafting.add(pk, new, day=day, once=once, by=doer(request), at=request.at)
    except ContractRefused as error:
        form.add_error(error.field or None, str(error))
        return _page(request, row, form=form)
    messages.success(request, _("Added."))
    return redirect("console:invoice_draft", pk)


@require_POST
@billers_only
def issue(request: DeskRequest, pk: int) -> HttpResponse:
    """Issue a draft: it gets its number and never changes again."""
    row = reading.drafts_for(request.reader).filter(pk=pk).first()
    if row is None:
        # A second click: it was issued by the first, if whoever asks may see it.
        issued = reading.issued_of(request.reader, pk)
        return redirect("console:invoice", issued.pk) if issued else _gone(request)
    seen = request.POST.get("total", "")
    total = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 18 else None
    try:
        made = issuing.issue(pk, total=total, by=doer(request), at=request.at)
    except ContractRefused as error:
        return _page(request, row, refused=str(error))
    except drafting.DraftGone:
        return _gone(request)
    messages.success(request, _("%(name)s is issued.") % {"name": made.name})
    return redirect("console:invoice", made.pk)


@require_POST
@billers_only
def drop(request: DeskRequest, pk: int) -> HttpResponse:
    """Throw a draft away; what was charged is free for the next."""
    row = draft_found(request, pk)
    try:
        drafting.drop(row.pk)
    except drafting.DraftGone:
        return _gone(request)
    messages.success(request, _("The draft is gone. Its charges wait for the next one."))
    return redirect("console:invoice_drafts")


def _gone(request: DeskRequest) -> HttpResponse:
    messages.error(request, _("The draft is gone already."))
    return redirect("console:invoice_drafts")


def _taxes() -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in details.tax_codes()]


def _clean(text: str) -> str:
    return text.replace("\0", "")


def _page(
    request: DeskRequest, row: InvoiceDraft, *, form: LineForm | None = None, refused: str = ""
) -> HttpResponse:
    lines = drafting.lines_of(row)
    asked = drafting.asked_for(lines)
    context: dict[str, Any] = {
        "draft": row,
        "lines": asked,
        "put_off": [line for line in lines if line.put_off],
        "taken_back": [line for line in lines if drafting.is_taken_back(line)],
        "taxes": _taxes(),
        "form": form or LineForm(_taxes(), initial={"once": new_key()}),
        "refused": refused,
        "missing": billing.missing(row.organization),
        **frame(request, "drafts"),
    }
    try:
        context["sums"] = drafting.totals_of(row)
    except ContractRefused as error:
        context["refused"] = refused or str(error)
    status = 422 if refused or (form is not None and form.errors) else 200
    return render(request, "console/invoices/draft.html", context, status=status)
