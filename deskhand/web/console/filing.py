"""What an agent knows better about mail: where a letter belongs, and that an address works."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskhand.desk import moving, vendors
from deskhand.journal.record import record
from deskhand.people import administration
from deskhand.people.acting import NotAllowed, actor_of
from deskhand.people.reading import people_for
from deskhand.provider.events import SettingChanged
from deskhand.tickets.access import TicketLocked, need_worker
from deskhand.tickets.reading import message_for, ticket_for
from deskhand.tickets.vendors import NumberRefused
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest


@require_POST
@agents_only
def move_letter(request: DeskRequest, message_id: int) -> HttpResponse:
    """Move a letter into another ticket, and open that one."""
    message = message_for(request.reader, message_id, at=request.at)
    into = ticket_for(request.reader, _number(request, "into"))
    try:
        moving.move_letter(message.pk, into=into.pk, by=request.reader, at=request.at)
    except (TicketLocked, NotAllowed) as error:
        messages.error(request, str(error))
        return redirect("console:ticket", message.ticket_id)
    messages.success(request, _("The letter stands in #%(number)d now.") % {"number": into.pk})
    return redirect("console:ticket", into.pk)


@require_POST
@agents_only
def clear_bounce(request: DeskRequest, person_id: int, address_id: int) -> HttpResponse:
    """An address to which mail came back works again."""
    person = people_for(request.reader).filter(pk=person_id).first()
    address = person.addresses.filter(pk=address_id).first() if person else None
    if address is None:
        raise Http404
    need_worker(request.reader)
    with transaction.atomic():
        if administration.clear_bounce(address):
            event = SettingChanged(
                what="address", setting=address.pk, act="changed", fields="bounced_at"
            )
            record(event, by=actor_of(request.reader), at=request.at)
    return redirect("console:person", person_id)


@require_POST
@agents_only
def vendor_number(request: DeskRequest, number: int) -> HttpResponse:
    """Keep a vendor's number on the ticket, or forget one."""
    ticket_for(request.reader, number)
    row = _number(request, "remove")
    if row:
        vendors.take_number(number, row, by=request.reader, at=request.at)
        return redirect("console:ticket", number)
    try:
        vendors.give_number(
            number,
            domain=request.POST.get("domain", ""),
            given=request.POST.get("number", ""),
            by=request.reader,
            at=request.at,
        )
    except NumberRefused as error:
        messages.error(request, str(error))
    return redirect("console:ticket", number)


def _number(request: DeskRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
