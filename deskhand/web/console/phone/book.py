"""The book of calls, and the further numbers of people and clients."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from deskhand.people.acting import NotAllowed
from deskhand.people.callers import add_number, remove_number
from deskhand.people.models import Organization, Person
from deskhand.people.phones import NumberRefused
from deskhand.people.reading import organizations_for, people_for
from deskhand.phone.reading import call_page, is_of_others
from deskhand.tickets.phoned import tickets_of
from deskhand.web.access import agents_only
from deskhand.web.console.entering import key_of
from deskhand.web.request import DeskRequest

WHICH = (
    ("", gettext_lazy("All")),
    ("mine", gettext_lazy("Mine")),
    ("missed", gettext_lazy("Missed")),
)


@require_GET
@agents_only
def calls(request: DeskRequest) -> HttpResponse:
    """All calls that the agent may see, the latest first."""
    which = request.GET.get("show", "")
    below = key_of(request.GET, "below")
    page = call_page(request.reader, which=which, below=below)
    tickets = tickets_of(page.calls, reader=request.reader)
    lines = [
        (call, not is_of_others(call, request.reader), tickets.get(call.pk, []))
        for call in page.calls
    ]
    context = {
        "lines": lines,
        "page": page,
        "which": which,
        "choices": WHICH,
        "is_first": not below,
        "section": "phone",
    }
    return render(request, "console/phone/book.html", context)


@require_POST
@agents_only
def person_numbers(request: DeskRequest, person_id: int) -> HttpResponse:
    """Add a further number to a person, or remove one."""
    found = people_for(request.reader).filter(pk=person_id).first()
    if found is None:
        raise Http404
    _change(request, found)
    return redirect("console:person", person_id)


@require_POST
@agents_only
def organization_numbers(request: DeskRequest, slug: str) -> HttpResponse:
    """Add a further number, or the beginning of all, to a client, or remove one."""
    found = organizations_for(request.reader).filter(slug=slug).first()
    if found is None:
        raise Http404
    _change(request, found)
    return redirect("console:organization", slug)


def _change(request: DeskRequest, owner: Person | Organization) -> None:
    if not request.reader.may_work:
        raise NotAllowed(_("Your role lets you read and write notes."))
    data: Any = request.POST
    if key := key_of(data, "remove"):
        remove_number(owner, key)
        messages.success(request, _("The number is gone."))
        return
    note = data.get("note", "").replace("\0", "")
    typed = data.get("number", "").replace("\0", "")
    try:
        add_number(owner, typed, note=note, is_head=bool(data.get("is_head")))
    except NumberRefused as error:
        messages.error(request, str(error))
        return
    messages.success(request, _("Whoever calls from it is known from now on."))
