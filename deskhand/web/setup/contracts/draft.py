"""What the next version of a contract says, written in sentences; and two versions compared."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from deskhand.contracts import versions, wording
from deskhand.contracts.models import ContractVersion
from deskhand.contracts.refusing import ContractRefused
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.contracts.finding import found, note
from deskhand.web.setup.contracts.forms import Rates, VersionForm, rates_initial


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Write the draft; without one it begins with what holds."""
    contract = found(pk)
    draft = versions.draft_of(contract) or versions.shown(contract, at=request.at)
    if request.method == "GET":
        form, rates = VersionForm(draft), Rates(initial=rates_initial(draft), prefix="rates")
        return _page(request, draft, form, rates)
    form, rates = VersionForm(draft, request.POST), Rates(request.POST, prefix="rates")
    if not all([form.is_valid(), rates.is_valid()]):
        return _page(request, draft, form, rates, status=422)
    card = [rate for rate in (each.rate() for each in rates) if rate is not None]
    try:
        with transaction.atomic():
            versions.write(versions.begin(contract), form.draft(card))
            note(request, contract, "drafted", fields=",".join(form.changed_data))
    except ContractRefused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, draft, form, rates, status=422)
    messages.success(request, _("Kept in the draft. Publish it to let it hold."))
    return redirect("setup:contract", pk)


def _page(
    request: DeskRequest,
    draft: ContractVersion,
    form: VersionForm,
    rates: Any,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "contract": draft.contract,
        "draft": draft,
        "form": form,
        "rates": rates,
        "has_lists": any(form[name].value() for name in versions.LISTS if name in form.fields),
        "lists": [form[name] for name in versions.LISTS if name in form.fields],
    }
    return render(request, "setup/contracts/draft.html", context, status=status)


@require_GET
@administrators_only
def compare(request: DeskRequest, pk: int) -> HttpResponse:
    """Two versions of a contract, line by line."""
    contract = found(pk)
    rows = list(contract.versions.order_by("-number"))
    newer = _chosen(request, "now", rows, rows[0])
    older = _chosen(request, "was", rows, rows[1] if len(rows) > 1 else rows[0])
    context = {
        "contract": contract,
        "versions": rows,
        "older": older,
        "newer": newer,
        "choices": [("was", older, pgettext("version", "From")), ("now", newer, _("to"))],
        "changes": wording.differences(older, newer),
    }
    return render(request, "setup/contracts/versions.html", context)


def _chosen(
    request: DeskRequest, name: str, rows: list[ContractVersion], usual: ContractVersion
) -> ContractVersion:
    wanted = request.GET.get(name, "")
    return next((row for row in rows if str(row.number) == wanted), usual)
