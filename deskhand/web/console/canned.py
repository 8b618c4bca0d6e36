"""Canned replies: offered and inserted in the composer, and an agent's own ones."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.canned.choosing import NoSuchReply, own_replies, replies_for
from deskhand.canned.models import CannedReply
from deskhand.desk import canning
from deskhand.people.acting import agent_id_of
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.canned_forms import CannedForm
from deskhand.web.request import DeskRequest
from deskhand.web.undoing import keep_for_undo, say_removed

MOST_SHOWN = 300


@require_GET
@agents_only
def offer(request: DeskRequest, number: int) -> HttpResponse:
    """Those that the words behind the slash may mean."""
    ticket = ticket_for(request.reader, number)
    found = canning.fitting(ticket, request.GET.get("q", "")[:80], by=request.reader)
    return render(request, "console/_canned.html", {"replies": found})


@require_POST
@agents_only
def insert(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    """The text of one, filled in, with what it sets along."""
    ticket = ticket_for(request.reader, number)
    try:
        put = canning.insert(ticket, pk, by=request.reader, at=request.at)
    except NoSuchReply as error:
        raise Http404 from error
    status = put.status if put.status and put.status.pk != ticket.status_id else None
    return JsonResponse(
        {
            "text": put.text,
            "missing": put.missing,
            "status": status.pk if status else "",
            "status_name": status.name if status else "",
            "tags": put.tags,
        }
    )


@require_GET
@agents_only
def listing(request: DeskRequest) -> HttpResponse:
    """All that the agent has, his own to be changed."""
    found = replies_for(request.reader)
    context = {"replies": found[:MOST_SHOWN], "section": "canned"}
    return render(request, "console/canned.html", context)


@require_http_methods(["GET", "POST"])
@agents_only
def edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """Make or change one of one's own."""
    row = CannedReply(agent_id=agent_id_of(request.reader)) if pk is None else _own(request, pk)
    form = CannedForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("console:canned")
    context = {"form": form, "row": row, "section": "canned"}
    status = 422 if request.method == "POST" else 200
    return render(request, "console/canned_reply.html", context, status=status)


@require_POST
@agents_only
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    keep_for_undo(request, row, back=reverse("console:canned"))
    row.delete()
    say_removed(request, _("Removed."))
    return redirect("console:canned")


def _own(request: DeskRequest, pk: int) -> CannedReply:
    row = own_replies(request.reader).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
