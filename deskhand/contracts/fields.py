"""The field `coverage` of the condition language: what was decided for a ticket's work."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskhand.contracts.covering import kept
from deskhand.contracts.models import Effect
from deskhand.people.reader import Reader
from deskhand.rules.conditions import Field, Kind
from deskhand.rules.conditions.tree import Term
from deskhand.rules.conditions.values import Name, Value
from deskhand.tickets.columns import Asking
from deskhand.tickets.fields import TicketField
from deskhand.tickets.models import Ticket
from deskhand.tickets.offers import among

CHOICES = tuple(str(value) for value in Effect.values)


def _rows(term: Term, values: Sequence[Value], asking: Asking) -> Q:
    effects = sorted({value.written for value in values if isinstance(value, Name)})
    return Q(coverage__effect__in=effects)


def _fact(ticket: Ticket, reader: Reader) -> str | None:
    row = kept(ticket)
    return row.effect if row is not None else None


COVERAGE = TicketField(
    Field("coverage", Kind.CHOICE, choices=CHOICES, may_be_missing=True),
    _("Coverage"),
    _rows,
    _fact,
    missing=Q(coverage=None),
    complete=among((*CHOICES, "none")),
    reads=("coverage",),
)
