"""One contract: what it is, what it says, and what is done with it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.contracts import keeping, ruling, versions, wording
from deskhand.contracts.models import Contract, ContractVersion, CoverageRule
from deskhand.contracts.month import month_shown
from deskhand.contracts.reading import standing
from deskhand.contracts.recurring import lines_of, next_month
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.software.reading import shown_terms
from deskhand.people.administration import live_organizations
from deskhand.sla.remarks import Remark
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.contracts.finding import found, name_of, note
from deskhand.web.setup.contracts.forms import DocumentForm, HeadForm, PublishForm


@require_http_methods(["GET", "POST"])
@administrators_only
def one(request: DeskRequest, pk: int) -> HttpResponse:
    """The page of a contract; what is sent is what it is, apart from its versions."""
    contract = found(pk)
    if request.method == "GET":
        return page(request, contract)
    form = HeadForm(request.POST)
    if not form.is_valid():
        return page(request, contract, form=form, status=422)
    try:
        with transaction.atomic():
            keeping.change(contract, form.head(), at=request.at)
            note(request, contract, "changed")
    except ContractRefused as error:
        form.add_error(error.field or None, str(error))
        return page(request, contract, form=form, status=422)
    messages.success(request, _("Saved."))
    return redirect("setup:contract", pk)


def page(
    request: DeskRequest, contract: Contract, *, status: int = 200, **more: Any
) -> HttpResponse:
    draft = versions.draft_of(contract)
    stands = versions.published(contract)
    shown = draft or versions.shown(contract, at=request.at)
    newest = stands[0] if stands else None
    month = month_shown(contract, next_month(contract.day(request.at)), at=request.at)
    running = {line.line.pk for line, _amount in month.rows}
    context = {
        "contract": contract,
        "standing": standing(contract, at=request.at),
        "form": HeadForm(initial=HeadForm.initial_of(contract)),
        "term": wording.term_words(contract),
        "draft": draft,
        "shown": shown,
        "lines": wording.lines(shown),
        "month": month,
        "rules": _rules(shown),
        "idle": [line for line in lines_of(contract) if line.pk not in running],
        "changes": wording.differences(newest, draft) if newest and draft else [],
        "versions": stands,
        "publish": PublishForm(initial={"valid_from": _first_day(contract, newest, request)}),
        "is_first": newest is None,
        "documents": list(contract.documents.select_related("blob")),
        "document_form": DocumentForm(),
        "organizations": live_organizations(),
        "stops": list(contract.suspensions.all()),
        "maintenance": shown_terms(contract),
        **more,
    }
    return render(request, "setup/contracts/contract.html", context, status=status)


def _rules(version: ContractVersion) -> list[tuple[CoverageRule, str, list[Remark]]]:
    """The rules of a version with what is to be said of each."""
    rules = wording.rules_shown(version)
    remarks = ruling.check([rule for rule, _words in rules], version)
    return [
        (rule, words, [remark for remark in remarks if remark.row == place])
        for place, (rule, words) in enumerate(rules)
    ]


def _first_day(contract: Contract, newest: Any, request: DeskRequest) -> date:
    return contract.begins_on if newest is None else contract.day(request.at)


@require_POST
@administrators_only
def publish(request: DeskRequest, pk: int) -> HttpResponse:
    """Put the draft into force from a day on."""
    contract = found(pk)
    draft = versions.draft_of(contract)
    form = PublishForm(request.POST)
    if draft is None:
        return redirect("setup:contract", pk)
    if not form.is_valid():
        return page(request, contract, publish=form, status=422)
    said = form.cleaned_data
    try:
        with transaction.atomic():
            versions.publish(draft, **said, by=name_of(request), at=request.at)
            note(request, contract, "published")
    except ContractRefused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return page(request, contract, publish=form, status=422)
    messages.success(request, _("Published. It holds for work from that day on."))
    return redirect("setup:contract", pk)


@require_POST
@administrators_only
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Order, end, stop and copy a contract, or forget its draft."""
    contract, wanted = found(pk), request.POST.get("act", "")
    deed = _ACTS.get(wanted)
    if deed is None:
        return redirect("setup:contract", pk)
    try:
        with transaction.atomic():
            deed(request, contract)
            note(request, contract, wanted)
    except ContractRefused as error:
        return page(request, contract, refused=str(error), status=422)
    return redirect("setup:contract", pk)


def _end(request: DeskRequest, contract: Contract) -> None:
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError as error:
        raise ContractRefused("ended_on", _("With which day does it end?")) from error
    keeping.end(contract, day, at=request.at)
    messages.success(request, _("It ends with that day."))


def _suspend(request: DeskRequest, contract: Contract) -> None:
    reason = request.POST.get("reason", "")
    keeping.suspend(contract, reason, by=name_of(request), at=request.at)
    messages.success(request, _("On stop: it holds nothing from today on."))


def _withdraw(request: DeskRequest, contract: Contract) -> None:
    newest = next(iter(versions.published(contract)), None)
    if newest is not None:
        versions.withdraw(newest, at=request.at)


_ACTS = {
    "up": lambda request, contract: keeping.move(contract, up=True),
    "down": lambda request, contract: keeping.move(contract, up=False),
    "end": _end,
    "go_on": lambda request, contract: keeping.go_on(contract, at=request.at),
    "suspend": _suspend,
    "resume": lambda request, contract: keeping.resume(contract, at=request.at),
    "withdraw": _withdraw,
    "discard": lambda request, contract: versions.discard(contract),
}


@require_POST
@administrators_only
def copy(request: DeskRequest, pk: int) -> HttpResponse:
    """Make a contract that says the same, for this client or another."""
    contract, wanted = found(pk), request.POST.get("organization", "")
    organizations = live_organizations()
    known = {str(row.pk): row for row in organizations}
    organization = known.get(wanted, contract.organization)
    with transaction.atomic():
        made = keeping.copy(contract, organization, at=request.at)
        note(request, made, "made")
    messages.success(request, _("Copied. It holds nothing before it is published."))
    return redirect("setup:contract", made.pk)
