"""Side conversations on their own pages: written, read, ended."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deskhand.desk import asides
from deskhand.desk.asides import Asking
from deskhand.tickets.access import TicketLocked, need_worker
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import messages_for, ticket_for
from deskhand.tickets.side import SideConversation
from deskhand.tickets.sides import side_of
from deskhand.web.access import agents_only
from deskhand.web.console.forms import LONGEST_TEXT
from deskhand.web.request import DeskRequest
from deskhand.web.uploads import UploadRefused, kept_files

_BETWEEN = re.compile(r"[\s,;]+")


class AsideForm(forms.Form):
    """A letter to third parties."""

    addresses = forms.CharField(
        label=gettext_lazy("To"),
        max_length=2000,
        widget=forms.TextInput(attrs={"placeholder": "support@vendor.example"}),
        help_text=gettext_lazy("Addresses of third parties, with commas between them."),
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=250)
    text = forms.CharField(
        label=gettext_lazy("Letter"),
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "They get this and the files below, and nothing else of the ticket."
        ),
    )
    waits = forms.BooleanField(
        label=gettext_lazy("The ticket waits for them"), required=False, initial=True
    )
    remind_at = forms.DateTimeField(
        label=gettext_lazy("Remind us when no answer came by"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    once_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def clean_addresses(self) -> tuple[str, ...]:
        return tuple(filter(None, _BETWEEN.split(self.cleaned_data["addresses"])))

    def asking(self, request: DeskRequest) -> Asking:
        cleaned = self.cleaned_data
        return Asking(
            text=cleaned["text"],
            subject=cleaned["subject"],
            addresses=cleaned["addresses"],
            files=tuple(request.POST.getlist("chosen")[:100]),
            new_files=kept_files(request.FILES.getlist("files")),
            waits=cleaned["waits"],
            remind_at=cleaned["remind_at"],
            is_sent=request.POST.get("act") != "draft",
            once_key=cleaned["once_key"] or None,
        )


@require_http_methods(["GET", "POST"])
@agents_only
def begin(request: DeskRequest, number: int) -> HttpResponse:
    """Begin a side conversation."""
    ticket = ticket_for(request.reader, number)
    need_worker(request.reader)
    if request.method == "GET":
        initial = {"subject": ticket.subject, "waits": True, "once_key": secrets.token_hex(16)}
        return _page(request, ticket, AsideForm(initial=initial))
    return _written(request, ticket, None)


@require_http_methods(["GET", "POST"])
@agents_only
def side(request: DeskRequest, number: int, key: int) -> HttpResponse:
    """Read a side conversation, write on in it, or end it."""
    ticket = ticket_for(request.reader, number)
    found = side_of(ticket, key)
    if request.method == "GET":
        return _page(request, ticket, AsideForm(initial=_initial(found)), found)
    need_worker(request.reader)
    if request.POST.get("act") == "end":
        asides.end(number, key, by=request.reader, at=request.at)
        messages.success(request, _("Nothing more is awaited of them."))
        return redirect("console:ticket", number)
    return _written(request, ticket, found)


def _written(request: DeskRequest, ticket: Ticket, found: SideConversation | None) -> HttpResponse:
    form = AsideForm(_filled(request.POST, found))
    if not form.is_valid():
        return _page(request, ticket, form, found, status=422)
    try:
        asking = form.asking(request)
        by, at = request.reader, request.at
        if found is None:
            found = asides.begin(ticket.pk, asking, by=by, at=at)
        else:
            asides.ask(ticket.pk, found.pk, asking, by=by, at=at)
    except (TicketLocked, UploadRefused) as error:
        form.add_error(None, str(error))
        return _page(request, ticket, form, found, status=422)
    said = _("The letter is on its way.") if asking.is_sent else _("Kept as a draft.")
    messages.success(request, said)
    return redirect("console:side", ticket.pk, found.pk)


def _filled(data: QueryDict, found: SideConversation | None) -> Mapping[str, Any]:
    """Of a conversation that goes on, the subject stays."""
    if found is None:
        return data
    given = data.copy()
    given["subject"] = found.subject
    return given


def _initial(found: SideConversation) -> dict[str, Any]:
    return {
        "addresses": ", ".join(found.addresses),
        "subject": found.subject,
        "text": found.draft,
        "waits": found.state != SideConversation.State.ENDED,
        "once_key": secrets.token_hex(16),
    }


def _page(
    request: DeskRequest,
    ticket: Ticket,
    form: AsideForm,
    found: SideConversation | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    said = messages_for(request.reader, ticket, at=request.at) if found else []
    context = {
        "ticket": ticket,
        "form": form,
        "side": found,
        "entries": [
            {"message": message, "at": message.written_at}
            for message in said
            if found is not None and message.side_id == found.pk
        ],
        "files": asides.files_on(ticket),
    }
    return render(request, "console/side.html", context, status=status)
