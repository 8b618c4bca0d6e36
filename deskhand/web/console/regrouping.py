"""Tickets are merged and split, each with a page that says before what happens, and undone."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.desk import merge_preview, merging, splitting
from deskhand.desk.merging import Merging
from deskhand.desk.splitting import Splitting
from deskhand.people.acting import NotAllowed
from deskhand.people.reader import Reader
from deskhand.tickets.access import TicketLocked, need_worker
from deskhand.tickets.models import Ticket
from deskhand.tickets.opening import SUBJECT_LENGTH
from deskhand.tickets.reading import (
    kind_of_regrouping,
    messages_for,
    regroupings_on,
    ticket_for,
    tickets_for,
)
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest

_NUMBER = re.compile(r"[0-9]{1,18}")
CANDIDATES = 8


@require_http_methods(["GET", "POST"])
@agents_only
def merge(request: DeskRequest) -> HttpResponse:
    """Choose tickets, see what becomes of them, and merge them."""
    need_worker(request.reader)
    data = request.POST if request.method == "POST" else request.GET
    chosen, missing = _chosen(request.reader, data)
    if request.method == "GET":
        return _merge_page(request, data, chosen, missing=missing)
    numbers = [ticket.pk for ticket in chosen]
    into = _into(data, chosen)
    if into is None or len(numbers) < 2:
        words = _("Name at least two tickets to merge.")
        return _merge_page(request, data, chosen, missing=missing, refusal=words)
    wanted = Merging(
        into=into.pk,
        others=tuple(number for number in numbers if number != into.pk),
        let_in=frozenset(_numbers(data.getlist("let_in"))),
        tells=bool(data.get("tells")),
    )
    try:
        rows = merging.merge(wanted, by=request.reader, at=request.at)
    except TicketLocked as error:
        return _merge_page(request, data, chosen, missing=missing, refusal=str(error))
    words = _("%(count)d merged into #%(number)d.") % {"count": len(rows), "number": into.pk}
    messages.success(request, words, extra_tags=_undo_tag(*(row.pk for row in rows)))
    return redirect("console:ticket", into.pk)


def _undo_tag(row_id: int, *also: int) -> str:
    """What lets the word of a merge or split offer to undo it, with all that went along."""
    more = f"?{urlencode([('also', one) for one in also])}" if also else ""
    return f"undo-at:{reverse('console:undo_regrouping', args=[row_id])}{more}"


def _merge_page(
    request: DeskRequest,
    data: QueryDict,
    chosen: list[Ticket],
    *,
    missing: Sequence[int] = (),
    refusal: str = "",
) -> HttpResponse:
    into = _into(data, chosen)
    others = [ticket for ticket in chosen if into is not None and ticket.pk != into.pk]
    found = merge_preview.preview(into, others, by=request.reader) if into and others else []
    context: dict[str, Any] = {
        "chosen": chosen,
        "into": into,
        "others": found,
        "missing": missing,
        "refusal": refusal,
        "candidates": _candidates(request.reader, chosen),
        "readers": merge_preview.readers_afterwards(into, found) if into and found else [],
        "can_be_done": merge_preview.may_be_merged(found),
        "outsiders": {person for one in found for person in one.outside},
        "tells": [one.tells for one in found if one.tells is not None],
    }
    status = 422 if refusal else 200
    return render(request, "console/merge.html", context, status=status)


def _chosen(reader: Reader, data: QueryDict) -> tuple[list[Ticket], list[int]]:
    """Return the tickets that were named and that the reader may see, and numbers of no such."""
    named = [*_numbers(data.getlist("ticket")), *_numbers(_NUMBER.findall(data.get("more", "")))]
    wanted = list(dict.fromkeys(named))[: merging.MOST + 1]
    found = list(tickets_for(reader).for_list().filter(pk__in=wanted).order_by("pk"))
    there = {ticket.pk for ticket in found}
    return found, [number for number in wanted if number not in there]


def _into(data: QueryDict, chosen: Sequence[Ticket]) -> Ticket | None:
    """The one that stays: as was said, else the first that is not closed."""
    by_number = {ticket.pk: ticket for ticket in chosen}
    said = _numbers([data.get("into", "")])
    if said and said[0] in by_number:
        return by_number[said[0]]
    return next((ticket for ticket in chosen if ticket.closed_at is None), None)


def _candidates(reader: Reader, chosen: Sequence[Ticket]) -> list[Ticket]:
    """Open tickets of the same client or requester, which may be about the same."""
    if not chosen:
        return []
    first, there = chosen[0], [ticket.pk for ticket in chosen]
    others = tickets_for(reader).open().exclude(pk__in=there).for_list()
    if first.organization_id is not None:
        others = others.filter(organization=first.organization_id)
    elif first.requester_id is not None:
        others = others.filter(requester=first.requester_id)
    else:
        return []
    return list(others.newest()[:CANDIDATES])


def _numbers(texts: Sequence[str]) -> list[int]:
    return [int(text) for text in texts if _NUMBER.fullmatch(text)]


@require_http_methods(["GET", "POST"])
@agents_only
def split(request: DeskRequest, number: int) -> HttpResponse:
    """Choose messages, see what becomes of them, and give them a ticket of their own."""
    ticket = ticket_for(request.reader, number)
    need_worker(request.reader)
    data = request.POST if request.method == "POST" else request.GET
    if request.method == "GET":
        return _split_page(request, ticket, data)
    wanted = Splitting(
        messages=tuple(_numbers(data.getlist("message"))),
        subject=data.get("subject", "").replace("\0", "").strip()[:SUBJECT_LENGTH],
        is_copy=data.get("how") == "copy",
        tells=bool(data.get("tells")),
    )
    try:
        new = splitting.split(ticket.pk, wanted, by=request.reader, at=request.at)
    except TicketLocked as error:
        return _split_page(request, ticket, data, refusal=str(error))
    words = _("#%(new)d was split off #%(number)d.") % {"new": new.pk, "number": ticket.pk}
    messages.success(request, words, extra_tags=_undo_tag(regroupings_on(new)[0].pk))
    return redirect("console:ticket", new.pk)


def _split_page(
    request: DeskRequest, ticket: Ticket, data: QueryDict, *, refusal: str = ""
) -> HttpResponse:
    said = messages_for(request.reader, ticket, at=request.at)
    ids = _numbers(data.getlist("message"))
    is_copy = data.get("how") == "copy"
    chosen = splitting.chosen(ticket, ids) if ids else []
    hinders = splitting.hindrance(ticket, chosen, is_copy=is_copy) if ids else ""
    context = {
        "ticket": ticket,
        "said": said,
        "chosen": [message.pk for message in chosen],
        "subject": data.get("subject", "") or ticket.subject,
        "is_copy": is_copy,
        "birth": splitting.birth(ticket, chosen) if chosen else None,
        "refusal": refusal or hinders,
        "can_be_done": bool(chosen) and not hinders,
    }
    status = 422 if refusal else 200
    return render(request, "console/split.html", context, status=status)


@require_POST
@agents_only
def undo(request: DeskRequest, row_id: int) -> HttpResponse:
    """Undo a merge or a split, and the merges that were one act with it, the last one first."""
    also = _numbers(request.GET.getlist("also")[: merging.MOST])
    kinds = {kind_of_regrouping(request.reader, one) for one in (row_id, *also)}
    if not kinds <= {"merge", "split"} or len(kinds) > 1:
        raise Http404
    kind = kinds.pop()
    act = merging.undo if kind == "merge" else splitting.undo
    try:
        for one in (*sorted(also, reverse=True), row_id):
            row = act(one, by=request.reader, at=request.at)
    except (TicketLocked, NotAllowed) as error:
        messages.error(request, str(error))
        back = _numbers([request.POST.get("back", "")])
        return redirect("console:ticket", back[0]) if back else redirect("console:home")
    if also:
        messages.success(request, _("Undone. Each ticket stands on its own again."))
        return redirect("console:ticket", row.ticket_id)
    if kind == "merge":
        messages.success(request, _("Undone. This ticket stands on its own again."))
        return redirect("console:ticket", row.other_id)
    messages.success(request, _("Undone. The messages are back."))
    return redirect("console:ticket", row.ticket_id)


def regrouped_context(request: DeskRequest, ticket: Ticket) -> dict:
    """What was merged and split here, as far as the reader may see the other ticket."""
    rows = regroupings_on(ticket)
    others = {row.other_id if row.ticket_id == ticket.pk else row.ticket_id for row in rows}
    seen = tickets_for(request.reader).in_bulk(others) if others else {}
    shown = [
        {
            "row": row,
            "other": other,
            "is_here": row.ticket_id == ticket.pk,
            "can_be_undone": request.reader.may_work
            and merging.can_be_undone(row, row.ticket, at=request.at),
        }
        for row in rows
        if (other := seen.get(row.other_id if row.ticket_id == ticket.pk else row.ticket_id))
    ]
    return {"regrouped": shown, "merged_into": seen.get(ticket.merged_into_id)}
