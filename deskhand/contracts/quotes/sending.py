"""A quote is sent: what it says is frozen with its mark, and the client's approval is asked for."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from deskhand.contracts.approvals import asking
from deskhand.contracts.approvals.asking import NewApproval
from deskhand.contracts.models import Approval, ApprovalAnswer, Quote, QuoteVersion
from deskhand.contracts.quotes.writing import State, last_version
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.actor import Actor
from deskhand.people.models import Agent
from deskhand.people.zones import zone_of
from deskhand.provider.firm import current
from deskhand.rules.quoting import mark, sums


def send(quote: Quote, *, asker: Agent | None, by: Actor, at: datetime) -> Approval:
    """Freeze the last version of a locked quote and ask for its approval, until the end of its last
    day at the client's. Raises ContractRefused where it was sent already or is out of date."""
    version = last_version(quote)
    if version.sent_at is not None:
        raise ContractRefused("", _("This version was sent already."))
    ends_at = _end_of(version)
    if ends_at <= at:
        raise ContractRefused("", _("It was valid until a day that is past. Give it another."))
    version.shown = shown_of(version)
    version.mark = mark(version.shown)
    version.approval = asking.ask(
        NewApproval(
            organization=quote.organization,
            ticket=quote.ticket,
            kind=Approval.Kind.QUOTE,
            subject=f"quote:{quote.pk}",
            title=f"{quote.number} {version.title}",
            amount=sums([line.priced for line in version.lines.all()], version.currency).net,
            currency=version.currency,
            is_estimate=version.is_estimate,
            mark=version.mark,
            expires_at=ends_at,
            asker=asker,
        ),
        by=by,
        at=at,
    )
    version.sent_at, version.sent_by = at, by.name
    version.save()
    _become(quote, State.SENT)
    return version.approval


def withdraw(quote: Quote, *, by: Actor, at: datetime) -> None:
    """Take a locked quote back; one that is charged stays. Raises ContractRefused."""
    if quote.state == State.CHARGED:
        raise ContractRefused("", _("It is charged already."))
    if hasattr(quote, "project"):
        raise ContractRefused("", _("A project carries it out. End that instead."))
    version = last_version(quote)
    if version.approval_id is not None:
        approval = asking.lock(version.approval_id)
        if not asking.end(approval, Approval.State.WITHDRAWN, by=by, at=at):
            asking.make_void(approval, by=by, at=at)
    _become(quote, State.WITHDRAWN)


def answered(quote: Quote, row: ApprovalAnswer) -> None:
    """Note on a locked quote what its client answered."""
    _become(quote, State.APPROVED if row.is_approved else State.DECLINED)


def expire(quote: Quote) -> None:
    """Note on a locked quote that nobody answered in time."""
    _become(quote, State.EXPIRED)


def quote_behind(approval: Approval) -> int | None:
    """Return which quote a question is about, None where it is about none."""
    head, _colon, pk = approval.subject.partition(":")
    return int(pk) if head == "quote" and pk.isdecimal() else None


def shown_of(version: QuoteVersion) -> dict[str, Any]:
    """Return what the client is shown of a version, in words and numbers that can be told apart."""
    return {
        "firm": current().name,
        "client": version.quote.organization.name,
        "number": version.quote.number,
        "version": version.number,
        "title": version.title,
        "kind": version.kind,
        "currency": version.currency,
        "valid_until": version.valid_until.isoformat(),
        "introduction": version.introduction,
        "terms": version.terms,
        "lines": [
            {
                "position": line.position,
                "text": line.text,
                "quantity": f"{line.quantity:.4f}",
                "unit": line.unit,
                "unit_price": f"{line.unit_price:.4f}",
                "tax_code": line.tax_code,
                "tax_percent": "" if line.tax_percent is None else f"{line.tax_percent:.2f}",
                "is_optional": line.is_optional,
            }
            for line in version.lines.all()
        ],
    }


def _end_of(version: QuoteVersion) -> datetime:
    zone = zone_of(None, version.quote.organization)
    midnight = datetime.combine(version.valid_until + timedelta(days=1), time.min, tzinfo=zone)
    return midnight.astimezone(UTC)


def _become(quote: Quote, state: str) -> None:
    quote.state = state
    quote.save(update_fields=["state"])
