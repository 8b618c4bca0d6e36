"""How people are found."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from deskhand.jobs.prepared import prepared
from deskhand.people.reader import Reader
from deskhand.rules.conditions.folding import fold


class UserManager(BaseUserManager):
    def get(self, *args: Any, **kwargs: Any) -> Any:
        """Return one user with who he is: whoever asks for one user wants to know it next."""
        key = kwargs.get("pk")
        if not args and len(kwargs) == 1 and type(key) is int:
            found = _users(key)
            if not found:
                raise self.model.DoesNotExist(key)  # type: ignore[attr-defined]
            return found[0]
        return self.select_related("person__agent").get(*args, **kwargs)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Any:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)  # type: ignore[attr-defined]
        user.save(using=self._db)
        return user


@prepared
def _users(key: int) -> models.QuerySet:
    users = apps.get_model("people", "User").objects
    return users.select_related("person__agent").filter(pk=key)


class OrganizationQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> OrganizationQuerySet:
        """Agents see all or those they are limited to; requesters those they belong to."""
        if reader.is_agent:
            if reader.only_organizations is None:
                return self
            return self.filter(pk__in=reader.only_organizations)
        return self.filter(pk__in=reader.organizations)

    def live(self) -> OrganizationQuerySet:
        return self.filter(archived_at=None)

    def named(self, words: str) -> OrganizationQuerySet:
        """Whose name holds these words."""
        return self.filter(name_folded__contains=fold(words))


class PersonQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> PersonQuerySet:
        """Agents see people of the organizations they may see; a requester sees himself."""
        if not reader.is_agent:
            return self.filter(pk=reader.person_id)
        if reader.only_organizations is None:
            return self
        return self.filter(
            Q(memberships__organization__in=reader.only_organizations) | Q(pk=reader.person_id)
        ).distinct()

    def to_review(self) -> PersonQuerySet:
        return self.filter(needs_review=True)

    def named(self, words: str) -> PersonQuerySet:
        """Whose name or address holds these words."""
        by_address = self.model.addresses.rel.related_model.objects.filter(  # type: ignore[attr-defined]
            email__contains=fold(words)
        )
        named = Q(name_folded__contains=fold(words))
        return self.filter(named | Q(pk__in=by_address.values("person")))


class AddressQuerySet(models.QuerySet):
    def of(self, email: str) -> AddressQuerySet:
        return self.filter(email=email.strip().lower())


class TeamQuerySet(models.QuerySet):
    def live(self) -> TeamQuerySet:
        return self.filter(archived_at=None)

    def visible_to(self, reader: Reader) -> TeamQuerySet:
        if not reader.is_agent:
            return self.none()
        return self.filter(pk__in=reader.teams) if reader.only_own_teams else self


class AgentQuerySet(models.QuerySet):
    def active(self) -> AgentQuerySet:
        return self.filter(is_active=True)

    def visible_to(self, reader: Reader) -> AgentQuerySet:
        return self if reader.is_agent else self.none()
