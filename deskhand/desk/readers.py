"""Who gets the letters of a ticket: the requester, and whoever reads along and wants them.

Each gets a letter of his own, so that nobody learns the others' addresses, and that each can stop
his own letters.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from deskhand.consents import links
from deskhand.desk.addressing import Audience
from deskhand.mail import notices
from deskhand.mail.composing import can_be_written_to
from deskhand.people.finding import person_of
from deskhand.people.models import Person
from deskhand.tickets.models import Participant, Ticket

READ_ALONG = "read along"
# As long as somebody may keep a letter before he wants no more of them.
LASTS = timedelta(days=365)
DATES = "promise dates"
DATES_LAST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One to whom a letter goes; `along` is None for the requester, and for whoever gets this one
    alone (`is_blind`)."""

    person: Person | None
    address: str
    along: Participant | None = None
    is_blind: bool = False


def recipients(ticket: Ticket, audience: Audience | None = None) -> list[Recipient]:
    """Return to whom replies go: the requester, then those who read along and want mail, without
    and with whom the agent chose for this one."""
    chosen = audience or Audience()
    found = [Recipient(ticket.requester, ticket.requester.main_address)] if ticket.requester else []
    along = ticket.participants.filter(is_muted=False).select_related("person").order_by("pk")
    for row in along.prefetch_related("person__addresses"):
        if row.person_id not in chosen.without:
            found.append(Recipient(row.person, row.person.main_address, row))
    found += [Recipient(person_of(one), one, is_blind=True) for one in chosen.bcc]
    by_address = {one.address: one for one in reversed(found)}
    return [one for one in found if by_address[one.address] is one and _reaches(one)]


def stop_url(one: Recipient, *, at: datetime) -> str:
    """Return where he stops these letters without signing in; "" for the requester, whom they
    answer."""
    if one.along is None:
        return ""
    subject = f"participant:{one.along.pk}"
    token = links.make(READ_ALONG, subject, expires_at=at + LASTS, is_single_use=False, at=at)
    return notices.stop_address(token)


def dates_url(ticket: Ticket, *, at: datetime) -> str:
    """Return where the requester agrees to the dates of a ticket, without signing in."""
    subject = f"ticket:{ticket.pk}"
    token = links.make(DATES, subject, expires_at=at + DATES_LAST, is_single_use=False, at=at)
    return f"{settings.DESKHAND_URL}/dates/{token}/"


def _reaches(one: Recipient) -> bool:
    return can_be_written_to(one.address)
