"""Contracts as pages get them: only through what a reader may see, and what is coming up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from deskhand.contracts.models import Contract, ContractVersion, Document
from deskhand.contracts.promising import periods
from deskhand.contracts.queries import ContractQuerySet
from deskhand.people.models import Organization
from deskhand.people.reader import Reader
from deskhand.rules.terms import Span

# So long before the last day for notice, or before the end, it stands among what comes up.
SOON = timedelta(days=92)


class State(models.TextChoices):
    """Where a contract stands on a day."""

    DRAFT = "draft", _("Draft")
    TO_COME = "to_come", _("To come")
    IN_FORCE = "in_force", _("In force")
    SUSPENDED = "suspended", _("On stop")
    ENDED = "ended", _("Ended")


def usual_currency() -> str:
    """The currency in which the firm agreed on something last; empty before the first time."""
    rows = ContractVersion.objects.exclude(currency="").order_by("-pk")
    return rows.values_list("currency", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A contract on a day: its state, the version in force, its term, and what comes next."""

    contract: Contract
    state: State
    version: ContractVersion | None
    term: Span | None
    notice_by: date | None
    day: date

    @property
    def ends_on(self) -> date | None:
        """The end that is certain: it was ended, or does not renew."""
        return self.contract.agreement.whole.last

    @property
    def renews_on(self) -> date | None:
        """The day on which it renews by itself; None where it does not."""
        if self.ends_on is not None or self.term is None or self.term.last is None:
            return None
        return self.term.last + timedelta(days=1)

    @property
    def comes_on(self) -> date | None:
        """The next day on which somebody should have thought of it: notice, or the end."""
        days = [self.notice_by, self.ends_on, self.renews_on]
        return min((day for day in days if day is not None and day >= self.day), default=None)

    @property
    def is_soon(self) -> bool:
        """Whether it ends or renews soon, or notice is to be given soon."""
        live = self.state in {State.IN_FORCE, State.SUSPENDED}
        return live and self.comes_on is not None and self.comes_on - self.day <= SOON


def contracts_for(reader: Reader) -> ContractQuerySet:
    """Return the contracts that somebody may read, with what tells where they stand."""
    rows: ContractQuerySet = Contract.objects.visible_to(reader)
    return with_standing(rows)


def with_standing(rows: ContractQuerySet) -> ContractQuerySet:
    """Read with contracts what tells where they stand, in a few statements for all."""
    stands = ContractVersion.objects.select_related("policy", "calendar").order_by("number")
    versions = Prefetch("versions", stands)
    return rows.select_related("organization").prefetch_related(versions, "suspensions")


def standing(contract: Contract, *, at: datetime) -> Standing:
    day = contract.day(at)
    held = [version for version, span in periods(contract) if day in span]
    term = contract.agreement.term_at(max(day, contract.begins_on))
    return Standing(
        contract=contract,
        state=_state(contract, day),
        version=held[0] if held else None,
        term=term,
        notice_by=contract.agreement.notice_by(term) if term else None,
        day=day,
    )


def _state(contract: Contract, day: date) -> State:
    last = contract.agreement.whole.last
    if last is not None and last < day:
        return State.ENDED
    if all(version.published_at is None for version in contract.versions.all()):
        return State.DRAFT
    if day < contract.begins_on:
        return State.TO_COME
    stops = (Span(row.begins_on, row.ends_on) for row in contract.suspensions.all())
    return State.SUSPENDED if any(day in stop for stop in stops) else State.IN_FORCE


def standings(contracts: Iterable[Contract], *, at: datetime) -> list[Standing]:
    return [standing(contract, at=at) for contract in contracts]


def coming_up(found: Sequence[Standing]) -> list[Standing]:
    """Return those that end or renew soon, or want notice, the next first."""
    soon = [each for each in found if each.is_soon]
    return sorted(soon, key=lambda each: (each.comes_on or date.max, each.contract.pk))


def contracts_of(organization: Organization, reader: Reader) -> ContractQuerySet:
    """Return those of one client, in the order in which they are tried."""
    return contracts_for(reader).filter(organization=organization).order_by("position", "pk")


def document_for(reader: Reader, contract_id: int, pk: int) -> Document | None:
    """Return a document that somebody may read; a requester only what is shared."""
    rows = Document.objects.filter(
        pk=pk, contract__in=Contract.objects.visible_to(reader).filter(pk=contract_id)
    )
    if not reader.is_agent:
        rows = rows.filter(is_shared=True)
    return rows.select_related("blob").first()


def contract_of(pk: int) -> Contract | None:
    """Return a contract as administrators keep it."""
    rows: ContractQuerySet = Contract.objects.all()
    return with_standing(rows).filter(pk=pk).first()
