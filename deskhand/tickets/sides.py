"""Side conversations with third parties: begun, waited for, answered, and found by their letters.

Nothing of the ticket's own thread is in their letters, and none of their Message-IDs is among
those of the ticket.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from deskhand.jobs.memory import forget, remembered
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.tickets.access import TicketNotFound
from deskhand.tickets.events import SideChanged
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.side import SideConversation
from deskhand.tickets.vendors import number_in

MOST = 20
State = SideConversation.State


def open_side(
    ticket: Ticket, *, subject: str, addresses: Sequence[str], by: Actor, at: datetime
) -> SideConversation:
    """Begin a conversation on a locked ticket; nothing is sent by that."""
    side = SideConversation.objects.create(
        ticket=ticket,
        subject=subject,
        addresses=list(addresses),
        reply_key=secrets.token_hex(16),
        made_by=by.name,
        made_at=at,
    )
    forget(_are_there)
    return side


def sides_on(ticket: Ticket) -> list[SideConversation]:
    return list(SideConversation.objects.filter(ticket=ticket))


def side_of(ticket: Ticket, key: int) -> SideConversation:
    """Return a side conversation of a ticket; raises TicketNotFound for one of another."""
    side = SideConversation.objects.filter(ticket=ticket, pk=key).first()
    if side is None:
        raise TicketNotFound(key)
    return side


def asked(
    side: SideConversation, ticket: Ticket, *, remind_at: datetime | None, by: Actor, at: datetime
) -> None:
    """Something was sent to them, and they owe a word, of whose lack one is reminded."""
    side.state, side.asked_at, side.remind_at, side.draft = State.WAITING, at, remind_at, ""
    side.save(update_fields=["state", "asked_at", "remind_at", "draft"])
    _tell(side, ticket, "asked", by=by, at=at)


def answered(
    side: SideConversation,
    ticket: Ticket,
    *,
    subject: str,
    is_machine: bool,
    by: Actor,
    at: datetime,
) -> None:
    """A letter of theirs came. Their number is learned from its subject; what a program sent is
    no answer."""
    if not side.number:
        side.number = number_in(subject)[:60].lower()
    if not is_machine:
        side.state, side.remind_at = State.ANSWERED, None
        _tell(side, ticket, "answered", by=by, at=at)
    side.save(update_fields=["number", "state", "remind_at"])


def end(side: SideConversation, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Nothing more is awaited of them."""
    side.state, side.remind_at = State.ENDED, None
    side.save(update_fields=["state", "remind_at"])
    _tell(side, ticket, "ended", by=by, at=at)


def message_ids_of(side: SideConversation) -> list[str]:
    """The Message-IDs of its letters, oldest first: all to which the next one refers."""
    found: list[str] = []
    rows = Message.objects.filter(side=side).order_by("pk")
    for ours, theirs in rows.values_list("outgoing__message_id", "letter__message_id"):
        found += [message_id for message_id in (ours, theirs) if message_id]
    return found


def named_by(
    keys: Iterable[str], message_ids: Iterable[str], *, email: str, subject: str
) -> tuple[SideConversation, bool] | None:
    """Return the conversation to which a letter belongs, and whether it bears what only our
    letters to them told: a number in a subject is no proof, and counts from their domain alone."""
    if not _are_there():
        return None
    if wanted := [key for key in keys if key]:
        side = SideConversation.objects.filter(reply_key__in=wanted).first()
        if side is not None:
            return side, True
    if ids := [text for text in message_ids if text][:40]:
        side = _referred_to(ids)
        if side is not None:
            return side, True
    number = number_in(subject).lower()
    rows = SideConversation.objects.filter(number=number).order_by("-pk") if number else []
    return next(((side, False) for side in rows if is_of(side, email)), None)


def _referred_to(ids: list[str]) -> SideConversation | None:
    # One statement for each, so that each goes by its index.
    for named in (Q(outgoing__message_id__in=ids), Q(letter__message_id__in=ids)):
        row = Message.objects.filter(named, side__isnull=False).select_related("side").last()
        if row is not None:
            return row.side
    return None


def is_of(side: SideConversation, email: str) -> bool:
    """Whether an address has the domain of one to which the conversation goes."""
    domain = email.lower().rpartition("@")[2]
    return domain in {address.lower().rpartition("@")[2] for address in side.addresses}


def to_remind(*, at: datetime, most: int = 100) -> list[SideConversation]:
    """Return those of whom one is to be reminded by now."""
    rows = SideConversation.objects.filter(remind_at__lte=at).order_by("remind_at")
    return list(rows[:most])


@remembered
def _are_there() -> bool:
    return SideConversation.objects.exists()


def _tell(side: SideConversation, ticket: Ticket, act: str, *, by: Actor, at: datetime) -> None:
    event = SideChanged(
        ticket=ticket.pk,
        side=side.pk,
        act=act,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
