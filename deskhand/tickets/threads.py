"""To which ticket does a letter belong? By its reply address, else by what it refers to."""

import re
from collections.abc import Iterable

from deskhand.catalog.models import Category
from deskhand.tickets.models import ThreadReference, Ticket

MOST_MOVES = 5
_SUBJECT_NUMBER = re.compile(r"\[#(\d{1,18})\]")


def by_reply_key(keys: Iterable[str]) -> int | None:
    """Return the number of the ticket whose unguessable key stands in a reply address."""
    wanted = [key for key in keys if key]
    return _landed(Ticket.objects.filter(reply_key__in=wanted).first()) if wanted else None


def by_references(message_ids: Iterable[str]) -> tuple[int, str] | None:
    """Return the number of the ticket of the nearest letter referred to (nearest first), and
    which letter it was."""
    wanted = [message_id[:995] for message_id in message_ids if message_id][:100]
    if not wanted:
        return None
    rows = ThreadReference.objects.filter(message_id__in=wanted).order_by("-ticket_id")
    known = dict(rows.values_list("message_id", "ticket_id"))
    return next(((known[text], text) for text in wanted if text in known), None)


def by_subject(subject: str) -> int | None:
    """Return the ticket that a subject names as [#4711]: a hint that anybody can write."""
    numbers = [int(number) for number in _SUBJECT_NUMBER.findall(subject)[:3]]
    return _landed(Ticket.objects.filter(pk__in=numbers).first()) if numbers else None


def _landed(ticket: Ticket | None) -> int | None:
    """A ticket that was merged leads to where it went, and so does one whose letters were all
    moved away."""
    while ticket is not None and ticket.merged_into is not None:
        ticket = ticket.merged_into
    for _hop in range(MOST_MOVES):
        if ticket is None or ticket.related is None or ticket.category != Category.CANCELLED:
            break
        if ticket.messages.exists():
            break
        ticket = ticket.related
    return ticket.pk if ticket is not None else None
