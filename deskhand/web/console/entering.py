"""An agent enters a ticket for somebody: a caller, a visitor, himself."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deskhand.catalog.choosing import default_priority_scheme, usual_priority
from deskhand.desk.submit import Entry, Request, enter, entered
from deskhand.people.finding import (
    add_nameable,
    find_or_add,
    organization_of_domain,
    person_of,
)
from deskhand.people.models import Person
from deskhand.people.reading import people_for
from deskhand.tickets.access import OutOfReach, need_reach, need_worker
from deskhand.tickets.models import Channel, Kind, Ticket
from deskhand.web.access import agents_only
from deskhand.web.console.forms import EntryForm
from deskhand.web.request import DeskRequest
from deskhand.web.uploads import UploadRefused, kept_files


@require_http_methods(["GET", "POST"])
@agents_only
def new(request: DeskRequest) -> HttpResponse:
    scheme = default_priority_scheme()
    priorities = scheme.priorities.all()
    if request.method == "GET":
        initial = {
            "priority": usual_priority(scheme),
            "team": next(iter(request.reader.teams), None),
            "requester": request.GET.get("requester"),
            "once_key": secrets.token_hex(16),
        }
        form = EntryForm(request.reader, priorities, initial=initial)
        return _page(request, form)
    form = EntryForm(request.reader, priorities, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if before := entered(form.cleaned_data["once_key"], by=request.reader):
        return redirect("console:ticket", before.pk)
    try:
        ticket = _enter(request, form.cleaned_data)
    except (OutOfReach, UploadRefused) as error:
        form.add_error(None, str(error))
        return _page(request, form, status=422)
    messages.success(
        request,
        _("Ticket #%(number)d is open. It counts as answered once you answer it.")
        % {"number": ticket.pk},
    )
    return redirect("console:ticket", ticket.pk)


def _page(request: DeskRequest, form: EntryForm, status: int = 200) -> HttpResponse:
    """Show the form with the requester that is chosen; others are looked up while typing."""
    wanted = str(form["requester"].value() or "")
    chosen = (
        people_for(request.reader).filter(pk=wanted)
        if wanted.isdecimal() and len(wanted) < 19
        else []
    )
    return render(request, "console/new.html", {"form": form, "chosen": chosen}, status=status)


def _enter(request: DeskRequest, cleaned: dict[str, Any]) -> Ticket:
    asked = Request(
        subject=cleaned["subject"],
        text=cleaned["text"],
        kind=Kind(cleaned["kind"]),
        priority=cleaned["priority"],
        organization=cleaned["organization"],
        files=kept_files(request.FILES.getlist("files")),
        once_key=cleaned["once_key"] or None,
    )
    entry = Entry(
        asked=asked,
        requester=_requester(request, cleaned),
        channel=Channel(cleaned["channel"]),
        team=cleaned["team"],
        assignee=cleaned["assignee"],
        sends_receipt=cleaned["sends_receipt"],
    )
    return enter(entry, by=request.reader, at=request.at)


def _requester(request: DeskRequest, cleaned: dict) -> Person:
    """Return who asks, added where he is new; raises NotAllowed before anybody is added."""
    need_worker(request.reader)
    if cleaned["requester"]:
        return cleaned["requester"]
    email = cleaned["email"]
    known = person_of(email) if email else None
    if known and not people_for(request.reader).filter(pk=known.pk).exists():
        raise OutOfReach(_("You do not look after this person’s organization."))
    if not known:
        need_reach(request.reader, cleaned["organization"] or organization_of_domain(email))
    if not email:
        return add_nameable(cleaned["name"], at=request.at)
    return known or find_or_add(email, name=cleaned["name"], at=request.at).person
