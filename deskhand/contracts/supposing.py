"""What if: work on a ticket that is supposed, rated as it would be, with the rule that decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from deskhand.contracts import conditions
from deskhand.contracts.conditions import Work
from deskhand.contracts.deciding import Line, Sheet, sheet_for
from deskhand.contracts.models import Rate
from deskhand.contracts.terms import Travelling
from deskhand.contracts.wording import money
from deskhand.rules import conditions as language
from deskhand.rules.money import PARTS, parts
from deskhand.rules.rating import entries
from deskhand.rules.rating.entries import Effect, NoRate, Rated
from deskhand.tickets.models import Ticket

MINUTE = 60


class CannotRate(ValueError):
    """It cannot be said what the work would cost; the text says why."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """Work that somebody thinks of doing, or did. `metres` and `travel_minutes` are of the way,
    `seconds` go beyond the minutes."""

    begin: datetime
    minutes: int
    role: str = ""
    place: str = "remote"
    work_type: str = ""
    is_minor: bool = False
    metres: int = 0
    travel_minutes: int = 0
    seconds: int = 0

    @property
    def end(self) -> datetime:
        return self.begin + timedelta(minutes=self.minutes, seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the work would come to, line by line."""

    sheet: Sheet
    rated: Rated
    rules: dict[str, Line]

    @property
    def currency(self) -> str:
        return self.sheet.version.currency

    @property
    def total(self) -> str:
        return money(self.rated.total, self.currency)

    @property
    def needs_approval(self) -> bool:
        return any(
            self.rules[line.rule.name].rule.needs_approval
            for line in self.rated.lines
            if line.rule is not None
        )


def suppose(ticket: Ticket, work: Supposed) -> Outcome | None:
    """Rate work on a ticket by the version in force when it is done; None without a contract.

    Raises CannotRate.
    """
    sheet = sheet_for(ticket, work.begin)
    return rate_by(sheet, ticket, work) if sheet is not None else None


def rate_by(sheet: Sheet, ticket: Ticket, work: Supposed) -> Outcome:
    """As `suppose`, by one version."""
    rules = {str(number): line for number, line in enumerate(sheet.lines)}
    terms = entries.Terms(
        calendar=sheet.calendar(work.begin),
        rules=[_rule(name, line, ticket) for name, line in rules.items()],
        default=Effect(sheet.terms.otherwise),
        rounding=sheet.terms.rounding,
        rates=_rates(sheet),
        splitting=sheet.terms.splitting,
        travel=_travel(sheet, work),
        parts=PARTS,
    )
    told = Work("", work.place, work.role, work.work_type, work.is_minor)
    facts = {"supposed": told, "role": work.role.casefold(), "place": work.place}
    try:
        rated = entries.rate(entries.Work(work.begin, work.end, facts), terms)
    except NoRate as error:
        words = _("There is no rate for “%(role)s” in %(name)s, version %(number)d.")
        filled = {
            "role": work.role or _("no role"),
            "name": sheet.contract,
            "number": sheet.version.number,
        }
        raise CannotRate(words % filled) from error
    return Outcome(sheet, rated, rules)


def _rule(name: str, line: Line, ticket: Ticket) -> entries.Rule:
    of_ticket = conditions.facts_of(line.condition, ticket)

    def holds(facts: Mapping[str, Any]) -> bool:
        work: Work = facts["supposed"]
        asked = {**of_ticket, **work.facts(), "band": facts["band"]}
        return language.evaluate(line.condition, asked, at=ticket.received_at)

    return entries.Rule(holds, Effect(line.rule.effect), line.rule.multiplier_permille, name)


def _rates(sheet: Sheet) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rates: list[Rate] = list(sheet.version.rates.all())
    for rate in rates:
        by_band = found.setdefault(rate.role.casefold(), {})
        by_band[rate.band] = parts(rate.per_hour, sheet.version.currency)
    return found


def _travel(sheet: Sheet, work: Supposed) -> entries.Travel | None:
    mode = sheet.terms.travelling
    if mode == Travelling.NONE:
        return None
    price = sheet.terms.travel_minor(sheet.version.currency)
    return entries.Travel(
        mode=mode,
        amount=price,
        metres=work.metres,
        minor_per_km=price,
        seconds=work.travel_minutes * MINUTE,
        minor_per_hour=price,
    )


def roles_of(sheet: Sheet) -> list[str]:
    """Return the roles of the rate card, in their order."""
    return list(dict.fromkeys(rate.role for rate in sheet.version.rates.all()))
