"""The ticket page: the conversation, what can be set, and what was promised."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from deskhand.catalog.acts import acts_when, acts_words
from deskhand.desk.bulk_choices import snoozes
from deskhand.desk.emergencies import causes_of, known_of, proposed
from deskhand.desk.first_contact import is_likely
from deskhand.desk.phone.busy import says_when_busy
from deskhand.desk.reply import whom_it_was_for
from deskhand.notices import bell
from deskhand.people.acting import agent_id_of
from deskhand.people.models import Tier
from deskhand.people.reader import Reader
from deskhand.people.warnings import warnings_of
from deskhand.rules.spoken.wishes import wants_a_call
from deskhand.sla.call_board import owed_on
from deskhand.sla.dates import date_on, in_danger
from deskhand.sla.models import Clock, PromiseKind, Start
from deskhand.sla.reading import (
    clocks_for,
    in_turn,
    is_owed,
    is_reply_owed,
    waits_for,
)
from deskhand.tickets.models import Channel, Kind, Message, Ticket
from deskhand.tickets.reading import (
    Window,
    last_message_on,
    mark_seen,
    messages_in,
    ticket_for,
)
from deskhand.web.access import agents_only
from deskhand.web.console.call_forms import OUTCOMES, CallBackForm, LogForm
from deskhand.web.console.drafting import composer_context
from deskhand.web.console.forms import (
    DateForm,
    MessageForm,
    PassedOnForm,
    StagesForm,
)
from deskhand.web.console.panels import panels_context
from deskhand.web.console.pieces.around import Around, read_around, read_facts
from deskhand.web.console.pieces.grades import grades_context
from deskhand.web.console.pieces.listing import rows_with
from deskhand.web.console.pieces.properties import properties_held
from deskhand.web.console.queues import beside
from deskhand.web.console.timeline import WHOLE, timeline
from deskhand.web.request import DeskRequest

# What of the timeline can be shown alone, in the order of its tabs.
SORTS_SHOWN = (
    ("", gettext_lazy("All")),
    ("conversation", gettext_lazy("Conversation")),
    ("notes", gettext_lazy("Notes")),
    ("calls", gettext_lazy("Calls")),
    ("mails", gettext_lazy("Mails")),
    ("time", gettext_lazy("Time")),
    ("changes", gettext_lazy("Changes")),
)


@require_GET
@agents_only
def ticket(request: DeskRequest, number: int) -> HttpResponse:
    found = ticket_for(request.reader, number)
    mark_seen(found, agent_id=agent_id_of(request.reader), at=request.at)
    bell.read(request.reader, "ticket", found.pk, at=request.at)
    return page(request, found, form=_taken_back(request, found))


def _taken_back(request: DeskRequest, found: Ticket) -> MessageForm | None:
    """The composer with whom a reply was for that was just taken back."""
    number = request.GET.get("back", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    to = whom_it_was_for(found, int(number), by=request.reader)
    first = {"cc": ", ".join(to.cc), "bcc": ", ".join(to.bcc), "without": to.without}
    return MessageForm(found, initial=first)


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
    queue, places = beside(request)
    shown = rows_with(found.pk, reader, places, at=request.at)
    own, clocks = shown[found.pk], in_turn(clocks_for([found]))
    around = read_around(found, clocks)
    along = around.along
    context = {
        **conversation_context(request, found, clocks=clocks),
        **facts_context(request, found, around),
        **around.page(reader),
        "participants": along.participants,
        "outsiders": along.outsiders,
        "warnings": warnings_of(found.requester, found.organization, found.site),
        **panels_context(),
        **composer_context(
            request,
            found,
            form or MessageForm(found),
            along=along,
            is_note=is_note,
            has_draft=own["has_draft"],
        ),
        "once_key": secrets.token_hex(16),
        "present": own["present"],
        "queue": queue,
        "list_rows": [shown[one] for one in places.numbers if one in shown],
        "snoozes": snoozes(reader, at=request.at),
        **more,
    }
    return render(request, "console/ticket.html", context, status=status)


def conversation_context(
    request: DeskRequest, found: Ticket, *, clocks: Iterable[Clock] | None = None
) -> dict:
    """What the conversation shows; `clocks` are those of the ticket, where they are known."""
    window = _window(request)
    said, has_earlier = messages_in(window, request.reader, found, at=request.at)
    is_end = window == WHOLE
    last = max((message.pk for message in said), default=0) if is_end else None
    entries, seen = timeline(request.reader, found, said, window, has_earlier=has_earlier)
    for message in said:
        message.linked = seen  # type: ignore[attr-defined]  # for this page alone
    owes = request.reader.may_work and is_reply_owed(
        clocks_for([found]) if clocks is None else clocks
    )
    return {
        "ticket": found,
        "entries": entries,
        "window": window,
        "sorts": SORTS_SHOWN,
        "earlier_than": said[0].pk if has_earlier else None,
        "related": found.related if found.related_id in seen else None,
        "merged_into": found.merged_into if found.merged_into_id in seen else None,
        "may_spare": owes,
        "may_be_first_contact": is_end
        and not has_earlier
        and is_likely(found, said, by=request.reader),
        "wants_a_call": is_end and _wants_a_call(found, said),
        "last_message": last_message_on(request.reader, found, at=request.at)
        if last is None
        else last,
    }


def _window(request: DeskRequest) -> Window:
    """What part of the conversation the address asks for; nonsense asks for all of it."""
    show, before = request.GET.get("show", ""), request.GET.get("before", "")
    is_number = before.isascii() and before.isdecimal() and len(before) < 19
    return Window(
        show=show if show in dict(SORTS_SHOWN) else "",
        before=int(before) if is_number else None,
    )


def _wants_a_call(found: Ticket, said: list[Message]) -> bool:
    """Whether the last word of the requester asks for a call that nobody has made since."""
    theirs = [message for message in said if message.is_public and message.agent_id is None]
    if not (theirs and found.is_open and wants_a_call(theirs[-1].text)):
        return False
    calls = (message for message in said if message.call)
    return not any(call.pk > theirs[-1].pk for call in calls)


def facts_context(request: DeskRequest, found: Ticket, around: Around | None = None) -> dict:
    """What head and side panel show; `around` is what was read for the whole page."""
    around = around or read_facts(found, in_turn(clocks_for([found])))
    clocks, request_type = around.clocks, found.request_type
    acts = request_type.acts if request_type else []
    return {
        "date_form": DateForm(),
        "stages_form": StagesForm(),
        "dates_in_danger": _in_danger(clocks, at=request.at),
        **calls_context(found, clocks),
        "passed_form": PassedOnForm(),
        "ticket": found,
        "clocks": [clock for clock in clocks if clock.replaced_at is None],
        "replaced": [clock for clock in clocks if clock.replaced_at is not None],
        "waits_for_message": any(waits_for(clock, Start.PASSED_ON) for clock in clocks),
        "kinds": Kind.choices,
        "channels": Channel.choices,
        "tiers": Tier.choices,
        "acts": acts_words(acts),
        "says_when_busy": says_when_busy(found),
        "needs_date": bool(acts_when(acts, "research")),
        "has_stages": any(act.get("do") == "stage" for act in acts),
        "has_dates": any(clock.kind == PromiseKind.PROMISE_DATE for clock in clocks),
        **properties_held(found),
        **grades_context(found),
        "emergency": proposed(found),
        "emergency_facts": known_of(found),
        "emergency_causes": causes_of(found),
        **around.facts,
    }


def _in_danger(clocks: Iterable[Clock], *, at: datetime) -> list[tuple[str, str]]:
    owed = [clock for clock in clocks if is_owed(clock) and clock.kind == PromiseKind.PROMISE_DATE]
    return in_danger([date_on(clock) for clock in owed], at=at)


def calls_context(found: Ticket, clocks: Iterable[Clock]) -> dict:
    """The calls that are owed on a ticket, and what can be done about one."""
    once_key = secrets.token_hex(16)
    is_owed_one = any(clock.kind == PromiseKind.CALLBACK and is_owed(clock) for clock in clocks)
    return {
        "calls": owed_on(found) if is_owed_one else [],
        "outcomes": OUTCOMES,
        "call_form": CallBackForm(found),
        "log_form": LogForm(initial={"once_key": once_key}),
        "once_key_of_call": once_key,
    }


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
