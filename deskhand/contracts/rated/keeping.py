"""Excluded work as it is kept: rated for each revision of an entry, said anew by taking back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.contracts import charging
from deskhand.contracts.asked_for import is_asked_for
from deskhand.contracts.models import RatedWork
from deskhand.contracts.quotes.reading import is_quoted
from deskhand.contracts.rated.charging import charge_work
from deskhand.contracts.rated.pricing import Priced, priced
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.actor import Actor, system
from deskhand.tickets.models import Ticket
from deskhand.work.models import TimeEntry

RATING = system("rating")
State = RatedWork.State


def rate(entry_id: int, *, at: datetime) -> RatedWork | None:
    """Rate an entry as it stands; what an earlier revision came to is taken back. The same revision
    again changes nothing. None where nothing of it costs anything."""
    entry = _locked(entry_id)
    if entry.adjusts_id is not None and entry.seconds <= 0:
        # An adjustment takes the whole of an entry back, and another says it anew.
        take_back(_locked(entry.adjusts_id), by=RATING, at=at)
        return None
    if entry.adjustments.filter(seconds__lt=0).exists():
        # Taken back meanwhile: what it said before is told of late.
        take_back(entry, by=RATING, at=at)
        return None
    before = entry.rated.order_by("-revision").first()
    if before is not None and before.revision == entry.revision:
        return _again(before, entry, at=at)
    take_back(entry, by=RATING, at=at)
    ticket = entry.ticket
    found = priced(entry, ticket) if ticket is not None and not entry.is_gone else None
    if ticket is None or found is None:
        return None
    row = _made(entry, ticket, found, at=at)
    _follow(row, before, found, at=at)
    return row


def _again(row: RatedWork, entry: TimeEntry, *, at: datetime) -> RatedWork | None:
    """The same revision again: what nobody decided about follows what the contract says by now."""
    is_open = row.state == State.WAITING or (
        row.state == State.CHARGED and row.decision is None and row.charge is not None
    )
    if row.state != State.REPLACED and not is_open:
        return row
    ticket = entry.ticket
    found = priced(entry, ticket) if ticket is not None and not entry.is_gone else None
    if found is None:
        if row.charge is None or not is_asked_for(row.charge):
            words = _("What the contract says of the work was decided anew.")
            take_back(entry, why=words, by=RATING, at=at)
        return None
    _price(row, found, at=at)
    if row.state == State.REPLACED:
        row.state, row.charge, row.decision = State.WAITING, None, None
        _follow(row, None, found, at=at)
    elif row.state == State.WAITING:
        row.save()
    return row


def _price(row: RatedWork, found: Priced, *, at: datetime) -> None:
    row.amount, row.billed_seconds, row.rate = found.amount, found.billed_seconds, found.rate
    row.why, row.rated_at = list(found.why), at


def take_back(entry: TimeEntry, *, why: str = "", by: Actor, at: datetime) -> None:
    """Let nothing of what a locked entry came to stand: charges are reversed, once."""
    rows = entry.rated.exclude(state=State.REPLACED).select_related("charge")
    for row in rows.order_by("revision"):
        if row.charge is not None and not hasattr(row.charge, "reversed_by"):
            words = why or _("The time was corrected.")
            charging.reverse(row.charge, why=words, by=by, at=at)
        row.state = State.REPLACED
        row.save(update_fields=["state"])


def price_again(row: RatedWork, *, at: datetime) -> bool:
    """Price waiting work anew that had no price, such as after a rate was missing."""
    entry = _locked(row.entry_id)
    found = priced(entry, entry.ticket) if entry.ticket is not None else None
    if found is None or found.fault or entry.revision != row.revision:
        return False
    _price(row, found, at=at)
    row.save(update_fields=["amount", "billed_seconds", "rate", "why", "rated_at"])
    return True


def _locked(pk: int) -> TimeEntry:
    rows = TimeEntry.objects.select_for_update(of=("self",))
    found: TimeEntry = rows.select_related(
        "ticket__organization", "ticket__requester", "role", "work_type", "message"
    ).get(pk=pk)
    return found


def _made(entry: TimeEntry, ticket: Ticket, found: Priced, *, at: datetime) -> RatedWork:
    version = found.sheet.version
    return RatedWork(
        entry=entry,
        revision=entry.revision,
        contract=found.sheet.contract,
        organization=found.sheet.contract.organization,
        ticket=ticket,
        worked_on=entry.worked_on,
        text=entry.invoice_text or _text(entry),
        seconds=entry.seconds,
        billed_seconds=found.billed_seconds,
        rate=found.rate,
        amount=found.amount,
        currency=version.currency,
        tax_code=version.tax_code,
        why=list(found.why),
        state=State.WAITING,
        rated_at=at,
    )


def _text(entry: TimeEntry) -> str:
    """What stands on an invoice where nobody wrote it: the request and the kind of work."""
    subject = entry.ticket.subject if entry.ticket is not None else ""
    return f"#{entry.ticket_id} {subject}: {entry.work_type}"[:500]


def _follow(row: RatedWork, before: RatedWork | None, found: Priced, *, at: datetime) -> None:
    """What becomes of it by itself. A decision about an entry holds for what it says later, as long
    as that costs no more."""
    decision = before.decision if before is not None else None
    holds = before is not None and decision is not None and row.amount <= before.amount
    if is_quoted(row.ticket):
        row.state = State.QUOTED
    elif holds and decision is not None and not decision.is_charged:
        row.state, row.decision = State.WAIVED, decision
    row.save()
    if row.state != State.WAITING or found.fault:
        return
    if holds or not found.sheet.terms.decides_excluded:
        row.decision = decision if holds else None
        _charge(row, at=at)


def _charge(row: RatedWork, *, at: datetime) -> None:
    """Charge what needs no decision; beyond what was approved, it waits for one."""
    try:
        with transaction.atomic():
            charge_work(row, by=RATING, at=at)
    except ContractRefused as error:
        row.state, row.charge, row.why = State.WAITING, None, [*row.why, str(error)]
        row.save()
