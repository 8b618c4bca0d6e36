"""Cost rates: who may see them, and keeping them by date."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.contracts.models import CostRate
from deskhand.contracts.refusing import ContractRefused
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.rules.money import is_currency, parts
from deskhand.rules.profit import Priced


def may_see(reader: Reader) -> bool:
    """Whether somebody was given to see what work costs; no role brings that."""
    return reader.is_agent and reader.sees_costs


def may_keep(reader: Reader) -> bool:
    """Whether somebody keeps the rates: he sees costs, of all clients."""
    return may_see(reader) and reader.only_organizations is None and not reader.only_own_teams


@transaction.atomic
def set_rate(agent: Agent, per_hour: Decimal, currency: str, *, valid_from: date) -> CostRate:
    """Say what an hour costs from a day on; of the same day the last word counts. Raises
    ContractRefused."""
    if not is_currency(currency):
        raise ContractRefused("currency", _("Three capital letters, such as EUR."))
    if per_hour < 0:
        raise ContractRefused("per_hour", _("It costs nothing at least."))
    row, _made = CostRate.objects.update_or_create(
        agent=agent,
        valid_from=valid_from,
        defaults={"per_hour": per_hour, "currency": currency},
    )
    return row


def rates_of() -> dict[int, list[CostRate]]:
    """Return all rates by agent, in order of their days."""
    found: dict[int, list[CostRate]] = {}
    for row in CostRate.objects.order_by("agent", "valid_from"):
        found.setdefault(row.agent_id, []).append(row)
    return found


def priced(currency: str) -> Mapping[int, list[Priced]]:
    """Return the rates in a currency as they are reckoned with."""
    return {
        agent: [
            Priced(row.valid_from, parts(row.per_hour, currency))
            for row in rows
            if row.currency == currency
        ]
        for agent, rows in rates_of().items()
    }
