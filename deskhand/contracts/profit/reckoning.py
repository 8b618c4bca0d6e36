"""Revenue against the cost of time, by client, contract, agent and month.

Revenue is what is charged, by the day of the work, less what credit notes gave back and no invoice
asks for again yet. Time counts
by the day on which it was worked, at the cost rate of that day.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from deskhand.contracts.models import (
    Charge,
    ChargeSource,
    Contract,
    InvoiceLine,
    TicketCoverage,
)
from deskhand.contracts.profit.costs import priced
from deskhand.people.models import Agent, Organization
from deskhand.people.reader import Reader
from deskhand.rules.profit import Margin, cost, rate_on
from deskhand.work.models import TimeEntry

CUTS = ("month", "client", "contract", "agent")


@dataclass(frozen=True, slots=True)
class Asked:
    """Days, both counted, and a currency; other currencies are not converted."""

    reader: Reader
    since: date
    until: date
    currency: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Money that came of something, or time that was worked, with all by which it can be cut."""

    day: date
    client: int | None
    contract: int | None
    agent: int | None
    amount: int = 0
    seconds: int = 0


def margins(asked: Asked, cuts: Iterable[str] = CUTS) -> dict[str, list[tuple[Any, Margin]]]:
    """Return for each cut its rows: a name, or the first day of a month, and what it came to."""
    facts = [*_revenue(asked), *_time(asked)]
    rates = priced(asked.currency)
    return {cut: _rows(cut, _cut(facts, cut), rates) for cut in cuts}


def currencies(reader: Reader) -> list[str]:
    """Return the currencies in which was charged, the most frequent first."""
    rows = Charge.objects.visible_to(reader).values("currency").annotate(n=Count("pk"))
    return [row["currency"] for row in rows.order_by("-n", "currency")]


def _revenue(asked: Asked) -> list[Fact]:
    seen = Charge.objects.visible_to(asked.reader)
    days = {"charged_on__range": (asked.since, asked.until)}
    charges = seen.filter(currency=asked.currency, **days)
    columns = ("charged_on", "organization", "contract", "key", "source", "amount")
    found = list(charges.values_list(*columns))
    found += _corrected(asked, seen)
    agents = _agents(key for *_what, key, source, _amount in found if _is_time(source))
    return [
        Fact(day, client, contract, agents.get(_entry(key)) if _is_time(source) else None, amount)
        for day, client, contract, key, source, amount in found
    ]


def _corrected(asked: Asked, seen: QuerySet[Charge]) -> list[tuple[Any, ...]]:
    """What credit notes gave back to be charged again, until an invoice asks for it: what was given
    up, and what is asked for at another price, are charges."""
    lines = InvoiceLine.objects.filter(
        credits__isnull=False,
        credits__replaced_by=None,
        gives_up=None,
        invoice__currency=asked.currency,
        invoice__organization__in=seen.values("organization"),
        charged_on__range=(asked.since, asked.until),
    )
    origins = ("credits__charge", "credits__replaces__charge", "credits__root__charge")
    lines = lines.exclude(
        Q(credits__charge__reversed_by__isnull=False)
        | Q(credits__replaces__charge__reversed_by__isnull=False)
        | Q(credits__root__charge__reversed_by__isnull=False)
    )
    return list(
        lines.values_list(
            "charged_on",
            "invoice__organization",
            "invoice__contract",
            Coalesce(*(f"{path}__key" for path in origins)),
            Coalesce(*(f"{path}__source" for path in origins)),
            "amount",
        )
    )


def _is_time(source: str | None) -> bool:
    return source == ChargeSource.TIME


def _entry(key: str) -> int:
    """The entry of time that a charge came of; 0 for none."""
    number = key.split(":")[1] if ":" in key else ""
    return int(number) if number.isdecimal() else 0


def _agents(keys: Iterable[str]) -> dict[int, int]:
    entries = TimeEntry.objects.filter(pk__in={_entry(key) for key in keys})
    return dict(entries.values_list("pk", "agent"))


def _time(asked: Asked) -> list[Fact]:
    rows = TimeEntry.objects.counted().between(asked.since, asked.until)
    limits = asked.reader.only_organizations
    if limits is not None:
        rows = rows.filter(organization__in=limits)
    rows = rows.exclude(organization=None)
    held = TicketCoverage.objects.filter(ticket=OuterRef("ticket")).values("contract")[:1]
    told = rows.annotate(held=Subquery(held)).values_list(
        "worked_on", "organization", "held", "agent"
    )
    return [
        Fact(day, client, contract, agent, seconds=seconds)
        for day, client, contract, agent, seconds in told.annotate(spent=Sum("seconds")).order_by()
    ]


def _cut(facts: Iterable[Fact], cut: str) -> dict[Any, list[Fact]]:
    found: dict[Any, list[Fact]] = defaultdict(list)
    for fact in facts:
        key = fact.day.replace(day=1) if cut == "month" else getattr(fact, cut)
        found[key].append(fact)
    return found


def _rows(cut: str, found: dict[Any, list[Fact]], rates: Any) -> list[tuple[Any, Margin]]:
    names = _names(cut, [key for key in found if key is not None])
    rows = [(names.get(key, _NOBODY[cut]()), _margin(facts, rates)) for key, facts in found.items()]
    if cut == "month":
        return sorted(rows, key=lambda row: row[0])
    return sorted(rows, key=lambda row: (-row[1].revenue, -row[1].cost, str(row[0])))


def _margin(facts: Iterable[Fact], rates: Any) -> Margin:
    sums: Counter[str] = Counter()
    worked: list[tuple[int, int]] = []
    for fact in facts:
        sums["revenue"] += fact.amount
        sums["seconds"] += fact.seconds
        rate = rate_on(rates.get(fact.agent, ()), fact.day) if fact.seconds else None
        if rate is not None:
            worked.append((fact.seconds, rate.per_hour))
        else:
            sums["unpriced"] += fact.seconds
    return Margin(sums["revenue"], cost(worked), sums["seconds"], sums["unpriced"])


_NOBODY = {
    "month": lambda: "",
    "client": lambda: _("no client"),
    "contract": lambda: _("without a contract"),
    "agent": lambda: _("not of one agent"),
}


def _names(cut: str, keys: list[Any]) -> dict[Any, Any]:
    if cut == "month":
        return {key: key for key in keys}
    if cut == "client":
        return dict(Organization.objects.filter(pk__in=keys).values_list("pk", "name"))
    if cut == "agent":
        return dict(Agent.objects.filter(pk__in=keys).values_list("pk", "person__name"))
    contracts = Contract.objects.filter(pk__in=keys).select_related("organization")
    return {one.pk: f"{one}, {one.organization}" for one in contracts}
