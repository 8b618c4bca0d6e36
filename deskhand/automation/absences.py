"""What each agent can and may have, and when he is away, as administrators keep it."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from deskhand.automation.models import Absence, Duty
from deskhand.people.models import Agent


def agents_with_duties() -> QuerySet[Agent]:
    """Return the agents who can be given tickets, with what is kept of each."""
    absences = Absence.objects.select_related("substitute__person")
    rows = Agent.objects.active().exclude(role=Agent.Role.LIGHT)
    related = rows.select_related("person", "duty")
    return related.prefetch_related("teams", Prefetch("absences", queryset=absences))


def duty_of(agent: Agent) -> Duty:
    """Return what is kept of an agent; what holds without that, where nothing is."""
    return getattr(agent, "duty", None) or Duty(agent=agent)


@transaction.atomic
def save_duty(duty: Duty, absences: Iterable[Absence]) -> None:
    """Keep what an agent can and may have, and when he is away: all his absences at once."""
    duty.save()
    Absence.objects.filter(agent=duty.agent).delete()
    for row in absences:
        row.agent = duty.agent
        row.save()
