"""What clients are asked to approve: the list in the portal, one question, and the page behind the
link of a letter, which changes nothing before its reader says something."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from deskhand.consents.links import Ended, LinkRefused
from deskhand.contracts.approvals.answering import Answer, ApprovalEnded, MayNotApprove
from deskhand.contracts.approvals.approvers import Approver, approver
from deskhand.contracts.approvals.reading import (
    amount_words,
    answered_words,
    approvals_for,
    read_again,
    rights_for,
)
from deskhand.contracts.models import Approval, ApprovalAnswer
from deskhand.contracts.quotes.reading import optional_positions, shown
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.wording import money
from deskhand.desk.approvals import answering
from deskhand.desk.branding import brand_of
from deskhand.people.zones import zone_of
from deskhand.rules.money import minor
from deskhand.web.access import signed_in
from deskhand.web.request import DeskRequest

MOST = 100
LONGEST_NUMBER = 6


@require_GET
@signed_in
def listing(request: DeskRequest) -> HttpResponse:
    """What waits for an answer, and what was answered; it does not exist for whoever has no part
    in it."""
    reader = request.reader.as_requester()
    if not (reader.approves or reader.contracts or reader.managed):
        raise Http404
    rows = list(approvals_for(reader).order_by("-pk")[:MOST])
    found = [(row, amount_words(row), answered_words(row)) for row in rows]
    context = {
        "waiting": [one for one in found if one[0].is_open],
        "past": [one for one in found if not one[0].is_open],
        "section": "approvals",
    }
    return render(request, "portal/quotes/listing.html", context)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who looks at a question: with his right, and how he answers it."""

    approval: Approval
    who: Approver | None
    answer: Callable[[Answer], ApprovalAnswer]
    may_read: bool = True
    is_link: bool = False


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def one(request: DeskRequest, pk: int) -> HttpResponse:
    """One question in the portal."""
    reader = request.reader.as_requester()
    approval = approvals_for(reader).filter(pk=pk).first()
    if approval is None:
        raise Http404

    def say(said: Answer) -> ApprovalAnswer:
        return answering.answer(pk, said, by=request.reader, at=request.at)

    seat = Seat(approval, approver(reader.person_id, approval.organization_id), say)
    return _answered(request, seat) if request.method == "POST" else _page(request, seat)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: DeskRequest, token: str) -> HttpResponse:
    """The page behind the link of a letter: mail scanners open it, and nothing happens."""

    def say(said: Answer) -> ApprovalAnswer:
        return answering.answer_by_link(token, said, at=request.at)

    try:
        asked = answering.behind(token, at=request.at)
        may_read = asked.who is not None
        seat = Seat(asked.approval, asked.who, say, may_read=may_read, is_link=True)
        return _answered(request, seat) if request.method == "POST" else _page(request, seat)
    except LinkRefused as refused:
        if refused.why == Ended.UNKNOWN:
            raise Http404 from refused
        return render(request, "portal/quotes/ended.html", status=410)


def _answered(request: DeskRequest, seat: Seat) -> HttpResponse:
    try:
        seat.answer(_said(request, seat.approval))
    except ContractRefused as error:
        return _page(request, seat, refusal=str(error), at_field=error.field, status=422)
    except MayNotApprove as error:
        return _page(request, seat, refusal=str(error), status=422)
    except ApprovalEnded:
        # A colleague was quicker, it was changed meanwhile, or this is the second of two clicks.
        fresh = replace(seat, approval=read_again(seat.approval))
        return _page(request, fresh, is_late=True, status=409)
    return redirect(request.path)


def _page(
    request: DeskRequest,
    seat: Seat,
    *,
    refusal: str = "",
    at_field: str = "",
    is_late: bool = False,
    status: int = 200,
) -> HttpResponse:
    approval, who = seat.approval, seat.who
    version = getattr(approval, "quote_version", None)
    chosen = _chosen(request)
    answer = getattr(approval, "answer", None)
    limit = who.limit(approval.currency) if who is not None else None
    is_enough = who is not None and who.may_approve(approval.amount, approval.currency)
    has_time = approval.is_open and approval.expires_at > request.at
    context: dict[str, Any] = {
        "approval": approval,
        "may_read": seat.may_read,
        "is_link": seat.is_link,
        "shown": shown(version, chosen=answer.chosen if answer else chosen) if version else None,
        "chosen": answer.chosen if answer else chosen,
        "amount": amount_words(approval),
        "answer": answer,
        "answered": answered_words(approval),
        "is_mine": answer is not None and who is not None and answer.person_id == who.person.pk,
        "is_open": has_time,
        "is_over": approval.is_open and not has_time,
        "may_answer": has_time and who is not None,
        "may_approve": has_time and is_enough,
        "limit": money(limit, approval.currency) if limit is not None else "",
        "others": rights_for(approval),
        "refusal": refusal,
        "at_field": at_field,
        "is_late": is_late,
        "said": request.POST,
        "zone": zone_of(who.person if who else None, approval.organization),
        "letter_brand": brand_of(approval.organization),
        "section": "approvals",
    }
    return render(request, "portal/quotes/approval.html", context, status=status)


def _said(request: DeskRequest, approval: Approval) -> Answer:
    """Read what was said; raises ContractRefused for what cannot be read."""
    act = request.POST.get("act", "")
    if act not in {"approve", "up_to", "decline"}:
        raise ContractRefused("", _("Say whether you approve or decline."))
    version = getattr(approval, "quote_version", None)
    options = optional_positions(version) if version is not None else set()
    return Answer(
        is_approved=act != "decline",
        up_to=_up_to(request, approval) if act == "up_to" else None,
        chosen=tuple(sorted(set(_chosen(request)) & options)) if act != "decline" else (),
        reason=request.POST.get("reason", "").replace("\0", "")[:1000],
        mark=request.POST.get("mark", ""),
        via="",
        address=request.META.get("REMOTE_ADDR", ""),
    )


def _up_to(request: DeskRequest, approval: Approval) -> int:
    field = forms.DecimalField(min_value=0, max_digits=12, decimal_places=2, localize=True)
    try:
        amount: Decimal = field.clean(request.POST.get("up_to", ""))
        return minor(amount, approval.currency)
    except (forms.ValidationError, InvalidOperation) as error:
        raise ContractRefused("up_to", _("Give an amount, such as 500.")) from error


def _chosen(request: DeskRequest) -> list[int]:
    texts = request.POST.getlist("chosen")[:MOST]
    return [
        int(text)
        for text in texts
        if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER
    ]
