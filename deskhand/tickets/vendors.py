"""Numbers that vendors give a matter of ours and put into their subjects.

A number counts only in letters from its vendor's own domain: anybody can write a number.
"""

import re
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deskhand.jobs.memory import forget, remembered
from deskhand.jobs.together import shape, told
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.freemail import is_free_mail
from deskhand.tickets.events import TicketChanged
from deskhand.tickets.models import Ticket, VendorNumber

_DOMAIN = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_NUMBER = re.compile(r"(?=.*\d)[a-z0-9](?:[a-z0-9._/-]{2,58})[a-z0-9]")
_WORD = re.compile(r"[a-z0-9](?:[a-z0-9._/-]{2,58})[a-z0-9]", re.IGNORECASE)
# "Case 4711-22", "SR: 61234567", "[Ticket#2026-0042]", "INC0012345".
_GIVEN = re.compile(
    r"\b(?:case|ticket|request|incident|reference|ref|sr|tt|rma|vorgang|fall|anfrage|dossier|caso|"
    r"chamado|zaak|ticketnummer|fallnummer|vorgangsnummer)\.?\s*(?:no|nr|number|id|n°)?\.?\s*"
    r"[:#-]?\s*((?=[a-z0-9._/-]*\d{3})[a-z0-9](?:[a-z0-9._/-]{2,58})[a-z0-9])(?![\w-])|"
    r"\b((?:inc|cs|req|ritm|chg|prb|sr|tkt)-?\d{4,12})\b",
    re.IGNORECASE,
)
_STUCK = re.compile(r"[a-z]+-?", re.IGNORECASE)
MOST = 20


class NumberRefused(ValueError):
    """The number, or whose it is, cannot serve; the text says why."""


def keep_number(
    ticket: Ticket, *, domain: str, number: str, by: Actor, at: datetime
) -> VendorNumber:
    """Keep a vendor's number on a locked ticket; raises NumberRefused.

    `domain` may be given as an address.
    """
    domain = domain.strip().lower().rpartition("@")[2]
    number = number.strip().strip("#[]").lower()
    if not _DOMAIN.fullmatch(domain) or is_free_mail(domain):
        raise NumberRefused(_("Name the vendor's own mail domain, such as vendor.example."))
    if not _NUMBER.fullmatch(number):
        raise NumberRefused(_("A vendor's number has at least four characters, one a digit."))
    if ticket.vendor_numbers.count() >= MOST:
        raise NumberRefused(_("This ticket has as many numbers as it can bear."))
    row, is_new = VendorNumber.objects.get_or_create(ticket=ticket, domain=domain, number=number)
    if is_new:
        forget(_are_there)
        _tell(ticket, by=by, at=at)
    return row


def forget_number(ticket: Ticket, pk: int, *, by: Actor, at: datetime) -> bool:
    """Forget a vendor's number; False when the ticket has no such row."""
    gone, _rows = ticket.vendor_numbers.filter(pk=pk).delete()
    if gone:
        _tell(ticket, by=by, at=at)
    return bool(gone)


def number_in(subject: str) -> str:
    """Return the number that a subject gives as one of a case; "" when it gives none."""
    found = _GIVEN.search(subject)
    if found is None:
        return ""
    # "SR-4711" is a number as it stands, "SR: 4711" is not.
    is_whole = found[1] is None or bool(_STUCK.fullmatch(subject[found.start() : found.start(1)]))
    return found[0] if is_whole else found[1]


def by_vendor_number(email: str, subject: str) -> tuple[int, str] | None:
    """Return the number of the ticket that bears a number of this sender's firm, and the number."""
    domain = email.lower().rpartition("@")[2]
    subject = subject[:1000]
    words = {word.lower() for word in _WORD.findall(subject)}
    # An agent may have given 4711 of a vendor who writes SR-4711.
    words |= {bare.lower() for bare, _whole in _GIVEN.findall(subject) if bare}
    if not domain or not words or not _are_there():
        return None
    rows = VendorNumber.objects.filter(domain=domain, number__in=list(words)[:100])
    row = rows.order_by("-ticket_id").first()
    return (row.ticket_id, row.number) if row else None


@remembered
def _are_there() -> bool:
    return VendorNumber.objects.exists()


def _tell(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    record(
        TicketChanged(
            ticket=ticket.pk,
            field="vendor_numbers",
            old=None,
            new=None,
            organization=ticket.organization_id,
            team=ticket.team_id,
        ),
        by=by,
        at=at,
    )


@shape
def numbers_asked(ticket: int) -> QuerySet:
    """Return what to read of the numbers under which others know a ticket, for `read_together`."""
    rows = VendorNumber.objects.filter(ticket=ticket)
    return told(rows, pk="pk", number="number", domain="domain")
