"""One screen for a call: who, what about, how urgent, and by when they are called back."""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.catalog.acts import acts_when, acts_words, call_asked_for
from deskhand.catalog.choosing import (
    fitting_priority,
    graded_priority,
    request_types_offered,
    usual_priority,
)
from deskhand.catalog.models import PriorityScheme, RequestType
from deskhand.desk.filling.answering import FormRefused
from deskhand.desk.phone.adding import Added, add_to_ticket
from deskhand.desk.phone.busy import CASE, lines_busy
from deskhand.desk.phone.tying import attach, enter_from
from deskhand.desk.submit import Entry, Request, entered
from deskhand.people.callers import Known, dialled, learn
from deskhand.people.callers import callers as callers_of
from deskhand.people.models import Organization, Person
from deskhand.people.reading import memberships_for
from deskhand.people.warnings import OnStop, warnings_of
from deskhand.phone.models import PhoneCall
from deskhand.phone.reading import is_of_others
from deskhand.rules.grading import read
from deskhand.search.duplicates import duplicates
from deskhand.sla.callbacks import CallRefused, NewCallBack, are_promised
from deskhand.sla.reading import waiting_for_message
from deskhand.tickets.access import OutOfReach, TicketLocked
from deskhand.tickets.models import Channel, Ticket
from deskhand.tickets.reading import ticket_for, tickets_for
from deskhand.web.access import agents_only
from deskhand.web.asking import AskedForm
from deskhand.web.console.entering import (
    asked_form,
    key_of,
    pair_of,
    requester_of,
    scheme_of,
    whom,
    without_graded,
)
from deskhand.web.console.phone.cards import call_of
from deskhand.web.console.phone.finding import Caller, Offered, of_call, offered
from deskhand.web.console.phone.forms import NONE, POLICY, CallForm
from deskhand.web.request import DeskRequest
from deskhand.web.uploads import UploadRefused, kept_files

MOST_OPEN = 6
# A change of these leaves the call-back as it was said.
GRADES = frozenset({"impact", "urgency"})
KEEPS = frozenset({"request_type", "subject"}) | GRADES
CALL_FIELDS = {"number": "call_number", "by_at": "call_by"}


@require_http_methods(["GET", "POST"])
@agents_only
def screen(request: DeskRequest) -> HttpResponse:
    """Write a call down; posted, it is a ticket."""
    if request.method == "GET":
        if key_of(request.GET, "call") and "number" not in request.GET:
            return _of_call(request, call_of(request, key_of(request.GET, "call")))
        return _page(request, _empty(request))
    form = _sent(request)
    if not form.is_valid():
        return _page(request, form, status=422)
    if before := entered(form.cleaned_data["once_key"], by=request.reader):
        return redirect("console:ticket", before.pk)
    form.asked = _asked(request, request.POST)
    try:
        ticket = _enter(request, form)
    except CallRefused as error:
        form.add_error(CALL_FIELDS.get(error.field, "when"), str(error))
        return _page(request, form, status=422)
    except FormRefused as error:
        form.asked.refuse(error)
        return _page(request, form, status=422)
    except (OnStop, OutOfReach, TicketLocked) as error:
        form.add_error(None, str(error))
        return _page(request, form, status=422)
    return _entered(request, ticket)


def _entered(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    if not ticket.is_open:
        return _done(request, ticket, _("Ticket #%(number)d is solved at first contact."))
    if request.POST.get("then") == "busy":
        return _busy(request, ticket)
    return _done(request, ticket, _("Ticket #%(number)d is open. It is not answered yet."))


def _busy(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    """All lines are busy: the new ticket waits as its request says."""
    try:
        lines_busy(ticket.pk, by=request.reader, at=request.at)
    except (CallRefused, TicketLocked) as error:
        messages.error(request, str(error))
    return _done(request, ticket, _("Ticket #%(number)d waits with its call-back."))


def _of_call(request: DeskRequest, call: PhoneCall) -> HttpResponse:
    """The screen with what a call tells by itself: its number, and whose that is."""
    number = "" if is_of_others(call, request.reader) else call.number or call.shown
    known = callers_of(call.number, reader=request.reader) if call.number else Known()
    said = {"call": call.pk, "number": number}
    if known.person is not None:
        said["requester"] = known.person.pk
    elif known.organization is not None:
        said["organization"] = known.organization.pk
    return redirect(f"{reverse('console:phone')}?{urlencode(said)}")


@require_POST
@agents_only
def add(request: DeskRequest) -> HttpResponse:
    """What the caller says belongs to a ticket that is here: it is added to that."""
    ticket = ticket_for(request.reader, key_of(request.POST, "ticket"))
    form = _sent(request)
    form.fields["requester"].required = form.fields["subject"].required = False
    form.is_valid()
    cleaned = form.cleaned_data
    words = "\n\n".join(filter(None, (cleaned.get("subject"), cleaned.get("text"))))
    try:
        said = Added(
            words,
            _call_back(request, form, ticket.requester),
            cleaned.get("once_key"),
            kept_files(request.FILES.getlist("files")),
        )
        add_to_ticket(ticket.pk, said, by=request.reader, at=request.at)
        if cleaned.get("call"):
            call = call_of(request, cleaned["call"])
            attach(ticket.pk, call.pk, by=request.reader, at=request.at)
    except CallRefused as error:
        form.add_error(CALL_FIELDS.get(error.field, "when"), str(error))
        return _page(request, form, status=422)
    except (TicketLocked, UploadRefused) as error:
        form.add_error("subject", str(error))
        return _page(request, form, status=422)
    return _done(request, ticket, _("Added to #%(number)d."))


@require_GET
@agents_only
def callers(request: DeskRequest) -> HttpResponse:
    """Who may be meant by what was typed so far."""
    found = offered(request.GET.get("q", "").replace("\0", ""), reader=request.reader)
    return render(request, "console/phone/_callers.html", _choices(request, found))


@require_GET
@agents_only
def facts(request: DeskRequest) -> HttpResponse:
    """What follows from who calls and from what he asks for."""
    scheme = scheme_of(request, request.GET)
    form = _offering(request, scheme, _following(request, scheme))
    context = {"form": form, "is_apart": True, **_beside(request, request.GET, form)}
    return render(request, "console/phone/_facts.html", context)


def _sent(request: DeskRequest) -> CallForm:
    scheme = scheme_of(request, request.POST)
    matrix = read(scheme.matrix)
    return CallForm(request.reader, scheme.priorities.all(), request.POST, matrix=matrix)


def _empty(request: DeskRequest) -> CallForm:
    scheme = scheme_of(request, request.GET)
    initial = {
        "sends_receipt": True,
        "once_key": secrets.token_hex(16),
        **_following(request, scheme),
    }
    return _offering(request, scheme, initial)


def _offering(request: DeskRequest, scheme: PriorityScheme, initial: dict[str, Any]) -> CallForm:
    priorities, matrix = scheme.priorities.all(), read(scheme.matrix)
    return CallForm(request.reader, priorities, initial=initial, matrix=matrix)


def _following(request: DeskRequest, scheme: PriorityScheme) -> dict[str, Any]:
    """What the form says by itself, and what of it was said already."""
    data = request.GET
    asks, organization = whom(request, data)
    wanted = request_types_offered().filter(pk=key_of(data, "request_type")).first()
    said: dict[str, Any] = {name: data.get(name, "") for name in ("call_by", "organization")}
    changed = request.htmx.trigger_name if request.htmx else ""
    numbers = (
        data.get("call_number", "") if changed in KEEPS else "",
        asks.phone if asks else data.get("number", ""),
        organization.phone if organization else "",
    )
    call = call_asked_for(wanted.acts) if wanted else None
    is_owed = call is not None or are_promised(organization, channel=Channel.PHONE, at=request.at)
    is_said = changed in {"subject", *GRADES} or (changed == "request_type" and call is None)
    when = data.get("when", "") if is_said else ""
    grades = {side: key_of(data, side) or None for side in sorted(GRADES)}
    return {
        **said,
        "requester": data.get("requester", ""),
        "request_type": wanted.pk if wanted else "",
        "preset": wanted.pk if wanted else "",
        "priority": _level(data, scheme, wanted, changed),
        **grades,
        "graded": pair_of(grades),
        "call_number": next((one for one in numbers if one), ""),
        "number": data.get("number", ""),
        "when": when or (POLICY if is_owed else NONE),
        "call": data.get("call", ""),
    }


def _level(
    data: QueryDict, scheme: PriorityScheme, wanted: RequestType | None, changed: str | None
) -> Any:
    usual = usual_priority(scheme)
    if changed == "request_type" and wanted is not None:
        return fitting_priority(scheme, wanted.priority_level or usual.level)
    if changed in GRADES:
        graded = graded_priority(scheme, key_of(data, "impact"), key_of(data, "urgency"))
        if graded is not None:
            return graded
    return scheme.priorities.filter(pk=key_of(data, "priority")).first() or usual


def _page(request: DeskRequest, form: CallForm, *, status: int = 200) -> HttpResponse:
    data = request.POST if request.method == "POST" else request.GET
    asks, _organization = whom(request, data)
    found = of_call(dialled(data.get("number", "")), reader=request.reader)
    knows = asks is not None and any(one.person == asks for one in found.callers)
    if asks is not None:
        found = Offered((Caller(asks),))
    context = {
        "form": form,
        "knows": knows,
        "section": "phone",
        **_choices(request, found),
        **_beside(request, data, form),
    }
    return render(request, "console/phone/screen.html", context, status=status)


def _choices(request: DeskRequest, found: Offered) -> dict[str, Any]:
    """The people to choose from, each with where he belongs as far as the reader may know."""
    people = [one.person for one in found.callers]
    prefetch_related_objects(people, "addresses")
    places: dict[int, list[Organization]] = {}
    for row in memberships_for(request.reader).filter(person__in=people):
        places.setdefault(row.person_id, []).append(row.organization)
    lines = [(one, places.get(one.person.pk, [])) for one in found.callers]
    return {"found": found, "lines": lines}


def _beside(request: DeskRequest, data: QueryDict, form: CallForm) -> dict[str, Any]:
    """What must be known of who calls, what is open for him, and what must happen."""
    asks, organization = whom(request, data)
    wanted = request_types_offered().filter(pk=key_of(data, "request_type")).first()
    membership = asks.memberships.select_related("site").first() if asks else None
    site = membership.site if membership else None
    found = _open(request, asks, organization)
    return {
        "asked": getattr(form, "asked", None) or _asked(request, data),
        "caller": asks,
        "organization": organization,
        "warnings": warnings_of(asks, organization, site),
        "open_tickets": found,
        "passed_on": waiting_for_message(found),
        "duplicates": duplicates(
            data.get("subject", ""),
            requester=asks,
            organization=organization,
            reader=request.reader,
            at=request.at,
        ),
        "acts": acts_words(wanted.acts) if wanted else [],
        "says_when_busy": bool(wanted and acts_when(wanted.acts, CASE)),
    }


def _asked(request: DeskRequest, data: QueryDict) -> AskedForm:
    """What the request asks; files cannot be sent from here."""
    return asked_form(request, data, takes_files=False)


def _open(
    request: DeskRequest, asks: Person | None, organization: Organization | None
) -> list[Ticket]:
    """What is open for the caller, or for his firm while it is not known who calls."""
    if asks is None and organization is None:
        return []
    rows = tickets_for(request.reader).open()
    rows = rows.filter(requester=asks) if asks else rows.filter(organization=organization)
    shown = rows.select_related("status", "priority", "assignee__person", "requester")
    return list(shown.order_by("-id")[:MOST_OPEN])


def _call_back(request: DeskRequest, form: CallForm, person: Person | None) -> NewCallBack | None:
    if not form.wants_call:
        return None
    cleaned = form.cleaned_data
    return NewCallBack(
        name=str(person or cleaned.get("name") or _("Caller")),
        number=cleaned.get("call_number") or cleaned.get("number") or "",
        about=cleaned.get("subject", ""),
        person=person,
        by_at=form.by_at(request.at),
    )


def _enter(request: DeskRequest, form: CallForm) -> Ticket:
    cleaned = without_graded(form.cleaned_data)
    requester = requester_of(request, cleaned)
    if cleaned["number"] and not cleaned["requester"]:
        learn(requester, cleaned["number"])
    wanted: RequestType | None = cleaned["request_type"]
    asked = Request(
        subject=cleaned["subject"],
        text=cleaned["text"] or cleaned["subject"],
        request_type=wanted,
        priority=cleaned["priority"],
        organization=cleaned["organization"],
        once_key=cleaned["once_key"] or None,
        said=form.asked.said,
        call=_call_back(request, form, requester) if not cleaned["solution"] else None,
        needs_no_call=not form.wants_call,
        impact=cleaned.get("impact"),
        urgency=cleaned.get("urgency"),
    )
    entry = Entry(
        asked=asked,
        requester=requester,
        channel=Channel.PHONE,
        sends_receipt=cleaned["sends_receipt"],
        solution=cleaned["solution"],
    )
    call = call_of(request, cleaned["call"]).pk if cleaned["call"] else None
    learns = cleaned["keeps_number"]
    return enter_from(entry, call, learns=learns, by=request.reader, at=request.at)


def _done(request: DeskRequest, ticket: Ticket, words: str) -> HttpResponse:
    messages.success(request, words % {"number": ticket.pk})
    if request.POST.get("then") == "another":
        return redirect("console:phone")
    return redirect("console:ticket", ticket.pk)
