"""An agent enters a ticket for somebody: a caller, a visitor, himself."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deskhand.automation.models import TicketTemplate
from deskhand.automation.schedules import templates
from deskhand.catalog.acts import call_asked_for
from deskhand.catalog.choosing import (
    default_priority_scheme,
    fitting_priority,
    graded_priority,
    request_types_offered,
    usual_priority,
)
from deskhand.catalog.models import Priority, PriorityScheme, RequestType
from deskhand.desk.filling.answering import FormRefused
from deskhand.desk.submit import Entry, Request, enter, entered
from deskhand.people.finding import (
    add_nameable,
    find_or_add,
    main_organization,
    organization_of_domain,
    person_of,
)
from deskhand.people.models import Organization, Person
from deskhand.people.reading import organizations_for, people_for
from deskhand.people.warnings import Caution, OnStop, warnings_of
from deskhand.rules.grading import read
from deskhand.search.duplicates import duplicates
from deskhand.sla.callbacks import CallRefused, NewCallBack, are_promised
from deskhand.sla.governing import priorities_for
from deskhand.tickets.access import OutOfReach, TicketLocked, need_reach, need_worker
from deskhand.tickets.models import Channel, Kind, Ticket
from deskhand.web.access import agents_only
from deskhand.web.asking import AGENT, AskedForm
from deskhand.web.console.entry_forms import EntryForm
from deskhand.web.request import DeskRequest
from deskhand.web.uploads import UploadRefused, kept_files

MOST_TEMPLATES = 100


@require_http_methods(["GET", "POST"])
@agents_only
def new(request: DeskRequest) -> HttpResponse:
    if request.method == "GET":
        return _begun(request)
    scheme = scheme_of(request, request.POST)
    form = EntryForm(request.reader, offered(scheme), request.POST, matrix=read(scheme.matrix))
    if not form.is_valid():
        return _page(request, form, status=422)
    if before := entered(form.cleaned_data["once_key"], by=request.reader):
        return redirect("console:ticket", before.pk)
    form.asked = asked_form(request, request.POST)
    try:
        ticket = _enter(request, said_of(form.cleaned_data, scheme), form.asked)
    except CallRefused as error:
        form.add_error(CALL_FIELDS.get(error.field, "owes_call"), str(error))
        return _page(request, form, status=422)
    except FormRefused as error:
        form.asked.refuse(error)
        return _page(request, form, status=422)
    except (OnStop, OutOfReach, TicketLocked, UploadRefused) as error:
        form.add_error(None, str(error))
        return _page(request, form, status=422)
    words = (
        _("Ticket #%(number)d is open. It counts as answered once you answer it.")
        if ticket.is_open
        else _("Ticket #%(number)d is solved at first contact.")
    )
    messages.success(request, words % {"number": ticket.pk})
    return redirect("console:ticket", ticket.pk)


def _begun(request: DeskRequest) -> HttpResponse:
    """The empty form, or what of it follows from the client and from what is asked for."""
    scheme = scheme_of(request, request.GET)
    initial: dict[str, Any] = {
        "priority": usual_priority(scheme),
        "team": next(iter(request.reader.teams), None),
        "requester": request.GET.get("requester"),
        "request_type": key_of(request.GET, "request_type") or None,
        "once_key": secrets.token_hex(16),
    }
    initial |= call_facts(request, request.GET)
    initial |= _of_template(request, scheme)
    if request.htmx.target != "entry-facts":
        return _page(request, _offering(request, scheme, initial))
    initial |= preset(request, scheme)
    form = _offering(request, scheme, initial)
    context = {
        "form": form,
        "asked": asked_form(request, request.GET),
        "warnings": cautions(request, request.GET),
        "duplicates": _duplicates(request, request.GET),
    }
    return render(request, "console/_entry_facts.html", context)


def _offering(request: DeskRequest, scheme: PriorityScheme, initial: dict[str, Any]) -> EntryForm:
    priorities, matrix = scheme.priorities.all(), read(scheme.matrix)
    return EntryForm(request.reader, priorities, initial=initial, matrix=matrix)


def _duplicates(request: DeskRequest, data: QueryDict) -> list[Ticket]:
    """What may be here already of what is about to be entered."""
    asks, organization = whom(request, data)
    return duplicates(
        data.get("subject", ""),
        requester=asks,
        organization=organization,
        reader=request.reader,
        at=request.at,
    )


def cautions(request: DeskRequest, data: QueryDict) -> list[Caution]:
    """What is to be known of who asks, before anything is promised to him."""
    asks, organization = whom(request, data)
    membership = asks.memberships.select_related("site").first() if asks else None
    return warnings_of(asks, organization, membership.site if membership else None)


def _template(request: DeskRequest) -> TicketTemplate | None:
    return templates().filter(pk=key_of(request.GET, "template")).first()


def _of_template(request: DeskRequest, scheme: PriorityScheme) -> dict[str, Any]:
    """What a template says, as far as this reader may see it."""
    template = _template(request)
    if template is None:
        return {}
    said: dict[str, Any] = {"subject": template.subject, "text": template.text}
    said["request_type"] = template.request_type_id
    if template.team_id is not None:
        said["team"] = template.team_id
    if template.priority_level is not None:
        said["priority"] = fitting_priority(scheme, template.priority_level)
    for name, rows in (("organization", organizations_for), ("requester", people_for)):
        key = getattr(template, f"{name}_id")
        is_asked = key is not None and name not in request.GET
        if is_asked and rows(request.reader).filter(pk=key).exists():
            said[name] = key
    return said


def asked_form(request: DeskRequest, data: QueryDict, wanted: Any = None, **more: Any) -> AskedForm:
    """What the request asks that is chosen, with the people and sites of the client that is."""
    pk = getattr(wanted, "pk", wanted)
    key = pk if isinstance(pk, int) else key_of(data, "request_type")
    request_type = request_types_offered().filter(pk=key).first()
    sent = request if request.method == "POST" else None
    _asks, organization = whom(request, data)
    return AskedForm(request_type, organization, whose=AGENT, data=sent, **more)


def scheme_of(request: DeskRequest, data: QueryDict) -> PriorityScheme:
    """The priorities of the client that is chosen, or of the requester's."""
    _asks, organization = whom(request, data)
    return priorities_for(organization, channel=_channel(data), at=request.at)


def whom(request: DeskRequest, data: QueryDict) -> tuple[Person | None, Organization | None]:
    named = organizations_for(request.reader).filter(pk=key_of(data, "organization")).first()
    asks = people_for(request.reader).filter(pk=key_of(data, "requester")).first()
    return asks, named or (main_organization(asks) if asks else None)


def _channel(data: QueryDict) -> Channel:
    channel = data.get("channel", "")
    return Channel(channel) if channel in Channel.values else Channel.PHONE


def call_facts(request: DeskRequest, data: QueryDict) -> dict[str, Any]:
    """Whether the caller is called back, where nobody has said yet, and on which number."""
    asks, organization = whom(request, data)
    channel = _channel(data)
    phones = (data.get("call_number", ""), asks.phone if asks else "")
    number = next((one for one in phones if one), organization.phone if organization else "")
    wanted = request_types_offered().filter(pk=key_of(data, "request_type")).first()
    is_asked = wanted is not None and call_asked_for(wanted.acts) is not None
    if request.htmx and request.htmx.trigger_name == "request_type":
        is_asked = is_asked or bool(data.get("owes_call"))
    elif request.htmx and request.htmx.trigger_name not in WHO:
        return {"owes_call": bool(data.get("owes_call")), "call_number": number}
    elif channel is Channel.PHONE:
        is_asked |= are_promised(organization, channel=channel, at=request.at)
    return {"owes_call": is_asked, "call_number": number}


def offered(scheme: PriorityScheme) -> QuerySet[Priority]:
    """What may be sent: without a script the page goes on showing the firm's own, which are
    read by their level."""
    return scheme.priorities.all() | default_priority_scheme().priorities.all()


def preset(request: DeskRequest, scheme: PriorityScheme) -> dict[str, Any]:
    """What the form says now; what is asked for sets it when it has just been named."""
    data = request.GET
    form = EntryForm(request.reader, offered(scheme), data, matrix=read(scheme.matrix))
    form.is_valid()
    said = {name: form.cleaned_data.get(name) for name in FACTS}
    wanted: RequestType | None = said["request_type"]
    level = said["priority"].level if said["priority"] else None
    if request.htmx.trigger_name == "request_type" and wanted is not None:
        said |= {"kind": wanted.kind, "service": wanted.service}
        level = wanted.priority_level or usual_priority(scheme).level
    priority = usual_priority(scheme) if level is None else fitting_priority(scheme, level)
    graded = graded_priority(scheme, said["impact"], said["urgency"])
    if graded is not None and data.get("graded", "") != pair_of(said):
        priority = graded
    said |= {"priority": priority, "graded": pair_of(said)}
    return {**said, "preset": wanted.pk if wanted else ""}


def pair_of(said: Mapping[str, Any]) -> str:
    """Impact and urgency as a form remembers them; empty while one is not said."""
    impact, urgency = said.get("impact"), said.get("urgency")
    return f"{impact}-{urgency}" if impact and urgency else ""


def without_graded(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Without a script, the priority stood there before impact and urgency were said: they say
    it."""
    if pair_of(cleaned) in {"", cleaned.get("graded", "")}:
        return cleaned
    return {**cleaned, "priority": None}


def said_of(cleaned: dict[str, Any], scheme: PriorityScheme) -> dict[str, Any]:
    """Without a script, what stands as it stood at first was not said: the request says it."""
    wanted: RequestType | None = cleaned["request_type"]
    cleaned = without_graded(cleaned)
    if wanted is None or cleaned["preset"] == str(wanted.pk):
        return cleaned
    said = dict(cleaned)
    if said.get("kind") == Kind.INCIDENT:
        said["kind"] = None
    if said["priority"] and said["priority"].level == usual_priority(scheme).level:
        said["priority"] = None
    return said


def _page(request: DeskRequest, form: EntryForm, status: int = 200) -> HttpResponse:
    """Show the form with the requester that is chosen; others are looked up while typing."""
    wanted = str(form["requester"].value() or "")
    chosen = (
        people_for(request.reader).filter(pk=wanted)
        if wanted.isdecimal() and len(wanted) < 19
        else []
    )
    data = request.POST if request.method == "POST" else request.GET
    template = _template(request)
    context = {
        "form": form,
        "asked": getattr(form, "asked", None)
        or asked_form(
            request,
            data,
            form["request_type"].value(),
            said=template.answers if template else {},
        ),
        "chosen": chosen,
        "templates": templates()[:MOST_TEMPLATES],
        "warnings": cautions(request, data),
    }
    return render(request, "console/new.html", context, status=status)


def key_of(data: QueryDict, name: str) -> int:
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


FACTS = ("channel", "request_type", "service", "kind", "priority", "call_by", "impact", "urgency")
# What decides which policy holds.
WHO = frozenset({"organization", "requester", "channel"})
CALL_FIELDS = {"number": "call_number", "by_at": "call_by"}


def _enter(request: DeskRequest, cleaned: dict[str, Any], form: AskedForm) -> Ticket:
    requester = requester_of(request, cleaned)
    asked = Request(
        subject=cleaned["subject"],
        text=cleaned["text"],
        kind=Kind(cleaned["kind"]) if cleaned["kind"] else None,
        service=cleaned["service"],
        request_type=cleaned["request_type"],
        priority=cleaned["priority"],
        organization=cleaned["organization"],
        files=kept_files([*request.FILES.getlist("files"), *form.files_sent]),
        said=form.said,
        once_key=cleaned["once_key"] or None,
        call=call_back(requester, cleaned) if cleaned["owes_call"] else None,
        needs_no_call=needs_no_call(cleaned),
        impact=cleaned.get("impact"),
        urgency=cleaned.get("urgency"),
    )
    entry = Entry(
        asked=asked,
        requester=requester,
        channel=Channel(cleaned["channel"]),
        team=cleaned["team"],
        assignee=cleaned["assignee"],
        sends_receipt=cleaned["sends_receipt"],
        solution=cleaned["solution"],
    )
    return enter(entry, by=request.reader, at=request.at)


def needs_no_call(cleaned: dict[str, Any]) -> bool:
    """Whether the agent has seen that a call is asked for, and says that none is needed."""
    wanted: RequestType | None = cleaned["request_type"]
    return wanted is not None and cleaned["preset"] == str(wanted.pk)


def call_back(requester: Person, cleaned: dict[str, Any]) -> NewCallBack:
    return NewCallBack(
        name=str(requester),
        number=cleaned["call_number"],
        about=cleaned["subject"],
        person=requester,
        by_at=cleaned["call_by"],
    )


def requester_of(request: DeskRequest, cleaned: dict) -> Person:
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
