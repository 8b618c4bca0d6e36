"""Contracts that packs bring as templates: a new contract begins with what one says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.contracts import conditions, keeping, ruling, versions
from deskhand.contracts.keeping import Head
from deskhand.contracts.models import Contract
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.ruling import RuleDraft
from deskhand.contracts.terms import Terms
from deskhand.contracts.versions import VersionDraft
from deskhand.packs import applied
from deskhand.packs.reading import Pack, Problem
from deskhand.people.models import Organization
from deskhand.rules.conditions import ConditionError
from deskhand.sla.administration import latest


@dataclass(frozen=True, slots=True)
class Template:
    """A contract to be, of a pack that is in force here."""

    pack: Pack
    data: dict[str, Any]

    @property
    def key(self) -> str:
        return f"{self.pack.name}/{self.data['slug']}"

    def __str__(self) -> str:
        return f"{self.data['name']} ({self.pack.title})"


def templates() -> list[Template]:
    """Return the contracts that the packs in force here bring."""
    in_force = applied.since()
    packs = [pack for pack in applied.known() if pack.name in in_force]
    return [Template(pack, data) for pack in packs for data in pack.data.get("contracts", [])]


@transaction.atomic
def begin(
    template: Template, organization: Organization, head: Head, *, at: datetime, currency: str = ""
) -> Contract:
    """Make a contract whose draft says what a template does, with the pack's policy and hours.

    Raises ContractRefused.
    """
    policy = applied.policy_of(template.pack)
    if policy is None:
        raise ContractRefused("template", _("The policy of this pack is no longer here."))
    calendar = latest(policy).calendar
    made = keeping.make(organization, head, calendar=calendar, currency=currency, at=at)
    data = template.data
    heads = {
        "policy": policy,
        "calendar": calendar,
        "currency": currency,
        "tax_code": "",
        "condition": "",
        "covers_subsidiaries": False,
        "summary": data.get("summary", ""),
    }
    draft = VersionDraft(
        heads, labels=tuple(data.get("labels", ())), terms=Terms.of(data.get("terms", {}))
    )
    versions.write(versions.begin(made), draft)
    for rule in data.get("rules", []):
        ruling.save(made, None, RuleDraft(**{"condition": "", **rule}))
    return made


def problems(pack: Pack) -> Iterator[Problem]:
    """Yield what is wrong with the conditions of a pack's contracts, each with its line."""
    for place, contract in enumerate(pack.data.get("contracts", [])):
        for number, rule in enumerate(contract.get("rules", [])):
            try:
                conditions.read(rule.get("condition", ""))
            except ConditionError as error:
                path = ("contracts", place, "rules", number)
                yield pack.problem(path, str(error))
