"""What was agreed is charged, line by line and once: a flat fee as it stands, an estimate as it
came out, never beyond what was approved."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from deskhand.contracts import charging
from deskhand.contracts.approvals.reading import answered_words
from deskhand.contracts.charging import NewCharge
from deskhand.contracts.models import (
    ApprovalAnswer,
    Charge,
    ChargeSource,
    Quote,
    QuoteLine,
    QuoteVersion,
)
from deskhand.contracts.paying import named, payer
from deskhand.contracts.quotes.writing import State, last_version
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.wording import money
from deskhand.journal.actor import Actor
from deskhand.people.zones import zone_of


def charge_quote(
    quote: Quote, *, came_to: Mapping[int, Decimal] | None = None, by: Actor, at: datetime
) -> list[Charge]:
    """Charge a locked quote that was approved. `came_to` are the quantities of an estimate by the
    positions of its lines, as quoted where one is missing. Raises ContractRefused."""
    if quote.state != State.APPROVED:
        raise ContractRefused("", _("Only what is approved, and not charged yet, can be charged."))
    if quote.charging == Quote.Charging.MILESTONES:
        raise ContractRefused("", _("It is charged by the milestones of its project."))
    version = last_version(quote)
    answer = agreed_answer(version)
    said = came_to or {} if version.is_estimate else {}
    lines = [
        (line, said.get(line.position, line.quantity)) for line in agreed_lines(version, answer)
    ]
    _check(version, answer, lines)
    made = [
        charging.charge(_charge(quote, version, line, quantity, at=at), by=by, at=at)
        for line, quantity in lines
        if quantity
    ]
    quote.state = State.CHARGED
    quote.save(update_fields=["state"])
    return made


def agreed_answer(version: QuoteVersion) -> ApprovalAnswer:
    """Return the approval of a version; raises ContractRefused where there is none."""
    approval = version.approval
    answer = getattr(approval, "answer", None) if approval is not None else None
    if approval is None or answer is None or not answer.is_approved:
        raise ContractRefused("", _("Nobody approved this version."))
    return answer


def agreed_lines(version: QuoteVersion, answer: ApprovalAnswer) -> list[QuoteLine]:
    """Return what was agreed: all that is not optional, and what was chosen."""
    return [
        line
        for line in version.lines.all()
        if not line.is_optional or line.position in answer.chosen
    ]


def charges_of(quote: Quote) -> list[Charge]:
    """Return what was charged of a quote."""
    rows = Charge.objects.own().filter(key__startswith=f"quote:{quote.pk}:")
    return list(rows.select_related("reversed_by").order_by("pk"))


def _check(
    version: QuoteVersion, answer: ApprovalAnswer, lines: list[tuple[QuoteLine, Decimal]]
) -> None:
    if any(quantity < 0 for _line, quantity in lines):
        raise ContractRefused("", _("A quantity is not less than zero."))
    total = sum(_amount(version, line, quantity) for line, quantity in lines)
    if answer.amount is not None and total > answer.amount:
        words = _(
            "It comes to %(total)s, and %(amount)s was approved. "
            "Ask for the rest with a new version."
        )
        currency = version.currency
        filled = {"total": money(total, currency), "amount": money(answer.amount, currency)}
        raise ContractRefused("", words % filled)


def _amount(version: QuoteVersion, line: QuoteLine, quantity: Decimal) -> int:
    return _counted(line, quantity).priced.net(version.currency)


def _counted(line: QuoteLine, quantity: Decimal) -> QuoteLine:
    return QuoteLine(position=line.position, quantity=quantity, unit_price=line.unit_price)


def _charge(
    quote: Quote, version: QuoteVersion, line: QuoteLine, quantity: Decimal, *, at: datetime
) -> NewCharge:
    words = _("Quote %(number)s, version %(version)d, line %(line)d: %(kind)s.")
    filled = {
        "number": quote.number,
        "version": version.number,
        "line": line.position,
        "kind": version.get_kind_display(),
    }
    decided = answered_words(version.approval) if version.approval is not None else ""
    return NewCharge(
        organization=payer(quote.contract, quote.organization),
        source=ChargeSource.QUOTE,
        key=f"quote:{quote.pk}:{version.number}:{line.position}",
        charged_on=at.astimezone(zone_of(None, quote.organization)).date(),
        text=named(line.text, quote.ticket, quote.contract),
        amount=_amount(version, line, quantity),
        currency=version.currency,
        quantity=quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        contract=quote.contract,
        ticket=quote.ticket,
        tax_code=line.tax_code,
        why=(
            words % filled,
            _("What was approved bears the mark %(mark)s.") % {"mark": version.mark},
        ),
        decided=decided,
    )
