"""Asking for an approval, and what ends a question without an answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from deskhand.contracts.events import ApprovalAsked, ApprovalEnded
from deskhand.contracts.models import Approval
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.actor import Actor, system
from deskhand.journal.record import record
from deskhand.people.models import Agent, Organization
from deskhand.rules.quoting import mark
from deskhand.tickets.models import Ticket

APPROVALS = system("approvals")
DAYS_OPEN = 14
LONGEST = timedelta(days=366)
State = Approval.State


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApproval:
    """A question to be; without a `mark` of its own that of its words tells it apart."""

    organization: Organization
    kind: str
    title: str
    expires_at: datetime
    ticket: Ticket | None = None
    subject: str = ""
    consequence: str = ""
    amount: int | None = None
    currency: str = ""
    is_estimate: bool = False
    mark: str = ""
    asker: Agent | None = None


def ask(new: NewApproval, *, by: Actor, at: datetime) -> Approval:
    """Ask the authorised persons of a client; they are reminded at half of the time. Of the same
    subject one question is open at most. Raises ContractRefused."""
    _check(new, at=at)
    approval = Approval.objects.create(
        organization=new.organization,
        ticket=new.ticket,
        kind=new.kind,
        subject=new.subject,
        title=new.title.strip()[:200],
        consequence=new.consequence.strip(),
        amount=new.amount,
        currency=new.currency,
        is_estimate=new.is_estimate,
        mark=new.mark or mark(_words(new)),
        asked_at=at,
        asked_by=by.name,
        asker=new.asker,
        expires_at=new.expires_at,
        remind_at=at + (new.expires_at - at) / 2,
    )
    told = ApprovalAsked(**about(approval))
    record(told, by=by, at=at)
    return approval


def end(approval: Approval, state: str, *, by: Actor, at: datetime) -> bool:
    """End a locked question without an answer: void, withdrawn or expired; False where it is not
    open any more."""
    if not approval.is_open:
        return False
    _ended(approval, state, by=by, at=at)
    return True


def make_void(approval: Approval, *, by: Actor, at: datetime) -> bool:
    """What a locked question was about has changed: it holds no more, also if it was approved.
    The answer stays on record. False where it held nothing."""
    if approval.state not in {State.OPEN, State.APPROVED}:
        return False
    _ended(approval, State.VOID, by=by, at=at)
    return True


def lock(pk: int) -> Approval:
    """Lock a question for the running transaction."""
    rows = Approval.objects.select_for_update(of=("self",))
    found: Approval = rows.select_related("organization", "ticket").get(pk=pk)
    return found


def expired(*, at: datetime) -> list[Approval]:
    """Return the open questions whose time is over."""
    return list(Approval.objects.open().filter(expires_at__lte=at).order_by("expires_at")[:500])


def to_remind(*, at: datetime) -> list[Approval]:
    """Return the open questions of which nobody was reminded in time."""
    rows = Approval.objects.open().filter(expires_at__gt=at, remind_at__lte=at)
    return list(rows.order_by("expires_at")[:500])


def about(approval: Approval) -> dict[str, Any]:
    """What every event tells of a question."""
    ticket = approval.ticket
    return {
        "ticket": ticket.pk if ticket else None,
        "approval": approval.pk,
        "kind": approval.kind,
        "organization": approval.organization_id,
        "team": ticket.team_id if ticket else None,
    }


def _ended(approval: Approval, state: str, *, by: Actor, at: datetime) -> None:
    approval.state, approval.ended_at, approval.remind_at = state, at, None
    approval.save(update_fields=["state", "ended_at", "remind_at"])
    record(ApprovalEnded(**about(approval), why=state), by=by, at=at)


def _words(new: NewApproval) -> dict[str, Any]:
    return {
        "client": new.organization.pk,
        "ticket": new.ticket.pk if new.ticket else 0,
        "kind": new.kind,
        "title": new.title,
        "consequence": new.consequence,
        "amount": new.amount or 0,
        "currency": new.currency,
        "estimate": new.is_estimate,
    }


def _check(new: NewApproval, *, at: datetime) -> None:
    if not new.title.strip():
        raise ContractRefused("title", _("What is to be approved?"))
    if not at < new.expires_at <= at + LONGEST:
        raise ContractRefused("expires_on", _("Until a day to come, within a year."))
    if new.amount is not None and not (new.amount >= 0 and new.currency):
        raise ContractRefused("amount", _("An amount is not less than zero and has a currency."))
