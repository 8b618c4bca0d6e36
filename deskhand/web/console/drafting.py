"""What is in the composer: kept in the pauses of typing, put away, and shown again anywhere."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.desk.addressing import MOST, addressees, addresses_in
from deskhand.people.acting import agent_id_of
from deskhand.tickets.conversation import said_already
from deskhand.tickets.drafts import (
    DraftChanged,
    Sheet,
    Writing,
    bring_back,
    discard_draft,
    drafts_of,
    save_draft,
)
from deskhand.tickets.models import Draft, Ticket
from deskhand.tickets.participants import Along
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.forms import LONGEST_TEXT, MessageForm
from deskhand.web.promises import moment_words
from deskhand.web.request import DeskRequest


@require_http_methods(["GET", "POST"])
@agents_only
def draft(request: DeskRequest, number: int) -> HttpResponse:
    """Tell what is kept, or keep what is written; 409 with what another window has kept."""
    ticket = ticket_for(request.reader, number)
    if request.method == "GET":
        return JsonResponse(_all(request, ticket))
    if said_already(ticket, typed(request, "once_key")[:64]):
        # It was sent while this was under way.
        return JsonResponse(_words(request, None))
    try:
        kept = save_draft(
            sheet_of(request, ticket),
            _writing(request),
            at=request.at,
            known=typed(request, "version")[:16] if "version" in request.POST else None,
        )
    except DraftChanged as changed:
        return JsonResponse(_words(request, changed.draft), status=409)
    if "keep" in request.POST:
        messages.success(request, _("Draft kept"))
        return redirect("console:ticket", number)
    return JsonResponse(_words(request, kept))


@require_POST
@agents_only
def discard(request: DeskRequest, number: int) -> HttpResponse:
    """Empty the composer; what stood in it can be had back."""
    ticket = ticket_for(request.reader, number)
    sheet = sheet_of(request, ticket)
    save_draft(sheet, _writing(request), at=request.at)
    if discard_draft(sheet, at=request.at):
        kind = "reply" if sheet.is_public else "note"
        address = reverse("console:restore_draft", args=[number, kind])
        messages.success(request, _("The draft is discarded."), extra_tags=f"undo-at:{address}")
    return redirect("console:ticket", number)


@require_POST
@agents_only
def restore(request: DeskRequest, number: int, kind: str) -> HttpResponse:
    """Have back what was discarded."""
    ticket = ticket_for(request.reader, number)
    sheet = Sheet(ticket, agent_id_of(request.reader), is_public=kind != "note")
    if bring_back(sheet, at=request.at):
        messages.success(request, _("Your draft is back."))
    else:
        messages.error(request, _("The draft is gone: another one has been begun since."))
    return redirect("console:ticket", number)


def sheet_of(request: DeskRequest, ticket: Ticket) -> Sheet:
    """Where somebody writes, by the mode that his composer is in."""
    is_public = request.POST.get("mode") != "note" and request.reader.may_work
    return Sheet(ticket, agent_id_of(request.reader), is_public=is_public)


def composer_context(
    request: DeskRequest,
    ticket: Ticket,
    form: MessageForm,
    *,
    along: Along,
    has_draft: bool,
    is_note: bool | None = None,
) -> dict[str, Any]:
    """What stands in the composer: what was refused, else what was kept last, in its mode."""
    may_reply = request.reader.may_work and ticket.closed_at is None
    kept = drafts_of(ticket, agent_id=agent_id_of(request.reader)) if has_draft else []
    if is_note is None:
        is_note = bool(kept) and not kept[0].is_public
    mode = "note" if is_note or not may_reply else "reply"
    drafts = {"note" if each.is_public is False else "reply": each for each in kept}
    other = "reply" if mode == "note" else "note"
    return {
        "form": form,
        "may_reply": may_reply,
        "mode": mode,
        "draft": drafts.get(mode),
        "other_mode": other,
        "other_draft": drafts.get(other),
        "recipients": _recipients(along),
        "without": set(map(str, _left_out(form))),
        **added_context(ticket, form),
        "draft_files": [(name, file) for name, each in drafts.items()
                        for file in each.attachments.all()],
    }  # fmt: skip


def _left_out(form: MessageForm) -> list[Any]:
    """Who is left out this once: as was sent and refused, else as in a reply that came back."""
    sent = getattr(form.data, "getlist", None)
    return sent("without") if sent and form.is_bound else list(form.initial.get("without", ()))


def _recipients(along: Along) -> list[dict[str, Any]]:
    wanting = [row for row in along.participants if not row.is_muted]
    return [{"person": r.person, "is_outside": r.person_id in along.outside} for r in wanting]


@require_POST
@agents_only
def added(request: DeskRequest, number: int) -> HttpResponse:
    """Say who those are that were typed as Cc and Bcc, and who of them is outside."""
    ticket = ticket_for(request.reader, number)
    form = MessageForm(ticket, request.POST)
    context = {"ticket": ticket, "form": form, **added_context(ticket, form)}
    return render(request, "console/_added.html", context)


def added_context(ticket: Ticket, form: MessageForm) -> dict[str, Any]:
    """Who is added to a reply by what stands in the form."""
    if form.is_bound:
        typed_in = {} if form.errors is None else form.cleaned_data
    else:
        typed_in = {name: addresses_in(form.initial.get(name, "")) for name in ("cc", "bcc")}
    kinds = [(name, typed_in.get(name) or ()) for name in ("cc", "bcc")]
    found = [(name, addressees(ticket, typed[:MOST])) for name, typed in kinds]
    outside = [one for _name, some in found for one in some if one.is_outside]
    return {"added": [(name, one) for name, some in found for one in some], "outside": outside}


def _all(request: DeskRequest, ticket: Ticket) -> dict[str, Any]:
    kept = {
        each.is_public: each for each in drafts_of(ticket, agent_id=agent_id_of(request.reader))
    }
    return {"reply": _words(request, kept.get(True)), "note": _words(request, kept.get(False))}


def _words(request: DeskRequest, kept: Draft | None) -> dict[str, str]:
    if kept is None:
        return {"text": "", "worked": "", "timer": "", "version": "", "saved": ""}
    saved = moment_words(kept.saved_at, at=request.at)
    timer = "on" if kept.ends_timer else ""
    told = {"text": kept.text, "worked": kept.worked, "timer": timer}
    return {**told, "version": kept.version, "saved": saved}


def _writing(request: DeskRequest) -> Writing:
    """Text and time; a page that does not send the time leaves it as it is."""
    worked = typed(request, "worked")[:60] if "worked" in request.POST else None
    is_of_timer = bool(worked and request.POST.get("worked_timer"))
    return Writing(typed(request, "text"), worked, is_of_timer)


def typed(request: DeskRequest, name: str) -> str:
    """What was typed, without what no database keeps."""
    return request.POST.get(name, "")[:LONGEST_TEXT].replace("\0", "")
