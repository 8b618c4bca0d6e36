"""What may be here already: recent tickets of the same people with the same rare words."""

from datetime import datetime, timedelta

from django.db.models import Q

from deskhand.people.models import Organization, Person
from deskhand.people.reader import Reader
from deskhand.rules.similar import Text, alike
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import tickets_for

# Among so many of the latest, and no older than this.
LOOKED_AT = 60
RECENT = timedelta(days=30)
LEAST = 0.3
MOST = 3


def duplicates(
    subject: str,
    *,
    requester: Person | None,
    organization: Organization | None,
    reader: Reader,
    at: datetime,
) -> list[Ticket]:
    """Return tickets that may be about the matter of a new one, the likest first."""
    if not subject.strip() or (requester is None and organization is None):
        return []
    whose = Q(requester=requester) if requester else Q()
    whose |= Q(organization=organization) if organization else Q()
    rows = tickets_for(reader).filter(whose, received_at__gt=at - RECENT, merged_into=None)
    latest = rows.select_related("status", "requester").order_by("-id")[:LOOKED_AT]
    found = {ticket.pk: ticket for ticket in latest if ticket.closed_at is None}
    texts = {key: Text(ticket.subject) for key, ticket in found.items()}
    likest = alike(Text(subject[:300]), texts, {}, most=MOST, least=LEAST)
    return [found[one.key] for one in likest]
