"""A milestone is reached, and what it comes to is charged, once."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from deskhand.contracts import charging
from deskhand.contracts.approvals.reading import answered_words
from deskhand.contracts.charging import NewCharge
from deskhand.contracts.models import ChargeSource, Milestone
from deskhand.contracts.paying import named, payer
from deskhand.contracts.projects.planning import need_agreed, need_open, tell
from deskhand.contracts.quotes.charging import agreed_answer, agreed_lines
from deskhand.contracts.quotes.writing import last_version
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.actor import Actor
from deskhand.people.zones import zone_of
from deskhand.rules.money import major
from deskhand.rules.quoting import shares


def reach(milestone: Milestone, *, by: Actor, at: datetime) -> Milestone:
    """Note that a milestone of a locked project is reached. Raises ContractRefused."""
    project = milestone.project
    need_open(project)
    if milestone.reached_at is not None:
        raise ContractRefused("", _("It was reached already."))
    milestone.reached_at, milestone.reached_by = at, by.name
    if milestone.amount:
        need_agreed(milestone)
        made = [charging.charge(new, by=by, at=at) for new in _charges(milestone, at=at)]
        milestone.charge = made[0]
    milestone.save(update_fields=["reached_at", "reached_by", "charge"])
    tell(project, "reached", by=by, at=at)
    return milestone


def _charges(milestone: Milestone, *, at: datetime) -> list[NewCharge]:
    """One charge for each tax of the quote: what is reached is shared as its lines are."""
    project, quote = milestone.project, milestone.project.quote
    version = last_version(quote)
    nets: dict[str, int] = {}
    for line in agreed_lines(version, agreed_answer(version)):
        net = line.priced.net(version.currency)
        nets[line.tax_code] = nets.get(line.tax_code, 0) + net
    parts = zip(nets, shares(milestone.amount, list(nets.values())), strict=True)
    taxed = [(code, amount) for code, amount in parts if amount]
    words = _("Milestone %(position)d of project “%(project)s”, quote %(number)s.")
    filled = {"position": milestone.position, "project": project.name, "number": quote.number}
    why = [words % filled]
    if len(taxed) > 1:
        why.append(_("It is shared among the taxes of the quote as its lines are."))
    key = f"milestone:{milestone.pk}"
    return [
        NewCharge(
            organization=payer(quote.contract, project.organization),
            source=ChargeSource.MILESTONE,
            key=f"{key}:{code}" if place else key,
            charged_on=at.astimezone(zone_of(None, project.organization)).date(),
            text=named(f"{project.name}: {milestone.title}", quote.ticket, quote.contract),
            amount=amount,
            currency=version.currency,
            quantity=Decimal(1),
            unit_price=major(amount, version.currency),
            contract=quote.contract,
            ticket=quote.ticket,
            tax_code=code,
            why=why,
            decided=answered_words(version.approval) if version.approval is not None else "",
        )
        for place, (code, amount) in enumerate(taxed)
    ]
