"""What other programs read of money: contracts with what is left, statements, invoices.

A token that may read them reads those of all clients, and changes nothing. Answers come in pages:
`next` is what `after` is to be for the following one. Amounts are in minor units of their currency.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from deskhand.api.mail import refusal
from deskhand.contracts.invoices import details, reading
from deskhand.contracts.ledger import statement
from deskhand.contracts.ledger.scarce import left_of
from deskhand.contracts.models import Invoice
from deskhand.contracts.reading import Standing, contracts_for, standings
from deskhand.people.reader import Reader
from deskhand.provider.models import Token
from deskhand.provider.tokens import token_for

A_PAGE = 100
# A program of the firm: it reads as somebody who bills all clients does.
PROGRAM = Reader(agent_id=0, role="administrator")
Answer = Callable[..., HttpResponse]


class BadNumber(ValueError):
    """What was to be a number of a page is none."""


def _reads_money(view: Answer) -> Answer:
    """Let in whoever has a token that may read money."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scheme, _space, plain = request.headers.get("Authorization", "").partition(" ")
        scope, at = Token.Scope.MONEY, timezone.now()
        if scheme.lower() != "bearer" or token_for(plain.strip(), scope=scope, at=at) is None:
            answer = refusal(401, _("A token that may read contracts and invoices is needed."))
            answer["WWW-Authenticate"] = "Bearer"
            return answer
        try:
            return view(request, *args, **kwargs)
        except BadNumber:
            return refusal(422, _("This is no number of a page."), field="after")

    return guarded


@require_GET
@_reads_money
def contracts(request: HttpRequest) -> HttpResponse:
    """Contracts in the order in which they were made, of one client where `client` names it."""
    rows = contracts_for(PROGRAM).filter(pk__gt=_after(request) or 0)
    if client := request.GET.get("client", "").replace("\0", ""):
        rows = rows.filter(organization__slug=client)
    found = standings(rows.order_by("pk")[: A_PAGE + 1], at=timezone.now())
    shown = found[:A_PAGE]
    left = {one.contract.pk: one for one in left_of(one.contract for one in shown)}
    told = [_contract(one, left.get(one.contract.pk)) for one in shown]
    return _page(told, shown[-1].contract.pk if len(found) > A_PAGE else None)


def _contract(one: Standing, left: Any) -> dict[str, Any]:
    contract = one.contract
    return {
        "id": contract.pk,
        "number": contract.number,
        "name": contract.name,
        "client": contract.organization.slug,
        "state": one.state.value,
        "begins_on": contract.begins_on,
        "ends_on": one.ends_on,
        "units_left": left.left if left else None,
        "next_units_end_on": left.ends_on if left else None,
    }


@require_GET
@_reads_money
def lines(request: HttpRequest, pk: int) -> HttpResponse:
    """The statement of a contract's units, the newest line first."""
    contract = contracts_for(PROGRAM).filter(pk=pk).first()
    if contract is None:
        return refusal(404, _("There is no such contract."))
    book = statement.book_of(contract)
    if book is None:
        return _page([], None)
    page = statement.page(contract, book, before=_after(request) or 0, size=A_PAGE)
    return _page([_line(one) for one in page.lines], page.after or None)


def _line(one: statement.Line) -> dict[str, Any]:
    return {
        "id": one.posting.pk,
        "key": one.posting.key,
        "day": one.day,
        "entered_on": one.entered_on or one.day,
        "what": one.what,
        "ticket": one.ticket.pk if one.ticket else None,
        "came": one.came,
        "went": one.went,
        "balance": one.balance,
        "why": one.why,
    }


@require_GET
@_reads_money
def invoices(request: HttpRequest) -> HttpResponse:
    """Invoices and credit notes, the newest first, of one client where `client` names it."""
    rows = reading.invoices_for(PROGRAM)
    if client := request.GET.get("client", "").replace("\0", ""):
        rows = rows.filter(organization__slug=client)
    page, following = reading.page_of(rows, after=_after(request), size=A_PAGE)
    today = details.today(timezone.now())
    told = [{**_invoice(row), "state": reading.standing(row, today).value} for row in page]
    return _page(told, following)


def _invoice(row: Invoice) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.name,
        "kind": row.kind,
        "client": row.organization.slug,
        "contract": row.contract_id,
        "gives_back_from": row.credits.name if row.credits else None,
        "issued_on": row.issued_on,
        "due_on": row.due_on,
        "currency": row.currency,
        "net": row.net,
        "tax": row.tax,
        "total": row.total,
        "open": row.state.open,
    }


def _after(request: HttpRequest) -> int | None:
    """Return behind what the page begins, None where it is the first. Raises BadNumber."""
    typed = request.GET.get("after", "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19):
        raise BadNumber(typed)
    return int(typed)


def _page(rows: list[dict[str, Any]], following: int | None) -> HttpResponse:
    return JsonResponse({"rows": rows, "next": following})
