"""The field `text` of the condition language, which also takes free words."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskhand.people.reader import Reader
from deskhand.rules.conditions import Field, Kind, Wording
from deskhand.rules.conditions.tree import Term
from deskhand.rules.conditions.values import Value
from deskhand.search import asking
from deskhand.search.columns import passages_of
from deskhand.search.tickets import ticket_entries
from deskhand.tickets.columns import Asking, Said
from deskhand.tickets.fields import TicketField
from deskhand.tickets.models import Ticket


def _rows(term: Term, values: Sequence[Value], asked: Asking) -> Q:
    return asking.rows([Said(term, is_negated=False)], (), asked)


def _fact(ticket: Ticket, reader: Reader) -> Wording:
    return Wording(lambda at: _passages(ticket, reader, at))


def _passages(ticket: Ticket, reader: Reader, at: datetime) -> list[list[str]]:
    entry = next(iter(ticket_entries([ticket.pk], at)), None)
    if entry is None:
        return []
    public = chain([entry.title], entry.names, entry.texts)
    return passages_of([*public, *(entry.notes if reader.is_agent else ())])


TEXT = TicketField(
    Field("text", Kind.WORDS, takes_words=True),
    _("Words"),
    _rows,
    _fact,
    together=asking.rows,
)
