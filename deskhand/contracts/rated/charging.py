"""Excluded work is charged: one charge for each entry, with its rule, rate and rounding."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import formats
from django.utils.translation import gettext as _

from deskhand.contracts import charging
from deskhand.contracts.approvals.reading import answered_words
from deskhand.contracts.charging import NewCharge
from deskhand.contracts.models import (
    Approval,
    Charge,
    ChargeSource,
    Decision,
    RatedWork,
)
from deskhand.contracts.paying import named, payer
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.wording import money
from deskhand.journal.actor import Actor
from deskhand.people.zones import zone_of
from deskhand.rules.money import major, minor

HOUR = 3600


def charge_work(row: RatedWork, *, by: Actor, at: datetime) -> Charge:
    """Charge rated work, once. Raises ContractRefused where an approval sets a limit to the work on
    its ticket, and this is beyond it."""
    approval = _approval_of(row)
    if approval is not None:
        _need_within(row, approval)
    quantity, unit, unit_price = _counted(row)
    decided = [decision_words(row.decision)] if row.decision is not None else []
    if approval is not None:
        decided.append(answered_words(approval))
    made = charging.charge(
        NewCharge(
            organization=payer(row.contract, row.organization),
            source=ChargeSource.TIME,
            key=_key(row),
            charged_on=row.worked_on,
            text=named(row.text, row.ticket, row.contract),
            amount=row.amount,
            currency=row.currency,
            quantity=quantity,
            unit=unit,
            unit_price=unit_price,
            contract=row.contract,
            ticket=row.ticket,
            tax_code=row.tax_code,
            why=row.why,
            decided=" ".join(decided),
        ),
        by=by,
        at=at,
    )
    row.state, row.charge = RatedWork.State.CHARGED, made
    row.save(update_fields=["state", "charge", "decision"])
    return made


def decision_words(decision: Decision) -> str:
    """Say who decided, when, why, and how the client was told, in one sentence."""
    day = decision.decided_at.astimezone(zone_of(None, decision.organization))
    words = _("%(name)s decided on %(day)s: %(why)s. Told to %(whom)s %(how)s on %(told)s.")
    return words % {
        "name": decision.name,
        "day": formats.date_format(day, "j F Y"),
        "why": decision.why.rstrip("."),
        "whom": decision.told_whom,
        "how": decision.get_told_how_display(),
        "told": formats.date_format(decision.told_on, "j F Y"),
    }


def _key(row: RatedWork) -> str:
    """A key of its own also where a quote had paid for it and does no more."""
    stem = f"time:{row.entry_id}:{row.revision}"
    taken_back = (
        Charge.objects.own()
        .filter(Q(key=stem) | Q(key__startswith=f"{stem}:"), reversed_by__isnull=False)
        .count()
    )
    return f"{stem}:{taken_back + 1}" if taken_back else stem


def _counted(row: RatedWork) -> tuple[Decimal, str, Decimal]:
    """Hours at a rate where these make the amount; else the whole as one."""
    if row.rate is not None:
        hours = (Decimal(row.billed_seconds) / HOUR).quantize(Decimal("0.0001"))
        if minor(hours * row.rate, row.currency) == row.amount:
            return hours, "h", row.rate
    return Decimal(1), "", major(row.amount, row.currency)


def _approval_of(row: RatedWork) -> Approval | None:
    """The last approval of work on the ticket that says up to how much, locked, so that two charges
    do not both find the same rest of it."""
    kinds = (Approval.Kind.WORK, Approval.Kind.OVERAGE)
    rows = Approval.objects.filter(
        ticket=row.ticket_id, kind__in=kinds, state=Approval.State.APPROVED
    )
    rows = rows.filter(answer__amount__isnull=False, currency=row.currency)
    rows = rows.select_for_update(of=("self",)).select_related("answer", "organization")
    found: Approval | None = rows.order_by("-pk").first()
    return found


def _need_within(row: RatedWork, approval: Approval) -> None:
    standing = Charge.objects.standing().filter(ticket=row.ticket_id, source=ChargeSource.TIME)
    charged = standing.aggregate(sum=Sum("amount"))["sum"] or 0
    agreed: int = approval.answer.amount or 0
    if charged + row.amount > agreed:
        words = _("On #%(number)d up to %(amount)s was approved; with this it comes to %(sum)s.")
        filled = {
            "number": row.ticket_id,
            "amount": money(agreed, row.currency),
            "sum": money(charged + row.amount, row.currency),
        }
        raise ContractRefused("", words % filled)
