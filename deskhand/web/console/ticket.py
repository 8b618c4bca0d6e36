"""The ticket page: the conversation, what can be set, and what was promised."""

import secrets
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from deskhand.catalog.acts import acts_when, acts_words
from deskhand.catalog.choosing import request_types_offered, services_offered
from deskhand.desk import ending
from deskhand.desk.bulk_choices import snoozes
from deskhand.desk.mending import may_correct
from deskhand.desk.phone.busy import says_when_busy
from deskhand.notices import bell
from deskhand.oncall.paging import open_pages
from deskhand.people.acting import agent_id_of
from deskhand.people.models import Tier
from deskhand.people.reader import Reader
from deskhand.people.reading import agents_for, all_teams, organizations_for
from deskhand.people.warnings import warnings_of
from deskhand.reports.reasons import offered, said_on
from deskhand.rules.spoken.wishes import wants_a_call
from deskhand.sla.call_board import owed_on
from deskhand.sla.dates import date_on, in_danger
from deskhand.sla.governing import for_others
from deskhand.sla.models import Clock, PromiseKind, Start
from deskhand.sla.reading import clocks_on, is_owed, is_reply_owed, policy_words, waits_for
from deskhand.sla.staging import stages_left
from deskhand.tickets.models import Channel, Kind, Message, Ticket
from deskhand.tickets.participants import outsiders
from deskhand.tickets.reading import (
    Window,
    last_message_on,
    mark_seen,
    messages_in,
    seen_of,
    ticket_for,
    tickets_for,
)
from deskhand.tickets.sides import sides_on
from deskhand.web.access import agents_only
from deskhand.web.console.call_forms import OUTCOMES, CallBackForm, LogForm
from deskhand.web.console.drafting import composer_context
from deskhand.web.console.forms import (
    DateForm,
    HandoverForm,
    MessageForm,
    PassedOnForm,
    StagesForm,
    statuses_of,
)
from deskhand.web.console.panels import panels_context
from deskhand.web.console.presence import others_on
from deskhand.web.console.queues import beside, rows
from deskhand.web.console.regrouping import regrouped_context
from deskhand.web.console.relating import relations_context
from deskhand.web.console.tasks import tasks_context
from deskhand.web.console.timeline import WHOLE, timeline
from deskhand.web.console.watching import watchers_context
from deskhand.web.request import DeskRequest
from deskhand.web.written import numbers_in

EARLIER = 6
# What of the timeline can be shown alone, in the order of its tabs.
SORTS_SHOWN = (
    ("", gettext_lazy("All")),
    ("conversation", gettext_lazy("Conversation")),
    ("notes", gettext_lazy("Notes")),
    ("calls", gettext_lazy("Calls")),
    ("mails", gettext_lazy("Mails")),
    ("changes", gettext_lazy("Changes")),
)


@require_GET
@agents_only
def ticket(request: DeskRequest, number: int) -> HttpResponse:
    found = ticket_for(request.reader, number)
    mark_seen(found, agent_id=agent_id_of(request.reader), at=request.at)
    bell.read(request.reader, "ticket", found.pk, at=request.at)
    return page(request, found)


def page(
    request: DeskRequest,
    found: Ticket,
    *,
    form: MessageForm | None = None,
    is_note: bool | None = None,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """Show a ticket; with a form that was refused, its text and faults stand in the composer."""
    reader: Reader = request.reader
    queue, neighbours = beside(request)
    said = conversation_context(request, found)
    along = said["participants"]
    context = {
        **said,
        **facts_context(request, found),
        **watchers_context(request, found),
        **regrouped_context(request, found),
        **relations_context(request, found),
        **tasks_context(reader, found),
        "sides": sides_on(found),
        "warnings": warnings_of(found.requester, found.organization, found.site),
        **panels_context(),
        **composer_context(
            request, found, form or MessageForm(found), along=along, is_note=is_note
        ),
        "once_key": secrets.token_hex(16),
        "handover_form": HandoverForm(found, reader, initial={"once_key": secrets.token_hex(16)}),
        "present": others_on(request, found),
        "queue": queue,
        "list_rows": rows(reader, neighbours, at=request.at),
        "earlier": _earlier(reader, found),
        "snoozes": snoozes(reader, at=request.at),
        **more,
    }
    return render(request, "console/ticket.html", context, status=status)


def conversation_context(request: DeskRequest, found: Ticket) -> dict:
    window = _window(request)
    said, has_earlier = messages_in(window, request.reader, found, at=request.at)
    is_end = window == WHOLE
    last = max((message.pk for message in said), default=0) if is_end else None
    _link(said, request.reader)
    return {
        "ticket": found,
        "entries": timeline(request.reader, found, said, window, has_earlier=has_earlier),
        "window": window,
        "sorts": SORTS_SHOWN,
        "earlier_than": said[0].pk if has_earlier else None,
        "pages": open_pages(found),
        "related": tickets_for(request.reader).filter(pk=found.related_id or 0).first(),
        "may_spare": request.reader.may_work and is_reply_owed(found),
        "wants_a_call": is_end and _wants_a_call(found, said),
        "last_message": last_message_on(request.reader, found, at=request.at)
        if last is None
        else last,
        **participants_context(found),
    }


def _window(request: DeskRequest) -> Window:
    """What part of the conversation the address asks for; nonsense asks for all of it."""
    show, before = request.GET.get("show", ""), request.GET.get("before", "")
    is_number = before.isascii() and before.isdecimal() and len(before) < 19
    return Window(
        show=show if show in dict(SORTS_SHOWN) else "",
        before=int(before) if is_number else None,
    )


def participants_context(ticket: Ticket) -> dict:
    """Who reads along, and who of them belongs elsewhere."""
    rows = ticket.participants.select_related("person").order_by("pk")
    found = list(rows.prefetch_related("person__addresses"))
    people = [row.person for row in found]
    return {"participants": found, "outsiders": outsiders(ticket, people) if people else set()}


def _link(said: list[Message], reader: Reader) -> None:
    """Let the tickets that agents name be links, for whoever may see them."""
    named = numbers_in(message.text for message in said if message.agent_id and "#" in message.text)
    linked = set(seen_of(named, reader)) if named else set()
    for message in said:
        message.linked = linked  # type: ignore[attr-defined]  # for this page alone


def _wants_a_call(found: Ticket, said: list[Message]) -> bool:
    """Whether the last word of the requester asks for a call that nobody has made since."""
    theirs = [message for message in said if message.is_public and message.agent_id is None]
    if not (theirs and found.is_open and wants_a_call(theirs[-1].text)):
        return False
    calls = (message for message in said if message.call)
    return not any(call.pk > theirs[-1].pk for call in calls)


def facts_context(request: DeskRequest, found: Ticket) -> dict:
    reader: Reader = request.reader
    clocks = clocks_on(found)
    is_broken = any(clock.breached_at is not None for clock in clocks)
    return {
        "date_form": DateForm(),
        "end_warnings": ending.warnings(found),
        "may_correct": may_correct(reader),
        "stages_form": StagesForm(),
        "dates_in_danger": _in_danger(clocks, at=request.at),
        **calls_context(found),
        "passed_form": PassedOnForm(),
        "ticket": found,
        "vendor_numbers": found.vendor_numbers.all(),
        "policy": policy_words(found),
        "clocks": [clock for clock in clocks if clock.replaced_at is None],
        "replaced": [clock for clock in clocks if clock.replaced_at is not None],
        "breach_notes": said_on(found) if is_broken else {},
        "breach_reasons": list(offered()) if is_broken else [],
        "waits_for_message": any(waits_for(clock, Start.PASSED_ON) for clock in clocks),
        "statuses": statuses_of(found),
        "priorities": found.priority.scheme.priorities.all(),
        "teams": all_teams(reader),
        "agents": agents_for(reader),
        "kinds": Kind.choices,
        "channels": Channel.choices,
        "tiers": Tier.choices,
        **asked_context(found, at=request.at),
        "organizations": organizations_for(reader).live()[:500],
        "sites": found.organization.sites.all() if found.organization else [],
    }


def asked_context(found: Ticket, *, at: datetime) -> dict:
    """What it can be about under its policy, and what must happen for what is asked."""
    request_type = found.request_type
    return {
        "services": services_offered(found.service_id, without=for_others(found, "services")),
        "request_types": request_types_offered(
            found.request_type_id, without=for_others(found, "request_types")
        ),
        "acts": acts_words(request_type.acts) if request_type else [],
        "says_when_busy": says_when_busy(found),
        "needs_date": bool(request_type and acts_when(request_type.acts, "research")),
        "stages": stages_left(found, at=at) if request_type else [],
    }


def _in_danger(clocks: list[Clock], *, at: datetime) -> list[tuple[str, str]]:
    owed = [clock for clock in clocks if is_owed(clock) and clock.kind == PromiseKind.PROMISE_DATE]
    return in_danger([date_on(clock) for clock in owed], at=at)


def calls_context(found: Ticket) -> dict:
    """The calls that are owed on a ticket, and what can be done about one."""
    once_key = secrets.token_hex(16)
    return {
        "calls": owed_on(found),
        "outcomes": OUTCOMES,
        "call_form": CallBackForm(found),
        "log_form": LogForm(initial={"once_key": once_key}),
        "once_key_of_call": once_key,
    }


def _earlier(reader: Reader, found: Ticket) -> list[Ticket]:
    if found.requester_id is None:
        return []
    others = tickets_for(reader).filter(requester=found.requester_id).exclude(pk=found.pk)
    return list(others.select_related("status").order_by("-id")[:EARLIER])


@require_GET
@agents_only
def conversation(request: DeskRequest, number: int) -> HttpResponse:
    """The conversation alone, fetched again when something new came."""
    found = ticket_for(request.reader, number)
    mark_seen(found, agent_id=agent_id_of(request.reader), at=request.at)
    return render(request, "console/_conversation.html", conversation_context(request, found))


@require_GET
@agents_only
def facts(request: DeskRequest, number: int) -> HttpResponse:
    """Head and side panel alone, fetched again when something changed."""
    found = ticket_for(request.reader, number)
    return render(request, "console/_facts.html", facts_context(request, found))
