"""Which entries of time: words for every list, and who may see what."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from deskhand.people.models import Agent, Team
from deskhand.people.reader import Reader
from deskhand.tickets.reading import tickets_for

OVERSEERS = frozenset({"account_manager", "administrator"})


class TimeEntryQuerySet(models.QuerySet):
    def visible_to(self, reader: Reader) -> TimeEntryQuerySet:
        """One's own; of others what one oversees, as far as one may see clients and tickets."""
        if not reader.is_agent:
            return self.none()
        own = Q(agent=reader.agent_id)
        others = Q() if reader.role in OVERSEERS else Q(agent__in=led_by(reader))
        limits = reader.only_organizations
        if limits is not None:
            others &= Q(organization__in=limits)
        seen = Q(ticket=None) | Q(ticket__in=tickets_for(reader).values("pk"))
        return self.filter(own | (others & seen))

    def counted(self) -> TimeEntryQuerySet:
        """Without what was withdrawn."""
        return self.filter(withdrawn_at=None)

    def between(self, since: date, until: date) -> TimeEntryQuerySet:
        """Worked from one day to another, both counted."""
        return self.filter(worked_on__range=(since, until))

    def not_billed(self) -> TimeEntryQuerySet:
        return self.filter(is_billable=True, billed_at=None, withdrawn_at=None)

    def for_list(self, reader: Reader) -> TimeEntryQuerySet:
        """With everything that a row shows, in one statement; `sees_ticket` says whether a reader
        may see the ticket too: one's own time stays one's own where the ticket is out of sight."""
        seen = tickets_for(reader).filter(pk=OuterRef("ticket"))
        return self.annotate(sees_ticket=Exists(seen)).select_related(
            "agent__person", "ticket", "organization", "work_type", "role", "adjusts"
        )


def led_by(reader: Reader) -> models.QuerySet[Agent]:
    """The agents of the teams that somebody leads."""
    return Agent.objects.filter(teams__in=Team.objects.filter(lead=reader.agent_id)).order_by()
