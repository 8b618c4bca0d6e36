"""Which tickets and messages: words for every list, and who may see what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from deskhand.people.reader import Reader
from deskhand.rules.conditions.folding import fold

# What conditions read through relations; `fields.register` adds what fields of rooms above do.
FOR_FACTS = ["requester__addresses", "assignee__person__addresses"]


class Among(models.Func):
    """Whether a column is among what a question finds, which is few.

    Beside `or`, PostgreSQL takes a plain IN for half of all rows, and reads them all; an
    array it looks up by index.
    """

    output_field = models.BooleanField()
    arg_joiner = " IN "
    template = "%(expressions)s"

    def __init__(self, column: str, few: models.QuerySet | RawSQL) -> None:
        asked = few if isinstance(few, RawSQL) else models.Subquery(few)
        super().__init__(models.F(column), asked)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        told = {"arg_joiner": " = ANY(ARRAY", "template": "%(expressions)s)"}
        return self.as_sql(compiler, connection, **told, **more)


class TicketQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> TicketQuerySet:
        """Only what this reader may see; a stranger sees nothing (safety, P22)."""
        if reader.is_agent:
            return self._visible_to_agent(reader)
        if reader.person_id is None:
            return self.none()
        return self._visible_to_requester(reader)

    def _visible_to_agent(self, reader: Reader) -> TicketQuerySet:
        tickets = self
        if reader.only_organizations is not None:
            tickets = tickets.filter(organization__in=reader.only_organizations)
        if reader.only_own_teams:
            tickets = tickets.filter(Q(team__in=reader.teams) | Q(assignee=reader.agent_id))
        if reader.is_administrator:
            return tickets
        return tickets.filter(
            Q(is_confidential=False) | Q(assignee=reader.agent_id) | Q(self._read_along(reader))
        )

    def _visible_to_requester(self, reader: Reader) -> TicketQuerySet:
        own = Q(requester=reader.person_id) | Q(self._read_along(reader))
        for organization, site in reader.managed:
            managed = Q(organization=organization, is_confidential=False)
            own |= managed & Q(site=site) if site else managed
        return self.filter(own)

    def _read_along(self, reader: Reader) -> Among:
        participants = self.model.participants.rel.related_model.objects  # type: ignore[attr-defined]
        return Among("pk", participants.filter(person=reader.person_id).values("ticket"))

    def open(self) -> TicketQuerySet:
        return self.filter(is_open=True)

    def late(self, at: datetime) -> TicketQuerySet:
        return self.open().filter(due_order_at__lt=at)

    def by_priority(self) -> TicketQuerySet:
        """The order of team queues: by priority, then by receipt (product text, pack A)."""
        return self.order_by("priority_level", "received_at", "id")

    def by_due(self) -> TicketQuerySet:
        """The order of one's own work: nearest due, then priority."""
        return self.order_by("due_order_at", "priority_level", "id")

    def newest(self) -> TicketQuerySet:
        return self.order_by("-received_at", "-id")

    def with_sight_of(self, agent_id: int) -> TicketQuerySet:
        """With `viewed_at`: when this agent opened each last; nothing for what he never did."""
        sights = self.model._meta.apps.get_model("tickets", "Sight").objects
        seen = sights.filter(agent=agent_id, ticket=models.OuterRef("pk")).values("seen_at")
        return self.annotate(viewed_at=models.Subquery(seen[:1]))

    def about(self, words: str) -> TicketQuerySet:
        """Whose subject holds these words as they stand."""
        return self.filter(subject_folded__contains=fold(words))

    def for_facts(self) -> TicketQuerySet:
        """With everything that `conditions.facts_of` reads, however many they are."""
        related = self.for_list().select_related("site", "service", "request_type")
        return related.prefetch_related(*FOR_FACTS)

    def for_list(self) -> TicketQuerySet:
        """With everything that a row shows, in one statement."""
        return self.select_related(
            "requester", "organization", "status", "priority", "assignee__person", "team"
        )


class MessageQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader, *, at: datetime) -> MessageQuerySet:
        """Notes, and replies not yet released, are for agents only (safety, P23)."""
        messages = self.filter(withdrawn_at=None)
        if reader.is_agent:
            return messages
        return messages.filter(is_public=True, released_at__lte=at)
