"""The field `contract` of the condition language: the labels under which a ticket's organization
was owed something when the ticket reached it."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from deskhand.people.folding import fold_lines
from deskhand.people.reader import Reader
from deskhand.people.reading import organizations_for
from deskhand.rules.conditions import Field, Kind, fold
from deskhand.rules.conditions.tree import Term
from deskhand.rules.conditions.values import Name, Value
from deskhand.sla.models import PolicyAssignment
from deskhand.sla.owing import labels, live
from deskhand.tickets.columns import Asking, any_of
from deskhand.tickets.fields import TicketField
from deskhand.tickets.models import Ticket
from deskhand.tickets.offers import MOST


def labels_of(ticket: Ticket) -> tuple[str, ...]:
    """Return the labels of what the organization of a ticket was owed at its receipt."""
    organization = ticket.organization
    if organization is None:
        return ()
    # Lists read the rows of all their tickets at once.
    read = getattr(organization, "_prefetched_objects_cache", {})
    if "policy_assignments" in read:
        owed = organization.policy_assignments.all()
        rows = [row for row in owed if row.is_live(ticket.received_at)]
    else:
        rows = live(organization.pk, ticket.received_at)
    return tuple(dict.fromkeys(label for row in rows for label in row.labels))


def _fact(ticket: Ticket, reader: Reader) -> tuple[str, ...]:
    return labels_of(ticket)


def _live() -> QuerySet[PolicyAssignment]:
    received_at = OuterRef("received_at")
    rows = PolicyAssignment.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=received_at),
        organization=OuterRef("organization"),
        begins_at__lte=received_at,
    )
    return rows.order_by()


def _rows(term: Term, values: Sequence[Value], asking: Asking) -> Q:
    words = sorted({value.folded for value in values if isinstance(value, Name)})
    named = any_of(Q(labels_folded__contains=fold_lines([word])) for word in words)
    return Q(Exists(_live().filter(named)))


def _offered(reader: Reader, begun: str) -> list[str]:
    if not reader.is_agent:
        return []
    known = sorted(labels(organizations_for(reader)))
    return [label for label in known if fold(label).startswith(fold(begun))][:MOST]


CONTRACT = TicketField(
    Field("contract", Kind.NAMES, may_be_missing=True),
    _("Owed under"),
    _rows,
    _fact,
    missing=~Q(Exists(_live().exclude(labels_folded=""))),
    complete=_offered,
    reads=("organization__policy_assignments",),
)
