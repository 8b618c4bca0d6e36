"""A milestone is reached, and what it comes to is charged, once."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from deskhand.contracts import charging
from deskhand.contracts.approvals.reading import answered_words
from deskhand.contracts.charging import NewCharge
from deskhand.contracts.models import ChargeSource, Milestone
from deskhand.contracts.projects.planning import need_agreed, need_open, tell
from deskhand.contracts.quotes.writing import last_version
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.actor import Actor
from deskhand.people.zones import zone_of
from deskhand.rules.money import major


def reach(milestone: Milestone, *, by: Actor, at: datetime) -> Milestone:
    """Note that a milestone of a locked project is reached. Raises ContractRefused."""
    project = milestone.project
    need_open(project)
    if milestone.reached_at is not None:
        raise ContractRefused("", _("It was reached already."))
    milestone.reached_at, milestone.reached_by = at, by.name
    if milestone.amount:
        need_agreed(milestone)
        milestone.charge = charging.charge(_charge(milestone, at=at), by=by, at=at)
    milestone.save(update_fields=["reached_at", "reached_by", "charge"])
    tell(project, "reached", by=by, at=at)
    return milestone


def _charge(milestone: Milestone, *, at: datetime) -> NewCharge:
    project, quote = milestone.project, milestone.project.quote
    version = last_version(quote)
    codes = {line.tax_code for line in version.lines.all()}
    words = _("Milestone %(position)d of project “%(project)s”, quote %(number)s.")
    filled = {"position": milestone.position, "project": project.name, "number": quote.number}
    return NewCharge(
        organization=project.organization,
        source=ChargeSource.MILESTONE,
        key=f"milestone:{milestone.pk}",
        charged_on=at.astimezone(zone_of(None, project.organization)).date(),
        text=f"{project.name}: {milestone.title}",
        amount=milestone.amount,
        currency=version.currency,
        quantity=Decimal(1),
        unit_price=major(milestone.amount, version.currency),
        contract=quote.contract,
        ticket=quote.ticket,
        tax_code=codes.pop() if len(codes) == 1 else "",
        why=(words % filled,),
        decided=answered_words(version.approval) if version.approval is not None else "",
    )
