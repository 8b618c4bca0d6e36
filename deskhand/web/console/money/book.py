"""The book of money: its accounts with balances, the journal of each, and that it is right."""

import csv
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from deskhand.contracts.invoices import details
from deskhand.contracts.jobs import check_ledger
from deskhand.contracts.models import AccountKind
from deskhand.contracts.moneybook import journal
from deskhand.contracts.moneybook.accounts import accounts, clients
from deskhand.contracts.moneybook.checks import last_check
from deskhand.contracts.moneybook.journal import Line, Of
from deskhand.contracts.moneybook.scope import MONEY, Scope
from deskhand.rules.cells import dead_cell
from deskhand.rules.money import major
from deskhand.web.access import billers_only
from deskhand.web.console.invoices.finding import frame, number_of
from deskhand.web.console.money.forms import ScopeForm
from deskhand.web.request import DeskRequest

ABOUT = {
    AccountKind.UNBILLED: gettext_lazy("charged, and on no invoice yet"),
    AccountKind.RECEIVABLE: gettext_lazy("invoiced, and not paid yet"),
    AccountKind.RECEIVED: gettext_lazy("what came in"),
    AccountKind.TAX: gettext_lazy("what is owed to the state"),
    AccountKind.DEFERRED: gettext_lazy("packs that were sold and not used up"),
    AccountKind.REVENUE: gettext_lazy("what was earned"),
}
PAGES = {
    Of.CHARGE: "console:charge",
    Of.INVOICE: "console:invoice",
    Of.PAYMENT: "console:invoice",
    Of.RELEASE: "console:contract_book",
}
COLUMNS = (
    gettext_lazy("Date"),
    gettext_lazy("Client"),
    gettext_lazy("What"),
    gettext_lazy("For"),
    pgettext_lazy("account", "Debit"),
    pgettext_lazy("account", "Credit"),
    gettext_lazy("Balance"),
    pgettext_lazy("money", "Currency"),
    gettext_lazy("Key"),
)
NUMBERS = slice(4, 7)


@require_GET
@billers_only
def book(request: DeskRequest) -> HttpResponse:
    """All accounts: what stood on each before the period, what it moved, and what stands there."""
    form = _form(request)
    found = accounts(form.scope()) if form.is_valid() else []
    context = {
        **_context(request, form),
        "found": [(one, [(row, ABOUT[row.kind]) for row in one.accounts]) for one in found],
        "check": last_check(),
    }
    status = 200 if form.is_valid() else 422
    return render(request, "console/money/book.html", context, status=status)


@require_GET
@billers_only
def account(request: DeskRequest, kind: str, currency: str) -> HttpResponse:
    """The journal of an account, the newest first, each line with what it came of."""
    named, form = _kind(kind), _form(request)
    context = {**_context(request, form), "kind": named, "about": ABOUT[named]}
    context["currency"] = currency
    if not form.is_valid():
        return render(request, "console/money/account.html", context, status=422)
    scope = form.scope()
    before = number_of(request.GET.get("before", "")) or 0
    page = journal.page(scope, named, currency, before=before)
    context |= {
        "page": page,
        "lines": [(line, _url(line)) for line in page.lines],
        "is_first": not before,
        "total": next((row for row in _rows(scope, currency) if row.kind == named), None),
        "clients": clients(scope, named, currency) if scope.client is None else [],
    }
    return render(request, "console/money/account.html", context)


@require_GET
@billers_only
def table(request: DeskRequest, kind: str, currency: str) -> HttpResponse:
    """The journal of a period as comma-separated values, the oldest line first."""
    named, form = _kind(kind), _form(request)
    if not form.is_valid():
        return redirect(_at("console:money_account", request, kind, currency))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"{named.value}-{form.cleaned_data['since']}-{form.cleaned_data['until']}"
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    lines = csv.writer(answer)
    lines.writerow([dead_cell(word) for word in COLUMNS])
    found = journal.page(form.scope(), named, currency, size=journal.MOST)
    lines.writerows(_cells(line, currency) for line in reversed(found.lines))
    return answer


@require_POST
@billers_only
def check(request: DeskRequest) -> HttpResponse:
    """Have every book proved in the background."""
    check_ledger.enqueue()
    messages.success(request, _("Every book is being checked. Look again in a moment."))
    return redirect("console:money_book")


def _form(request: DeskRequest) -> ScopeForm:
    asked = {name: request.GET.get(name, "") for name in ScopeForm.base_fields}
    return ScopeForm(request.reader, details.today(request.at), asked)


def _context(request: DeskRequest, form: ScopeForm) -> dict[str, Any]:
    contract = form.cleaned_data.get("contract") if form.is_valid() else None
    return {
        "form": form,
        "contract": contract,
        "query": _query(request),
        **frame(request, "book"),
    }


def _query(request: DeskRequest) -> str:
    """What was asked for, to be asked of the next page too."""
    names = ScopeForm.base_fields
    asked = {name: value for name in names if (value := request.GET.get(name, ""))}
    return urlencode(asked)


def _at(page: str, request: DeskRequest, *args: Any) -> str:
    return f"{reverse(page, args=args)}?{_query(request)}"


def _kind(kind: str) -> AccountKind:
    if kind not in {each.value for each in MONEY}:
        raise Http404
    return AccountKind(kind)


def _rows(scope: Scope, currency: str) -> Any:
    return next((one.accounts for one in accounts(scope) if one.currency == currency), [])


def _url(line: Line) -> str:
    return reverse(PAGES[line.of], args=[line.number]) if line.number else ""


def _cells(line: Line, currency: str) -> list[str]:
    cells = [
        line.day.isoformat(),
        line.client,
        str(line.what),
        line.words,
        *(str(major(amount, currency)) for amount in (line.debit, line.credit, line.balance)),
        currency,
        line.entry.posting.key,
    ]
    numbers = cells[NUMBERS]
    cells = [dead_cell(cell) for cell in cells]
    # Numbers stay numbers, a minus among them.
    cells[NUMBERS] = numbers
    return cells
