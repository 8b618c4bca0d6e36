"""Fields about whoever asks: what he was mentioned on, watches, is writing on, and has opened."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from deskhand.notices.kinds import Kind as NoticeKind
from deskhand.notices.models import Notice
from deskhand.people.reader import Reader
from deskhand.rules.conditions import Field, Kind
from deskhand.rules.conditions.tree import Term
from deskhand.rules.conditions.values import Flag, Value
from deskhand.tickets import offers
from deskhand.tickets.columns import NOTHING, Asking
from deskhand.tickets.fields import TicketField
from deskhand.tickets.models import Draft, Sight, Ticket, Watcher
from deskhand.tickets.queries import Among

MOST_VIEWED = 500
# The ids of the tickets that are this reader's in some way, for agents alone.
Own = Callable[[Reader], QuerySet[Any]]


def _of_reader(name: str, label: Any, own: Own) -> TicketField:
    def rows(term: Term, values: Sequence[Value], asking: Asking) -> Q:
        asked = {value.is_set for value in values if isinstance(value, Flag)}
        if asking.reader.agent_id is None:
            return ~NOTHING if False in asked else NOTHING
        mine = Q(Among("pk", own(asking.reader)))
        if len(asked) > 1:
            return ~NOTHING
        return mine if True in asked else ~mine

    def fact(ticket: Ticket, reader: Reader) -> bool:
        if reader.agent_id is None:
            return False
        this = Ticket.objects.filter(pk=ticket.pk)
        return bool(this.filter(Among("pk", own(reader))).exists())

    return TicketField(
        Field(name, Kind.FLAG), label, rows, fact, complete=offers.among(("yes", "no"))
    )


def _mentions(reader: Reader) -> QuerySet[Any]:
    told = Notice.objects.filter(person=reader.person_id, kind=NoticeKind.MENTIONED)
    return told.filter(subject_kind="ticket").values("subject_id")


MINE = (
    _of_reader("mentioned", _("Mentions you"), _mentions),
    _of_reader(
        "watched",
        _("You watch it"),
        lambda who: Watcher.objects.filter(agent=who.agent_id, is_muted=False).values("ticket"),
    ),
    _of_reader(
        "draft",
        _("You have a draft"),
        lambda who: Draft.objects.filter(agent=who.agent_id, discarded_at=None).values("ticket"),
    ),
    _of_reader(
        "viewed",
        _("You have opened it"),
        lambda who: (
            Sight.objects.filter(agent=who.agent_id)
            .order_by("-seen_at")
            .values("ticket")[:MOST_VIEWED]
        ),
    ),
)
