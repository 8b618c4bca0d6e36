"""Invoices and reminders by mail: to whom the client said, with the PDF, each of one key once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from deskhand.contracts.events import InvoiceSent
from deskhand.contracts.invoices import details
from deskhand.contracts.models import Invoice, InvoiceLetter, OpenInvoice
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.wording import money
from deskhand.desk.branding import brand_of
from deskhand.desk.invoices.paper import CannotPrint, bytes_of
from deskhand.desk.story import story
from deskhand.journal.actor import Actor, system
from deskhand.journal.record import record
from deskhand.mail.composing import Enclosure, can_be_written_to
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.writing import Draft, NoMailbox, default_mailbox, write
from deskhand.provider.firm import current

KIND = InvoiceLetter.Kind
REMINDING = system("reminders")
MOST_REMINDERS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A letter to be: what it is, and the key under which it leaves once."""

    kind: str
    key: str


def send(pk: int, *, key: str, by: Actor, at: datetime) -> InvoiceLetter:
    """Send an invoice or credit note; of the same key once. Raises ContractRefused."""
    return _deliver(pk, Asked(KIND.INVOICE, f"sent:{pk}:{key}"[:100]), by=by, at=at)


def remind(pk: int, *, by: Actor, at: datetime) -> InvoiceLetter:
    """Remind of an invoice that is late, the next time; raises ContractRefused."""
    state = OpenInvoice.objects.get(invoice=pk)
    if state.open <= 0 or state.due_on >= details.today(at):
        raise ContractRefused("", _("It is not late."))
    asked = Asked(KIND.REMINDER, f"reminder:{pk}:{state.dunned + 1}")
    return _deliver(pk, asked, by=by, at=at)


def remind_all(*, at: datetime) -> int:
    """Remind of what is late for as long as the firm said, three times at most; returns of how
    many. One that cannot be written keeps back no other."""
    days = details.seller_rules().remind_days
    if not days:
        return 0
    since = details.today(at) - timedelta(days=days)
    late = OpenInvoice.objects.filter(open__gt=0, due_on__lte=since, dunned__lt=MOST_REMINDERS)
    late = late.exclude(dunned_at__gt=at - timedelta(days=days))
    count = 0
    for pk in late.values_list("invoice", flat=True):
        try:
            remind(pk, by=REMINDING, at=at)
        except ContractRefused:
            continue
        count += 1
    return count


def _deliver(pk: int, asked: Asked, *, by: Actor, at: datetime) -> InvoiceLetter:
    invoice = Invoice.objects.select_related("organization", "credits", "state").get(pk=pk)
    try:
        # Made before the transaction: it takes a second.
        paper = bytes_of(invoice, at=at)
    except CannotPrint:
        paper = b""
    return _write(invoice, asked, paper, by=by, at=at)


@story
def _write(
    invoice: Invoice, asked: Asked, paper: bytes, *, by: Actor, at: datetime
) -> InvoiceLetter:
    state = OpenInvoice.objects.select_for_update().get(invoice=invoice)
    known = InvoiceLetter.objects.filter(key=asked.key).first()
    if known is not None:
        return known
    is_reminder = asked.kind == KIND.REMINDER
    outgoing = _posted(invoice, state, paper, is_reminder=is_reminder, at=at)
    row = InvoiceLetter.objects.create(
        invoice=invoice,
        kind=asked.kind,
        key=asked.key,
        outgoing=outgoing,
        written_at=at,
        by=by.name,
    )
    if is_reminder:
        state.dunned, state.dunned_at = state.dunned + 1, at
    elif state.sent_at is None:
        state.sent_at = at
    state.save(update_fields=["dunned", "dunned_at", "sent_at"])
    told = InvoiceSent(invoice=invoice.pk, letter=asked.kind, organization=invoice.organization_id)
    record(told, by=by, at=at)
    return row


def _posted(
    invoice: Invoice, state: OpenInvoice, paper: bytes, *, is_reminder: bool, at: datetime
) -> OutgoingLetter:
    to = [one for one in details.recipients_of(invoice.organization) if can_be_written_to(one)]
    if not to:
        refusal = _("Nobody at %(client)s gets invoices yet. Enter how it is billed.")
        raise ContractRefused("", refusal % {"client": invoice.organization})
    brand = brand_of(None)
    file = Enclosure(f"{invoice.name}.pdf", "application/pdf", paper)
    with translation.override(invoice.language):
        words = {
            "invoice": invoice,
            "is_reminder": is_reminder,
            "total": money(abs(invoice.total), invoice.currency),
            "open": money(state.open, invoice.currency),
            "has_paper": bool(paper),
            "url": f"{settings.DESKHAND_URL}/invoices/{invoice.pk}/",
            "firm": current(),
            "brand": brand,
        }
        draft = Draft(
            kind="invoice",
            to=to,
            subject=_subject(invoice, is_reminder),
            text=render_to_string("mail/invoice.txt", words),
            html=render_to_string("mail/invoice.html", words),
            enclosures=(*brand.enclosures, *((file,) if paper else ())),
        )
    try:
        default_mailbox()
    except NoMailbox as error:
        raise ContractRefused("", _("The desk has no mailbox to send it from.")) from error
    return write(draft, at=at)


def _subject(invoice: Invoice, is_reminder: bool) -> str:
    words = _("Invoice %(name)s")
    if is_reminder:
        words = _("Reminder of invoice %(name)s")
    elif invoice.is_credit:
        words = _("Credit note %(name)s")
    return words % {"name": invoice.name}
