"""How contracts are found."""

from __future__ import annotations

from django.db import models

from deskhand.people.reader import Reader


class ContractQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> ContractQuerySet:
        """Agents see those of the organizations they may see; a requester those of organizations
        whose contracts he was given to read."""
        if not reader.is_agent:
            return self.filter(organization__in=reader.contracts)
        if reader.only_organizations is None:
            return self
        return self.filter(organization__in=reader.only_organizations)

    def of_organizations(self, ids: list[int]) -> ContractQuerySet:
        return self.filter(organization__in=ids)


class ChargeQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> ChargeQuerySet:
        """Agents see those of the organizations they may see; requesters none: what they are asked
        to pay stands on their invoices."""
        if not reader.is_agent:
            return self.none()
        if reader.only_organizations is None:
            return self
        return self.filter(organization__in=reader.only_organizations)

    def standing(self) -> ChargeQuerySet:
        """Those that were not taken back, without what takes back."""
        return self.filter(reverses=None, reversed_by=None)
