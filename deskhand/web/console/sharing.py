"""Who reads along on a ticket: found as one types, let in, muted, let go."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.desk import triage
from deskhand.people.finding import person_of
from deskhand.people.models import Person
from deskhand.people.reading import people_for
from deskhand.search.directory import find_people
from deskhand.tickets.participants import is_outsider, outsiders
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.forms import ShareForm
from deskhand.web.console.ticket import page
from deskhand.web.request import DeskRequest

OFFERED = 6


@require_POST
@agents_only
def share(request: DeskRequest, number: int) -> HttpResponse:
    """Let a person read along, or no longer, or send him letters no more."""
    ticket = ticket_for(request.reader, number)
    act = request.POST.get("act", "")
    if act in {"mute", "unmute"}:
        row, is_muted = _number(request.POST.get("row", "")), act == "mute"
        triage.mute(number, row, is_muted=is_muted, by=request.reader, at=request.at)
        return redirect("console:ticket", number)
    form = ShareForm(request.POST)
    person = _person(request, form)
    if person is None:
        form.add_error("email", _("Nobody here has that address."))
        return page(request, ticket, status=422, share_form=form)
    if act == "remove":
        triage.unshare(number, person, by=request.reader, at=request.at)
    elif is_outsider(ticket, person) and not request.POST.get("lets_outsider"):
        words = _("%(name)s is not of this client. Tick that you let an outsider in.")
        form.add_error("email", words % {"name": person})
        return page(request, ticket, status=422, share_form=form, outsider=person)
    else:
        triage.share(number, person, by=request.reader, at=request.at)
    return redirect("console:ticket", number)


@require_GET
@agents_only
def candidates(request: DeskRequest, number: int) -> HttpResponse:
    """People whom the agent may know, by what he has typed; who is an outsider is marked."""
    ticket = ticket_for(request.reader, number)
    words = request.GET.get("email", "").strip()[:100]
    found = find_people(words, reader=request.reader, most=OFFERED) if len(words) > 1 else []
    there = {ticket.requester_id, *ticket.participants.values_list("person", flat=True)}
    people = [person for person in found if person.pk not in there]
    context = {"ticket": ticket, "people": people, "outsiders": outsiders(ticket, people)}
    return render(request, "console/_candidates.html", {**context, "words": words})


def _person(request: DeskRequest, form: ShareForm) -> Person | None:
    """Who was chosen from what was found, else who has the address that was typed."""
    chosen = _number(request.POST.get("person", ""))
    if chosen:
        return people_for(request.reader).filter(pk=chosen).first()
    return person_of(form.cleaned_data["email"]) if form.is_valid() else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
