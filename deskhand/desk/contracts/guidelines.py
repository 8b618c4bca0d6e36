"""How the firm works for a client, put together from its contracts and their policies, without
prices: what everybody of the client may read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from deskhand.contracts.models import Contract, ContractVersion
from deskhand.contracts.promising import clients_of
from deskhand.contracts.reading import Standing, State, standings, with_standing
from deskhand.contracts.terms import Terms
from deskhand.contracts.unit_wording import unit_lines
from deskhand.people.lineage import above
from deskhand.people.reader import Reader
from deskhand.sla.administration import latest

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Guideline:
    """How it is worked under one contract. `covered` are effects with the client's words, `units`
    pairs of a subject and a sentence; emergencies and ways are as the policy has them."""

    contract: Contract
    version: ContractVersion
    hours: Sequence[tuple[str, str]]
    zone: str
    covered: Sequence[tuple[str, str]]
    units: Sequence[tuple[str, str]]
    emergencies: Sequence[dict[str, Any]]
    ways: Sequence[dict[str, Any]]
    has_decisions: bool


def guidelines(reader: Reader, *, at: datetime) -> list[Guideline]:
    """Return those of the contracts in force that hold for somebody's organizations."""
    homes = set(reader.organizations)
    firms = homes.union(*(above(home) for home in homes))
    rows = with_standing(Contract.objects.of_organizations(sorted(firms)))
    rows = rows.prefetch_related("versions__rules").order_by("organization__name", "position", "pk")
    found = [one for one in standings(rows, at=at) if one.state == State.IN_FORCE]
    return [made for one in found if (made := _of(one, homes)) is not None]


def _of(one: Standing, homes: set[int]) -> Guideline | None:
    version = one.version
    if version is None or not homes & {each.pk for each in clients_of(one.contract, version)}:
        return None
    parts = latest(version.policy).parts if version.policy is not None else {}
    terms, spec = Terms.of(version.terms), _spec(version)
    rules = [(str(rule.effect), rule.client_words) for rule in version.rules.all()]
    return Guideline(
        contract=one.contract,
        version=version,
        hours=list(week(spec["weekly"])) if spec else [],
        zone=spec["tz"] if spec else "",
        covered=[(effect, words) for effect, words in rules if words],
        units=list(_units(version, terms)),
        emergencies=parts.get("emergencies", []),
        ways=parts.get("ways", []),
        has_decisions=terms.decides_excluded,
    )


def _spec(version: ContractVersion) -> dict[str, Any]:
    if version.calendar is None:
        return {}
    newest = version.calendar.versions.order_by("number").last()
    return newest.spec if newest is not None else {}


def week(weekly: Mapping[str, Sequence[Sequence[str]]]) -> Iterator[tuple[str, str]]:
    """Yield the days that have hours, those that follow one another with the same ones together,
    with these hours."""
    days = list(range(len(DAYS)))
    for hours, group in groupby(days, key=lambda day: list(weekly.get(DAYS[day], []))):
        same = list(group)
        if not hours:
            continue
        words = str(WEEKDAYS[same[0]])
        if len(same) > 1:
            span = {"first": WEEKDAYS[same[0]], "last": WEEKDAYS[same[-1]]}
            words = _("%(first)s to %(last)s") % span
        yield words, ", ".join(f"{begin}–{end}" for begin, end in hours)


def _units(version: ContractVersion, terms: Terms) -> Iterator[tuple[str, str]]:
    """What is said of units, as far as no price stands in it."""
    for subject, words, price in unit_lines(version, terms):
        if not price:
            yield subject, words
