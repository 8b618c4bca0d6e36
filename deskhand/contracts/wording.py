"""What a version says, in sentences: for pages, and to compare two versions line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from deskhand.contracts.models import ContractVersion, CoverageRule, Effect
from deskhand.contracts.terms import Bands, Empty, Otherwise, Round, Terms, Travelling
from deskhand.contracts.unit_wording import unit_lines
from deskhand.rules.money import digits, major
from deskhand.rules.rating.entries import PERMILLE

Line = tuple[str, str]


def money(amount: int, currency: str) -> str:
    """Write minor units as an amount with its currency."""
    return price(major(amount, currency), currency)


def price(amount: Decimal, currency: str) -> str:
    """Write an amount with all places of its currency, and more where it has more."""
    _sign, _figures, exponent = amount.normalize().as_tuple()
    places = max(digits(currency), -int(exponent))
    shown = formats.number_format(amount, places, use_l10n=True, force_grouping=True)
    return f"{shown}\N{NO-BREAK SPACE}{currency}".strip()


def lines(version: ContractVersion) -> list[Line]:
    """Return what a version says as pairs of a subject and a sentence, in a fixed order."""
    terms = Terms.of(version.terms)
    return [
        *_promise(version),
        *_scope(version),
        *_money(version),
        *_time(version, terms),
        *_units(version, terms),
    ]


def rule_lines(version: ContractVersion) -> list[Line]:
    """Return the rules of a version as pairs, to be compared."""
    return [
        (_("Rule: %(name)s") % {"name": rule.name}, rule_words(rule))
        for rule in version.rules.all()
    ]


def rules_shown(version: ContractVersion) -> list[tuple[CoverageRule, str]]:
    """Return the rules of a version in order, each with what becomes of the work."""
    rules = sorted(version.rules.all(), key=lambda rule: rule.position)
    return [(rule, rule_effect(rule)) for rule in rules]


def rule_words(rule: CoverageRule) -> str:
    """Say of a rule for which work it is and what becomes of it."""
    words = [f"{rule.position + 1}.", rule.condition or _("all work"), "→", rule_effect(rule)]
    return " ".join(str(word) for word in words)


def rule_effect(rule: CoverageRule) -> str:
    """Say what becomes of work that a rule names."""
    words = str(Effect(rule.effect).label)
    if rule.multiplier_permille != PERMILLE:
        factor = formats.number_format(Decimal(rule.multiplier_permille) / PERMILLE, 2)
        words += _(", %(factor)s times the rate") % {"factor": factor}
    return words + (_(", after approval") if rule.needs_approval else "")


def _promise(version: ContractVersion) -> Iterator[Line]:
    policy = str(version.policy) if version.policy else _("the firm’s default")
    yield _("Promises"), policy
    if version.labels:
        yield _("Labels"), ", ".join(version.labels)
    yield _("Business hours"), str(version.calendar)


def _scope(version: ContractVersion) -> Iterator[Line]:
    named = [
        (_("Sites"), [str(site) for site in version.sites.all()]),
        (_("Services"), [str(service) for service in version.services.all()]),
        (_("People"), [str(person) for person in version.people.all()]),
    ]
    for subject, names in named:
        if names:
            yield subject, ", ".join(names)
    if version.condition:
        yield _("Only for"), version.condition
    if version.covers_subsidiaries:
        yield _("Subsidiaries"), _("The firms below it are covered too.")


def _money(version: ContractVersion) -> Iterator[Line]:
    if version.currency:
        yield _("Currency"), version.currency
    if version.tax_code:
        yield _("Tax code"), version.tax_code
    for row in rate_card(version):
        words = [
            _("%(price)s an hour") % {"price": row.in_hours} if row.in_hours else "",
            _("%(price)s after hours") % {"price": row.after} if row.after else "",
        ]
        yield _("Rate: %(role)s") % {"role": row.role}, ", ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class RateLine:
    """What an hour of a role costs, in words; empty where it is not sold."""

    role: str
    in_hours: str
    after: str


def rate_card(version: ContractVersion) -> list[RateLine]:
    """Return the rates of a version by role, in their order."""
    found: dict[str, dict[str, str]] = {}
    for rate in version.rates.all():
        found.setdefault(rate.role, {})[rate.band] = price(rate.per_hour, version.currency)
    return [
        RateLine(role, by_band.get("in", ""), by_band.get("after", ""))
        for role, by_band in found.items()
    ]


def _time(version: ContractVersion, terms: Terms) -> Iterator[Line]:
    yield _("What no rule names"), f"{Otherwise(terms.otherwise).label}"
    if terms.increment_minutes > 1:
        words = _("Charged time is rounded %(how)s %(minutes)d minutes, once per entry.")
        yield (
            _("Rounding"),
            words
            % {
                "how": _rounds(Round(terms.rounds)),
                "minutes": terms.increment_minutes,
            },
        )
    if terms.minimum_minutes:
        words = _("%(minutes)d minutes for each entry that is charged.")
        yield _("Minimum"), words % {"minutes": terms.minimum_minutes}
    yield _("At the change of hours"), _bands(terms)
    yield _("Travel"), _travel(terms, version.currency)
    yield _("When nothing prepaid is left"), _empty(terms)
    decided = _("It is charged after the account manager’s decision, told to the client.")
    at_once = _("It is charged as soon as its time is entered.")
    yield _("Excluded work"), decided if terms.decides_excluded else at_once
    if terms.is_told_in_receipt:
        yield _("Receipt"), _("It tells the client what is covered.")


def _units(version: ContractVersion, terms: Terms) -> Iterator[Line]:
    for subject, words, cost in unit_lines(version, terms):
        yield subject, words % {"price": price(cost, version.currency)} if cost else words


def _rounds(mode: Round) -> str:
    words = {
        Round.UP: _("up to full"),
        Round.NEAREST: _("to the nearest"),
        Round.DOWN: _("down to full"),
    }
    return words[mode]


def _bands(terms: Terms) -> str:
    if terms.bands == Bands.SPLIT:
        return _("An entry is split there.")
    words = _("An entry counts as it began, while at most %(minutes)d minutes lie beyond.")
    return words % {"minutes": terms.grace_minutes}


def _travel(terms: Terms, currency: str) -> str:
    cost = price(Decimal(terms.travel_price), currency)
    words = {
        Travelling.NONE: _("Not charged."),
        Travelling.FLAT: _("%(price)s each time.") % {"price": cost},
        Travelling.PER_KM: _("%(price)s per kilometre.") % {"price": cost},
        Travelling.TIME: _("%(price)s per hour.") % {"price": cost},
    }
    return words[Travelling(terms.travelling)]


def _empty(terms: Terms) -> str:
    if terms.when_empty == Empty.NEGATIVE:
        words = _("Work goes on, into the red by at most %(limit)d.")
        return words % {"limit": terms.red_limit}
    return _("Work %(what)s.") % {"what": Empty(terms.when_empty).label}


@dataclass(frozen=True, slots=True)
class Difference:
    """A subject on which two versions differ; empty where one says nothing of it."""

    subject: str
    was: str
    now: str


def differences(older: ContractVersion, newer: ContractVersion) -> list[Difference]:
    """Return on what two versions differ, in the order of the later one."""
    was, now = (dict(lines(each) + rule_lines(each)) for each in (older, newer))
    subjects = dict.fromkeys([*now, *was])
    pairs = [Difference(each, was.get(each, ""), now.get(each, "")) for each in subjects]
    return [pair for pair in pairs if pair.was != pair.now]


def term_words(contract: Any) -> str:
    """Say how long a contract runs and what becomes of it then."""
    agreed = contract.agreement
    if agreed.ended_on is not None:
        return _("It ends on %(day)s.") % {"day": _day(agreed.ended_on)}
    if agreed.last is None:
        return _("It runs without an end.")
    if not agreed.renews_months:
        return _("It ends on %(day)s and does not renew.") % {"day": _day(agreed.last)}
    words = _("Its first term ends on %(day)s; then it renews by %(months)d months each time.")
    said = words % {"day": _day(agreed.last), "months": agreed.renews_months}
    if not agreed.notice_months:
        return said
    notice = _("Notice is given %(months)d months before.") % {"months": agreed.notice_months}
    return f"{said} {notice}"


def _day(day: Any) -> str:
    return formats.date_format(day, "j F Y")
