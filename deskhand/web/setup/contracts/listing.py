"""All contracts, those first that want thinking of, and a new one."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from deskhand.contracts import keeping
from deskhand.contracts.models import Contract
from deskhand.contracts.reading import coming_up, contracts_for, standings, usual_currency
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.software.reading import ending_soon
from deskhand.packs.contracts import begin
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.contracts.finding import note
from deskhand.web.setup.contracts.forms import NewForm

MOST = 500


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    rows = contracts_for(request.reader).order_by("organization__name", "position", "pk")
    found = standings(rows[:MOST], at=request.at)
    maintenance = ending_soon(request.reader, on=request.at.date())[:MOST]
    context = {
        "found": found,
        "soon": coming_up(found),
        "maintenance": [row for row in maintenance if row.holds],
    }
    return render(request, "setup/contracts/listing.html", context)


@require_http_methods(["GET", "POST"])
@administrators_only
def new(request: DeskRequest) -> HttpResponse:
    """Make a contract; its first version is written next."""
    if request.method == "GET":
        return _page(request, NewForm(initial=_initial(request)))
    form = NewForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        with transaction.atomic():
            made = _made(request, form)
            note(request, made, "made")
    except ContractRefused as error:
        form.add_error(error.field, str(error))
        return _page(request, form, status=422)
    messages.success(request, _("Made. Say what it says, and publish it to let it hold."))
    return redirect("setup:contract", made.pk)


def _made(request: DeskRequest, form: NewForm) -> Contract:
    said = form.cleaned_data
    template = form.templates.get(said["template"])
    currency = said["currency"]
    if template is not None:
        client, head = said["organization"], form.head()
        return begin(template, client, head, currency=currency, at=request.at)
    return keeping.make(
        said["organization"],
        form.head(),
        calendar=said["calendar"],
        currency=currency,
        at=request.at,
    )


def _initial(request: DeskRequest) -> dict[str, Any]:
    return {
        "organization": request.GET.get("organization"),
        "begins_on": request.at.date(),
        "currency": usual_currency(),
        "renews_months": 0,
        "notice_months": 0,
    }


def _page(request: DeskRequest, form: NewForm, *, status: int = 200) -> HttpResponse:
    return render(request, "setup/contracts/new.html", {"form": form}, status=status)
