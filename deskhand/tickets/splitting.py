"""Messages leave a ticket for one of their own, moved or as copies.

Both tickets are locked. Who wrote, when, and with which files stays as it was.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.tickets.conversation import remember
from deskhand.tickets.events import TicketSplit
from deskhand.tickets.models import Attachment, Message, ThreadReference, Ticket
from deskhand.tickets.regrouped import Regrouping


def split_off(
    source: Ticket,
    new: Ticket,
    messages: Sequence[Message],
    *,
    is_copy: bool,
    by: Actor,
    at: datetime,
) -> Regrouping:
    """Let messages stand on the ticket that was opened for them."""
    before: dict[str, Any] = {"messages": [], "references": [], "is_copy": is_copy}
    if is_copy:
        for message in messages:
            _copy(message, new)
    else:
        before["messages"] = [message.pk for message in messages]
        before["references"] = _move_references(source, new, messages)
        Message.objects.filter(pk__in=before["messages"]).update(ticket=new)
    row = Regrouping.objects.create(
        kind=Regrouping.Kind.SPLIT,
        ticket=source,
        other=new,
        by_name=by.name,
        at=at,
        before=before,
    )
    for told in (source, new):
        event = TicketSplit(
            ticket=told.pk,
            origin=source.pk,
            into=new.pk,
            count=len(messages),
            is_copy=is_copy,
            organization=told.organization_id,
            team=told.team_id,
        )
        record(event, by=by, at=at)
    return row


def put_back(row: Regrouping) -> None:
    """Move back what was split off; copies stay on the ticket that ends."""
    source, new = row.ticket, row.other
    Message.objects.filter(pk__in=row.before["messages"]).update(ticket=source)
    remember(source, row.before["references"])
    if not row.before["is_copy"]:
        remember(source, new.references.order_by("pk").values_list("message_id", flat=True))
        new.references.all().delete()


def _move_references(source: Ticket, new: Ticket, messages: Sequence[Message]) -> list[str]:
    """Answers to these letters belong to the new ticket from now on."""
    letters = [message.letter.message_id for message in messages if message.letter is not None]
    letters += [message.outgoing.message_id for message in messages if message.outgoing is not None]
    rows = ThreadReference.objects.filter(ticket=source, message_id__in=letters)
    moved = list(rows.order_by("pk").values_list("message_id", flat=True))
    remember(new, moved)
    rows.delete()
    return moved


def _copy(message: Message, new: Ticket) -> None:
    files = list(message.attachments.all())
    message.pk, message.ticket, message.once_key = None, new, None
    message._state.adding = True
    message.save(force_insert=True)
    for file in files:
        Attachment.objects.create(
            message=message,
            blob=file.blob,
            filename=file.filename,
            content_type=file.content_type,
            content_id=file.content_id,
            is_inline=file.is_inline,
            size=file.size,
            key=secrets.token_hex(16),
        )
