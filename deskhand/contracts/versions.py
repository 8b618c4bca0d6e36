"""Versions of a contract: one is drafted, checked and published from a day on; then it stands.

What holds is decided by the date of the work, never by when somebody looks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.contracts import conditions, promising
from deskhand.contracts.models import Contract, ContractVersion, CoverageRule, Rate
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.terms import Empty, Terms, Travelling
from deskhand.rules.conditions import ConditionError
from deskhand.rules.money import is_currency
from deskhand.sla import scope
from deskhand.sla.owing import AssignmentRefused, read_labels

BANDS = ("in", "after")
RULE = (
    *("position", "name", "condition", "effect", "needs_approval"),
    *("multiplier_permille", "client_words"),
)
LISTS = ("sites", "services", "people")
HEADS = (
    "policy",
    "calendar",
    "currency",
    "tax_code",
    "condition",
    "covers_subsidiaries",
    "summary",
)


@dataclass(frozen=True, slots=True)
class RateDraft:
    """What an hour of a role costs in business hours and after them; None: it is not sold."""

    role: str
    in_hours: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class VersionDraft:
    """What a version shall say; `heads` are the columns of `HEADS`, `lists` those of `LISTS`."""

    heads: dict[str, Any]
    labels: tuple[str, ...] = ()
    lists: dict[str, Sequence[Any]] = field(default_factory=dict)
    rates: tuple[RateDraft, ...] = ()
    terms: Terms = field(default_factory=Terms)


def version_on(contract: Contract, day: date) -> ContractVersion | None:
    """Return the version in force on a day; None before the first was published, and on days on
    which the contract holds nothing."""
    held = (version for version, span in promising.periods(contract) if day in span)
    return next(held, None)


def published(contract: Contract) -> list[ContractVersion]:
    """Return the versions that stand, the newest first."""
    return list(contract.versions.exclude(published_at=None).order_by("-number"))


def shown(contract: Contract, *, at: datetime) -> ContractVersion:
    """Return the version to show: that in force, else the newest, else the first draft."""
    in_force = version_on(contract, contract.day(at))
    return in_force or next(iter(published(contract)), None) or contract.versions.get()


def draft_of(contract: Contract) -> ContractVersion | None:
    return contract.versions.filter(published_at=None).first()


@transaction.atomic
def begin(contract: Contract) -> ContractVersion:
    """Return the draft; without one it begins with what the newest version says."""
    found = draft_of(contract)
    return found or copied(published(contract)[0], contract)


def copied(version: ContractVersion, contract: Contract) -> ContractVersion:
    """Make a draft of a contract that says what a version says."""
    latest = contract.versions.order_by("-number").first()
    made = ContractVersion.objects.create(
        contract=contract,
        number=latest.number + 1 if latest else 1,
        labels=version.labels,
        terms=version.terms,
        **{name: getattr(version, name) for name in HEADS},
    )
    if contract.organization_id == version.contract.organization_id:
        for name in LISTS:
            getattr(made, name).set(getattr(version, name).all())
    Rate.objects.bulk_create(
        Rate(version=made, role=rate.role, band=rate.band, per_hour=rate.per_hour)
        for rate in version.rates.all()
    )
    CoverageRule.objects.bulk_create(
        CoverageRule(version=made, **{name: getattr(rule, name) for name in RULE})
        for rule in version.rules.all()
    )
    return made


@transaction.atomic
def write(version: ContractVersion, says: VersionDraft) -> ContractVersion:
    """Write a draft; raises ContractRefused with the field that does not fit."""
    need_draft(version)
    check(says)
    for name, value in says.heads.items():
        setattr(version, name, value)
    version.labels = list(says.labels)
    version.terms = says.terms.kept()
    version.save()
    for name in LISTS:
        getattr(version, name).set(says.lists.get(name, ()))
    version.rates.all().delete()
    Rate.objects.bulk_create(_rates(version, says.rates))
    return version


def need_draft(version: ContractVersion) -> None:
    """Raise ContractRefused for a version that stands."""
    if version.published_at is not None:
        words = _("Version %(number)d is published and stays as it is. Begin the next one.")
        raise ContractRefused("", words % {"number": version.number})


def _rates(version: ContractVersion, drafts: Sequence[RateDraft]) -> Iterator[Rate]:
    for draft in drafts:
        for band, price in zip(BANDS, (draft.in_hours, draft.after), strict=True):
            if price is not None:
                yield Rate(version=version, role=draft.role, band=band, per_hour=price)


def check(says: VersionDraft) -> None:
    """Raise ContractRefused for the first thing that does not fit."""
    _check_money(says)
    try:
        read_labels(says.labels)
    except AssignmentRefused as error:
        raise ContractRefused("labels", str(error)) from error
    try:
        scope.read(says.heads.get("condition", ""), scope.OF_ASSIGNMENTS)
    except ConditionError as error:
        raise ContractRefused("condition", str(error)) from error


def _check_money(says: VersionDraft) -> None:
    currency = says.heads.get("currency", "")
    if currency and not is_currency(currency):
        raise ContractRefused("currency", _("A currency has three capital letters, such as EUR."))
    prices = (says.terms.pack_price, says.terms.unit_price)
    is_priced = bool(says.rates) or says.terms.travelling != Travelling.NONE
    is_priced = is_priced or any(Decimal(price) for price in prices)
    if is_priced and not currency:
        words = _("A price needs a currency. Say which, such as EUR or USD.")
        raise ContractRefused("currency", words)
    is_charged = says.terms.when_empty == Empty.TIME_AND_MATERIALS
    if is_charged and not Decimal(says.terms.unit_price):
        words = _("What is charged when no unit is left needs a price for a unit.")
        raise ContractRefused("unit_price", words)
    roles = [draft.role.casefold() for draft in says.rates]
    twice = next((draft for draft in says.rates if roles.count(draft.role.casefold()) > 1), None)
    if twice is not None:
        words = _("“%(role)s” has two rates. Keep one of them.")
        raise ContractRefused("rates", words % {"role": twice.role})


@transaction.atomic
def publish(
    version: ContractVersion, *, valid_from: date, why: str, by: str, at: datetime
) -> ContractVersion:
    """Put a draft into force from a day on: the first one from the contract's first day, a later
    one not before today, nor before the day of another. Raises ContractRefused."""
    need_draft(version)
    contract = Contract.objects.select_for_update().get(pk=version.contract_id)
    _check_day(contract, valid_from, at=at)
    _check_rules(version)
    version.valid_from, version.why = valid_from, why
    version.published_at, version.published_by = at, by
    version.save()
    promising.promise(contract, at=at)
    return version


def _check_day(contract: Contract, day: date, *, at: datetime) -> None:
    newest = next(iter(published(contract)), None)
    whole = contract.agreement.whole
    if contract.ended_on is not None and contract.ended_on < contract.day(at):
        words = _("The contract ended on %(day)s. Make a new one.")
        raise ContractRefused("valid_from", words % {"day": contract.ended_on})
    if whole.last is not None and day > whole.last:
        words = _("The contract ends on %(day)s, before that day.")
        raise ContractRefused("valid_from", words % {"day": whole.last})
    if newest is None:
        if day != contract.begins_on:
            words = _("The first version holds from the contract’s first day, %(day)s.")
            raise ContractRefused("valid_from", words % {"day": contract.begins_on})
        return
    if newest.valid_from is not None and day <= newest.valid_from:
        words = _("Version %(number)d holds from %(day)s. Two cannot overlap: choose a later day.")
        filled = {"number": newest.number, "day": newest.valid_from}
        raise ContractRefused("valid_from", words % filled)
    if day < contract.day(at):
        words = _("It cannot hold from the past: what was done then stays as it was charged.")
        raise ContractRefused("valid_from", words)


def _check_rules(version: ContractVersion) -> None:
    """Rules that were written in good order may meet a name that is gone since."""
    for rule in version.rules.all():
        try:
            conditions.read(rule.condition)
        except ConditionError as error:
            words = _("The rule “%(name)s” cannot be read: %(reason)s")
            raise ContractRefused("", words % {"name": rule.name, "reason": error}) from error


@transaction.atomic
def withdraw(version: ContractVersion, *, at: datetime) -> None:
    """Take back a version that holds only from a day to come; it is a draft again, unless there
    is another. Raises ContractRefused for one that has held."""
    contract = version.contract
    if version.valid_from is None or version.valid_from <= contract.day(at):
        raise ContractRefused("", _("It holds already. Publish another one instead."))
    if draft_of(contract) is not None:
        version.delete()
    else:
        version.valid_from, version.published_at, version.published_by = None, None, ""
        version.save()
    promising.promise(contract, at=at)


def discard(contract: Contract) -> None:
    """Forget the draft; the first one is the contract itself and stays."""
    if published(contract):
        contract.versions.filter(published_at=None).delete()
