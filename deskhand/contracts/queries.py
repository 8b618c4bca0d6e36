"""How contracts are found."""

from __future__ import annotations

from typing import TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from deskhand.people.reader import Reader

Rows = TypeVar("Rows", bound=models.QuerySet)


def _of_agent(rows: Rows, reader: Reader, path: str = "organization") -> Rows:
    """Those of the organizations that an agent may see."""
    if reader.only_organizations is None:
        return rows
    return rows.filter(**{f"{path}__in": reader.only_organizations})


class ContractQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> ContractQuerySet:
        """Agents see those of the organizations they may see; a requester those of organizations
        whose contracts he was given to read."""
        if not reader.is_agent:
            return self.filter(organization__in=reader.contracts)
        return _of_agent(self, reader)

    def of_organizations(self, ids: list[int]) -> ContractQuerySet:
        return self.filter(organization__in=ids)


class OfClientsQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> OfClientsQuerySet:
        """Agents see those of the organizations they may see; requesters none."""
        if not reader.is_agent:
            return self.none()
        return _of_agent(self, reader)


class MaintenanceQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> MaintenanceQuerySet:
        """Agents see that of the organizations they may see; a requester that of organizations
        whose software he gets."""
        if not reader.is_agent:
            return self.filter(organization__in=reader.software)
        return _of_agent(self, reader)

    def standing(self) -> MaintenanceQuerySet:
        """Terms that were not taken back, with what tells whether they hold."""
        return self.filter(taken_back_at=None).select_related("contract")


class ChargeQuerySet(OfClientsQuerySet):
    """What requesters are asked to pay stands on their invoices."""

    def standing(self) -> ChargeQuerySet:
        """Those that were not taken back, without what takes back."""
        return self.filter(reverses=None, reversed_by=None, adjusts__reversed_by=None)

    def own(self) -> ChargeQuerySet:
        """Those that were made of something, without what takes back or adjusts another."""
        return self.filter(reverses=None, adjusts=None)


class LedgerBookQuerySet(models.QuerySet):
    def of_units(self) -> LedgerBookQuerySet:
        """Books in which something of units is recorded."""
        events = apps.get_model("contracts", "LedgerEvent").objects.filter(book=OuterRef("pk"))
        return self.filter(Exists(events.exclude(kind="closing")))


class LedgerEventQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> LedgerEventQuerySet:
        """Those of the contracts that a reader may see."""
        if not reader.is_agent:
            return self.filter(book__organization__in=reader.contracts)
        return _of_agent(self, reader, "book__organization")

    def posted(self) -> LedgerEventQuerySet:
        return self.filter(taken="posted")


class LedgerEntryQuerySet(models.QuerySet):
    """Rows that stand on an account: entries, and the balances that are kept of them."""

    def visible_to(self, reader: Reader) -> LedgerEntryQuerySet:
        """Agents see those of the organizations they may see; requesters none."""
        if not reader.is_agent:
            return self.none()
        return _of_agent(self, reader, "account__book__organization")

    def of_money(self) -> LedgerEntryQuerySet:
        """Those of what clients owe, without units and time."""
        return self.filter(account__book__contract=None)


class ApprovalQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> ApprovalQuerySet:
        """Agents see those of the organizations they may see; in the portal those see them who may
        approve there, read the contracts, or manage the whole organization."""
        if not reader.is_agent:
            whole = {place for place, site in reader.managed if site is None}
            return self.filter(organization__in=reader.approves | reader.contracts | whole)
        return _of_agent(self, reader)

    def open(self) -> ApprovalQuerySet:
        return self.filter(state="open")


class InvoiceQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> InvoiceQuerySet:
        """Agents see those of the organizations they may see; a requester those of organizations
        whose invoices he was given to read."""
        if not reader.is_agent:
            return self.filter(organization__in=reader.invoices)
        return _of_agent(self, reader)
