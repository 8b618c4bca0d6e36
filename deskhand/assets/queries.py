"""How products and releases are found."""

from __future__ import annotations

from django.db import models

from deskhand.people.reader import Reader
from deskhand.rules.maintenance import State


class ProductQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> ProductQuerySet:
        """Agents see all. What a requester sees of products follows from his client's maintenance,
        which is not known here."""
        return self if reader.is_agent else self.none()

    def live(self) -> ProductQuerySet:
        return self.filter(archived_at=None)


class ReleaseQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> ReleaseQuerySet:
        """Agents see all, drafts too."""
        return self if reader.is_agent else self.none()

    def out(self) -> ReleaseQuerySet:
        """Those that are or were published."""
        return self.exclude(state=State.DRAFT)
