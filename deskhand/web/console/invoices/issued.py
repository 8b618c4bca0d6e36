"""Invoices that were issued: the list, each with why its lines are on it, paper, mail, money."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.contracts.invoices import crediting, details, paying, reading
from deskhand.contracts.invoices.crediting import Parts
from deskhand.contracts.invoices.paying import Received
from deskhand.contracts.models import Invoice
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.invoices import paper, sending
from deskhand.people.reading import organizations_for
from deskhand.rules.money import major
from deskhand.web.access import billers_only
from deskhand.web.console.invoices.finding import doer, found, frame, number_of, stood
from deskhand.web.console.invoices.forms import CreditForm, PaymentForm, new_key
from deskhand.web.console.pieces.origins import links, seen
from deskhand.web.files import download
from deskhand.web.request import DeskRequest

SHOWN = {
    "": gettext_lazy("All"),
    "open": gettext_lazy("Open"),
    "late": gettext_lazy("Late"),
    "paid": gettext_lazy("Done"),
    "credits": gettext_lazy("Credit notes"),
}
AGES = (
    gettext_lazy("Not due"),
    gettext_lazy("To 30 days late"),
    gettext_lazy("To 60"),
    gettext_lazy("To 90"),
    gettext_lazy("Over 90"),
)


@require_GET
@billers_only
def listing(request: DeskRequest) -> HttpResponse:
    """The newest first, of one client or with one fate where that is asked."""
    rows = reading.invoices_for(request.reader)
    slug, show = request.GET.get("client", ""), request.GET.get("show", "")
    client = organizations_for(request.reader).filter(slug=slug).first() if slug else None
    if slug and client is None:
        raise Http404
    if client is not None:
        rows = rows.filter(organization=client)
    rows = reading.narrowed(rows, show, details.today(request.at))
    page, following = reading.page_of(rows, after=number_of(request.GET.get("after", "")))
    context = {
        "found": stood(request, page),
        "following": following,
        "client": client,
        "show": show,
        "tabs": SHOWN.items(),
        **frame(request, "invoices"),
    }
    return render(request, "console/invoices/listing.html", context)


@require_GET
@billers_only
def aging(request: DeskRequest) -> HttpResponse:
    """What is open, by client and by how late it is."""
    rows = reading.aged(request.reader, details.today(request.at))
    sums: dict[str, list[int]] = {}
    for row in rows:
        ages = sums.setdefault(row.currency, [0] * len(row.ages))
        sums[row.currency] = [one + more for one, more in zip(ages, row.ages, strict=True)]
    context = {
        "heads": AGES,
        "rows": [(row, list(zip(AGES, row.ages, strict=True))) for row in rows],
        "sums": [
            (currency, list(zip(AGES, ages, strict=True)), sum(ages))
            for currency, ages in sums.items()
        ],
        **frame(request, "aging"),
    }
    return render(request, "console/invoices/aging.html", context)


@require_GET
@billers_only
def invoice(request: DeskRequest, pk: int) -> HttpResponse:
    return _page(request, found(request, pk))


def _page(
    request: DeskRequest, row: Invoice, *, form: PaymentForm | None = None, refused: str = ""
) -> HttpResponse:
    today = details.today(request.at)
    open_amount = major(row.state.open, row.currency)
    lines = reading.explained(reading.lines_of(row))
    charges = [one.charge for one in lines if one.charge is not None]
    origins = links(charges)
    initial = {"amount": open_amount, "received_on": today, "once": new_key()}
    context: dict[str, Any] = {
        "invoice": row,
        "standing": reading.standing(row, today),
        "lines": [(one, origins.get(one.charge.pk) if one.charge else None) for one in lines],
        "seen": seen(charges, request.reader),
        "opened": number_of(request.GET.get("line", "")),
        "payments": list(row.payments.select_related("reversed_by")),
        "letters": list(row.letters.select_related("outgoing")),
        "credit_notes": list(row.credit_notes.order_by("pk")),
        "can_be_said_again": bool(row.state.credited and crediting.to_be_said_again(row)),
        "is_late": row.state.open > 0 and row.state.due_on < today,
        "recipients": details.recipients_of(row.organization),
        "form": form or PaymentForm(row.currency, initial=initial),
        "once": new_key(),
        "refused": refused,
        **frame(request, "invoices"),
    }
    status = 422 if refused or (form is not None and form.errors) else 200
    return render(request, "console/invoices/invoice.html", context, status=status)


@require_GET
@billers_only
def printed(request: DeskRequest, pk: int) -> HttpResponse:
    """The page as it is on paper."""
    row = found(request, pk)
    context = {"invoice": row, "paper": paper.html_of(row)}
    return render(request, "invoice_page.html", context)


@require_GET
@billers_only
def file(request: DeskRequest, pk: int) -> HttpResponseBase:
    return handed_out(request, found(request, pk), "console:print_invoice")


def handed_out(request: DeskRequest, row: Invoice, page: str) -> HttpResponseBase:
    """Hand out the PDF; where it cannot be made, the page that can be printed."""
    try:
        blob = paper.file_of(row, at=request.at)
    except paper.CannotPrint:
        return redirect(page, row.pk)
    return download(blob, filename=f"{row.name}.pdf", content_type="application/pdf")


@require_POST
@billers_only
def send(request: DeskRequest, pk: int) -> HttpResponse:
    """Send it to whom the client said; each key once."""
    row = found(request, pk)
    key = request.POST.get("once", "")[:64].replace("\0", "") or "first"
    try:
        sending.send(row.pk, key=key, by=doer(request), at=request.at)
    except ContractRefused as error:
        return _page(request, row, refused=str(error))
    messages.success(request, _("It is on its way."))
    return redirect("console:invoice", pk)


@require_POST
@billers_only
def remind(request: DeskRequest, pk: int) -> HttpResponse:
    row = found(request, pk)
    try:
        sending.remind(row.pk, by=doer(request), at=request.at)
    except ContractRefused as error:
        return _page(request, row, refused=str(error))
    messages.success(request, _("The reminder is on its way."))
    return redirect("console:invoice", pk)


@require_POST
@billers_only
def pay(request: DeskRequest, pk: int) -> HttpResponse:
    """Enter what came in."""
    row = found(request, pk)
    form = PaymentForm(row.currency, request.POST)
    if not form.is_valid():
        return _page(request, row, form=form)
    said = form.cleaned_data
    received = Received(said["amount"], said["received_on"], said["note"])
    try:
        paying.enter(row.pk, received, once=said["once"], by=doer(request), at=request.at)
    except ContractRefused as error:
        form.add_error(error.field or None, str(error))
        return _page(request, row, form=form)
    messages.success(request, _("Entered."))
    return redirect("console:invoice", pk)


@require_POST
@billers_only
def take_back(request: DeskRequest, pk: int, payment_id: int) -> HttpResponse:
    """Take back what was entered wrongly."""
    row = found(request, pk)
    if not row.payments.filter(pk=payment_id).exists():
        raise Http404
    try:
        paying.take_back(payment_id, by=doer(request), at=request.at)
    except ContractRefused as error:
        return _page(request, row, refused=str(error))
    messages.success(request, _("Taken back."))
    return redirect("console:invoice", pk)


@require_http_methods(["GET", "POST"])
@billers_only
def credit(request: DeskRequest, pk: int) -> HttpResponse:
    """Give an invoice back: all that is left of it, or parts of its lines."""
    row = found(request, pk)
    if row.is_credit:
        raise Http404
    if request.method == "GET":
        return _credit_page(request, row, CreditForm(initial={"once": new_key()}))
    form = CreditForm(request.POST)
    if not form.is_valid():
        return _credit_page(request, row, form)
    try:
        amounts = None if request.POST.get("whole") else _parts(request, row)
        parts = Parts(amounts, _given_up(request, row))
        why, once = form.cleaned_data["why"], form.cleaned_data["once"]
        note = crediting.credit(row.pk, parts, why=why, once=once, by=doer(request), at=request.at)
    except ContractRefused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _credit_page(request, row, form)
    messages.success(request, _("%(name)s is issued.") % {"name": note.name})
    return redirect("console:invoice", note.pk)


def _parts(request: DeskRequest, row: Invoice) -> dict[int, int]:
    """The amounts that were typed beside the lines; raises ContractRefused."""
    found_parts = {}
    for line, _rest in crediting.left(row):
        typed = request.POST.get(f"line-{line.pk}", "").strip()
        if not typed:
            continue
        amount = read_amount(typed, row.currency)
        if amount is None:
            words = _("“%(typed)s” is no amount.")
            raise ContractRefused("", words % {"typed": typed[:40]})
        found_parts[line.pk] = amount
    return found_parts


def _given_up(request: DeskRequest, row: Invoice) -> frozenset[int]:
    """The lines that are charged no more."""
    given = (line.pk for line, _rest in crediting.left(row))
    return frozenset(pk for pk in given if request.POST.get(f"then-{pk}") == "given_up")


def read_amount(typed: str, currency: str) -> int | None:
    """Return what was typed in minor units; None where it is no amount of the currency."""
    form = PaymentForm(currency, {"amount": typed})
    form.full_clean()
    return form.cleaned_data.get("amount")


def _credit_page(request: DeskRequest, row: Invoice, form: CreditForm) -> HttpResponse:
    context = {
        "invoice": row,
        "lines": crediting.left(row),
        "chosen": _given_up(request, row),
        "form": form,
        **frame(request, "invoices"),
    }
    status = 422 if form.errors else 200
    return render(request, "console/invoices/credit.html", context, status=status)


@require_POST
@billers_only
def again(request: DeskRequest, pk: int) -> HttpResponse:
    """Begin a draft of what was credited in whole, to be issued anew."""
    row = found(request, pk)
    try:
        draft = crediting.say_again(row.pk, by=doer(request), at=request.at)
    except ContractRefused as error:
        return _page(request, row, refused=str(error))
    return redirect("console:invoice_draft", draft.pk)
