"""The names of what sums are cut by: clients, teams, policies, priorities, statuses, tiers."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from deskhand.catalog.models import Category, RequestType
from deskhand.people.models import Organization, Team, Tier
from deskhand.people.reader import Reader
from deskhand.people.reading import all_teams, organizations_for
from deskhand.reports.models import BreachReason, Tally
from deskhand.sla.models import Policy, PromiseKind
from deskhand.tickets.models import Channel

Cut = Tally.Cut


def names_of(cut: str, keys: Iterable[int]) -> dict[int, str]:
    """Return the names of rows; 0 is nobody's."""
    wanted = set(keys)
    found = _NAMES[cut](wanted - {0}) if cut in _NAMES else {}
    return {key: found.get(key) or NOBODY[cut]() for key in wanted}


def choices_for(reader: Reader) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a reader may narrow the reports to, in groups: a value and a name each."""
    clients = organizations_for(reader).live().values_list("pk", "name")
    groups = [(_("Client"), [(f"organization:{pk}", name) for pk, name in clients])]
    if reader.only_organizations is None:
        teams, policies = all_teams(reader), Policy.objects.all()
        groups += [
            (_("Team"), [(f"team:{one.pk}", str(one)) for one in teams]),
            (_("Policy"), [(f"policy:{one.pk}", str(one)) for one in policies]),
            (_("Priority"), [(f"priority:{n}", _level(n)) for n in range(1, 6)]),
        ]
    return groups


def kind_name(kind: str) -> str:
    return str(PromiseKind(kind).label) if kind in PromiseKind.values else kind


def category_name(category: str) -> str:
    return str(Category(category).label) if category in Category.values else category


def channel_name(channel: str) -> str:
    return str(Channel(channel).label) if channel in Channel.values else channel


def tier_name(tier: str | int) -> str:
    return str(Tier(int(tier)).label) if int(tier) in Tier.values else str(tier)


def request_type_names(keys: Iterable[int]) -> dict[int, str]:
    found = _rows(RequestType)(set(keys))
    return {key: found.get(key) or _("Not named") for key in keys}


def reason_names(keys: Iterable[int]) -> dict[int, str]:
    found = _rows(BreachReason)(set(keys))
    return {key: found.get(key) or _("No reason given yet") for key in keys}


def _rows(model: Any) -> Callable[[set[int]], dict[int, str]]:
    return lambda keys: {pk: str(row) for pk, row in model.objects.in_bulk(keys).items()}


def _level(number: int) -> str:
    return _("Priority %(number)d") % {"number": number}


_NAMES: dict[str, Callable[[set[int]], dict[int, str]]] = {
    Cut.ORGANIZATION: _rows(Organization),
    Cut.TEAM: _rows(Team),
    Cut.POLICY: _rows(Policy),
    Cut.PRIORITY: lambda keys: {key: _level(key) for key in keys},
}
NOBODY: dict[str, Callable[[], str]] = {
    Cut.ORGANIZATION: lambda: _("No client"),
    Cut.TEAM: lambda: _("No team"),
    Cut.POLICY: lambda: _("No policy"),
    Cut.PRIORITY: lambda: _("No priority"),
}
