"""What an agent does on a ticket: each act is one POST, one story, one answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from deskhand.desk import reply as replying
from deskhand.desk import resending, triage
from deskhand.desk.addressing import Audience
from deskhand.desk.timekeeping.entering import Said
from deskhand.mail.outbox import NotToBeSent
from deskhand.people.acting import NotAllowed
from deskhand.sla.dates import NewDate
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.reading import message_for, news_for, ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.forms import FieldForm, MessageForm
from deskhand.web.console.pieces.properties import properties_offered
from deskhand.web.console.queues import following
from deskhand.web.console.ticket import facts_context, page
from deskhand.web.promises import moment_words
from deskhand.web.request import DeskRequest
from deskhand.web.uploads import UploadRefused, kept_files
from deskhand.work.timekeeping.checks import TimeRefused


@require_POST
@agents_only
def say(request: DeskRequest, number: int) -> HttpResponse:
    """Send a reply or save a note; what cannot be sent stays in the composer."""
    ticket = ticket_for(request.reader, number)
    form = MessageForm(ticket, request.POST)
    is_note = request.POST.get("mode") == "note"
    if not form.is_valid():
        return page(request, ticket, form=form, status=422, is_note=is_note)
    try:
        message = _say(request, ticket, form, is_note=is_note)
    except replying.NewsMeanwhile:
        news = news_for(request.reader, ticket, after=form.cleaned_data["seen"], at=request.at)
        more = {"has_news": True, "news": news}
        return page(request, ticket, form=form, status=409, is_note=is_note, **more)
    except (TicketLocked, UploadRefused, TimeRefused) as error:
        form.add_error("worked" if isinstance(error, TimeRefused) else "text", str(error))
        return page(request, ticket, form=form, status=422, is_note=is_note)
    return _said(request, ticket, message)


def _say(request: DeskRequest, ticket: Ticket, form: MessageForm, *, is_note: bool) -> Message:
    cleaned = form.cleaned_data
    said = replying.Reply(
        text=cleaned["text"],
        status=cleaned["status"] or (None if is_note else cleaned["along_status"]),
        tags=() if is_note else tuple(cleaned["along_tags"]),
        files=kept_files(request.FILES.getlist("files")),
        kept=tuple(key for key in request.POST.getlist("kept") if key.isalnum()),
        once_key=cleaned["once_key"] or None,
        seen_message=None if cleaned["send_anyway"] else cleaned["seen"],
        send_at=None if is_note else cleaned["send_at"],
        promise=None if is_note else _promise(cleaned),
        audience=None if is_note else _audience(request, cleaned),
        worked=_worked(cleaned),
        is_first_contact=cleaned["first_contact"],
        is_uncharged=cleaned["uncharged"],
    )
    tell = replying.note if is_note else replying.reply
    return tell(ticket.pk, said, by=request.reader, at=request.at)


def _audience(request: DeskRequest, cleaned: dict[str, Any]) -> Audience:
    keys = (key for key in request.POST.getlist("without") if key.isdecimal() and len(key) < 20)
    without = map(int, keys)
    return Audience(cleaned["cc"], cleaned["bcc"], frozenset(without), cleaned["may_leave"])


def _worked(cleaned: dict[str, Any]) -> Said | None:
    """The time that was typed along; of its usual kind, and billable as that, unless said."""
    if cleaned["worked"] is None:
        return None
    is_free = cleaned["worked_free"]
    return Said(
        cleaned["worked"],
        cleaned["worked_kind"],
        is_billable=False if is_free else None,
        why_not_billable=cleaned["worked_why"],
        ends_timer=cleaned["worked_timer"],
    )


def _promise(cleaned: dict[str, Any]) -> NewDate | None:
    due_at = cleaned["promise_at"]
    return NewDate(due_at, cleaned["promise_why"], was_told=True) if due_at else None


def _said(request: DeskRequest, ticket: Ticket, message: Message) -> HttpResponse:
    if message.undo.get("later") and message.released_at is not None:
        words = {"number": ticket.pk, "when": moment_words(message.released_at, at=request.at)}
        messages.success(request, _("Reply to #%(number)d goes out %(when)s.") % words)
    elif message.is_public:
        messages.success(
            request,
            _("Reply to #%(number)d goes out in a moment.") % {"number": ticket.pk},
            extra_tags=f"undo:{message.pk}",
        )
    else:
        messages.success(request, _("Note saved."))
    if request.POST.get("then") == "next":
        return redirect(following(request, ticket.pk))
    return redirect("console:ticket", ticket.pk)


@require_POST
@agents_only
def take_back(request: DeskRequest, message_id: int) -> HttpResponse:
    """Undo a reply within its window: its text returns to the composer."""
    message = message_for(request.reader, message_id, at=request.at)
    try:
        replying.take_back(message.pk, by=request.reader, at=request.at)
    except replying.TooLate as error:
        messages.error(request, str(error))
        return redirect("console:ticket", message.ticket_id)
    messages.success(request, _("Taken back. Your text is in the composer."))
    return redirect(f"{reverse('console:ticket', args=[message.ticket_id])}?back={message.pk}")


@require_POST
@agents_only
def send_now(request: DeskRequest, message_id: int) -> HttpResponse:
    """Let a reply go out that waits for a later time."""
    message = message_for(request.reader, message_id, at=request.at)
    try:
        replying.send_now(message.pk, by=request.reader, at=request.at)
    except (replying.TooLate, NotAllowed) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It goes out now."))
    return redirect("console:ticket", message.ticket_id)


@require_POST
@agents_only
def send_again(request: DeskRequest, message_id: int) -> HttpResponse:
    """Try a reply at once that failed, or that could not leave yet."""
    message = message_for(request.reader, message_id, at=request.at)
    try:
        resending.send_again(message.pk, by=request.reader, at=request.at)
    except (NotToBeSent, NotAllowed):
        messages.error(request, _("This letter is on its way or has gone out."))
    else:
        messages.success(request, _("It is sent again."))
    return redirect("console:ticket", message.ticket_id)


@require_POST
@agents_only
def set_field(request: DeskRequest, number: int, field: str) -> HttpResponse:
    """Set one field; the answer is the head and side panel with the new state."""
    ticket = ticket_for(request.reader, number)
    if field not in triage.FIELDS:
        return HttpResponse(_("This cannot be changed."), status=422)
    form = FieldForm(field, ticket, request.reader, request.POST)
    if not form.is_valid():
        return _refused(request, number, str(form.errors["value"][0]))
    try:
        triage.set_field(
            number, field, form.cleaned_data["value"], by=request.reader, at=request.at
        )
    except triage.ChangeRefused as error:
        return _refused(request, number, str(error))
    if not request.htmx:
        return redirect("console:ticket", number)
    ticket = ticket_for(request.reader, number)
    # With its menus whole, so that whoever goes on by keyboard need not wait for them.
    context = facts_context(request, ticket) | properties_offered(request, ticket)
    answer = render(request, "console/_facts.html", context)
    # The change stands in the timeline at once, also where no live stream runs.
    return trigger_client_event(answer, "desk:refresh", {"target": "#conversation"})


def _refused(request: DeskRequest, number: int, reason: str) -> HttpResponse:
    ticket = ticket_for(request.reader, number)
    if not request.htmx:
        return page(request, ticket, status=422, refusal=reason)
    context = {**facts_context(request, ticket), "refusal": reason}
    return render(request, "console/_facts.html", context, status=422)


@require_POST
@agents_only
def take(request: DeskRequest, number: int) -> HttpResponse:
    """Assign the ticket to oneself."""
    ticket_for(request.reader, number)
    try:
        triage.take(number, by=request.reader, at=request.at)
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect("console:ticket", number)
