"""An answer is given once, by somebody who may, to exactly what he was shown."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.contracts.approvals.approvers import Approver, approver
from deskhand.contracts.approvals.asking import State, about
from deskhand.contracts.events import ApprovalAnswered
from deskhand.contracts.models import Approval, ApprovalAnswer
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.actor import Actor
from deskhand.journal.record import record


class ApprovalEnded(ValueError):
    """It was answered, changed, withdrawn, or its time is over; `state` says which."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class MayNotApprove(ValueError):
    """He is not authorised, or not for so much; the text says so, the page says who is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody says: yes, yes up to an amount (minor units), or no with a reason.

    `total` is what the chosen things come to, where he could choose; `mark` is that of what stood
    before him. `via` says how he said it, `address` from where, `noted_by` who wrote it down for
    him.
    """

    is_approved: bool
    mark: str
    via: str
    up_to: int | None = None
    total: int | None = None
    chosen: tuple[int, ...] = ()
    reason: str = ""
    address: str = ""
    noted_by: str = ""


def answer(
    approval: Approval, said: Answer, *, person_id: int, by: Actor, at: datetime
) -> ApprovalAnswer:
    """Answer a locked question. Raises ApprovalEnded, MayNotApprove and ContractRefused."""
    need_open(approval, at=at)
    if said.mark != approval.mark:
        raise ApprovalEnded(State.VOID)
    who = need_approver(approval, person_id)
    amount = _agreed(approval, said, who) if said.is_approved else None
    if not said.is_approved and not said.reason.strip():
        raise ContractRefused("reason", _("Say in a few words why, so that we can do better."))
    row = ApprovalAnswer.objects.create(
        approval=approval,
        is_approved=said.is_approved,
        amount=amount,
        is_limit=said.is_approved and said.up_to is not None,
        chosen=list(said.chosen),
        reason=said.reason.strip()[:1000],
        person=who.person,
        name=str(who.person),
        via=said.via,
        noted_by=said.noted_by,
        address=said.address[:60],
        mark=approval.mark,
        answered_at=at,
    )
    approval.state = State.APPROVED if said.is_approved else State.DECLINED
    approval.ended_at, approval.remind_at = at, None
    approval.save(update_fields=["state", "ended_at", "remind_at"])
    told = ApprovalAnswered(**about(approval), is_approved=row.is_approved, is_limit=row.is_limit)
    record(told, by=by, at=at)
    return row


def need_open(approval: Approval, *, at: datetime) -> None:
    """Raise ApprovalEnded for a question that takes no answer any more."""
    if not approval.is_open:
        raise ApprovalEnded(approval.state)
    if approval.expires_at <= at:
        raise ApprovalEnded(State.EXPIRED)


def need_approver(approval: Approval, person_id: int) -> Approver:
    """Return him who answers with his right; raises MayNotApprove."""
    who = approver(person_id, approval.organization_id)
    if who is None:
        raise MayNotApprove(_("You are not authorised to approve this."))
    return who


def _agreed(approval: Approval, said: Answer, who: Approver) -> int | None:
    """Return what was agreed in minor units, within what he may agree to."""
    if said.up_to is not None:
        if not approval.is_estimate:
            raise ContractRefused("up_to", _("This is a fixed amount: approve or decline it."))
        if said.up_to <= 0:
            raise ContractRefused("up_to", _("Give an amount of more than zero."))
    amount = said.up_to if said.up_to is not None else said.total
    amount = approval.amount if amount is None else amount
    if not who.may_approve(amount, approval.currency):
        raise MayNotApprove(_("This is more than you may approve alone."))
    return amount
