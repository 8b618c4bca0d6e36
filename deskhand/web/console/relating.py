"""What tickets are to one another, in the panel of a ticket."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from deskhand.desk import relating
from deskhand.tickets.access import TicketLocked, TicketNotFound
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import ticket_for
from deskhand.tickets.related import Relation
from deskhand.tickets.relations import seen_on
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest

K = Relation.Kind
# What can be chosen, from this ticket: the kind, and whether the other one is it to this.
CHOICES = {
    "related": (K.RELATED, False, gettext_lazy("Related to")),
    "part": (K.PART, False, gettext_lazy("Part of")),
    "has-part": (K.PART, True, gettext_lazy("Has the part")),
    "duplicate": (K.DUPLICATE, False, gettext_lazy("Duplicate of")),
    "has-duplicate": (K.DUPLICATE, True, gettext_lazy("Has the duplicate")),
    "cause": (K.CAUSE, False, gettext_lazy("Caused by")),
    "has-caused": (K.CAUSE, True, gettext_lazy("Has caused")),
}
# In the order of the panel: the kind, whether the others are it to this one, and the heading.
GROUPS = (
    (K.PART, False, gettext_lazy("Part of")),
    (K.PART, True, gettext_lazy("Parts")),
    (K.CAUSE, False, gettext_lazy("Caused by")),
    (K.CAUSE, True, gettext_lazy("Has caused")),
    (K.DUPLICATE, False, gettext_lazy("Duplicate of")),
    (K.DUPLICATE, True, gettext_lazy("Duplicates")),
    (K.RELATED, None, gettext_lazy("Related to")),
)


@dataclass(slots=True)
class Group:
    """Tickets that are the same to one; `done` of them have ended."""

    heading: str
    is_parts: bool = False
    rows: list[tuple[Relation, Ticket]] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(not other.is_open for _row, other in self.rows)

    @property
    def percent(self) -> int:
        return 100 * self.done // len(self.rows)


def relations_context(request: DeskRequest, ticket: Ticket) -> dict:
    groups = []
    seen = seen_on(request.reader, ticket)
    for kind, is_reverse, heading in GROUPS:
        rows = [
            (row, other)
            for row, other in seen
            if row.kind == kind
            and (is_reverse is None or (row.other_id == ticket.pk) == is_reverse)
        ]
        if rows:
            groups.append(Group(str(heading), bool(is_reverse) and kind == K.PART, rows))
    choices = [(value, words) for value, (_kind, _reverse, words) in CHOICES.items()]
    return {"relation_groups": groups, "relation_choices": choices}


@require_POST
@agents_only
def relate(request: DeskRequest, number: int) -> HttpResponse:
    """Say what the ticket is to another, or that it is so no longer."""
    ticket = ticket_for(request.reader, number)
    row = _number(request.POST.get("remove", ""))
    if row:
        relating.unrelate(ticket.pk, row, by=request.reader, at=request.at)
        return redirect("console:ticket", number)
    kind, is_reverse, _words = CHOICES.get(request.POST.get("kind", ""), (None, False, ""))
    other = _number(request.POST.get("other", "").strip().lstrip("#"))
    if kind is None or not other:
        messages.error(request, _("Say what it is to which ticket, by its number."))
        return redirect("console:ticket", number)
    ends = (other, number) if is_reverse else (number, other)
    try:
        relating.relate(*ends, kind=kind, by=request.reader, at=request.at)
    except TicketLocked as error:
        messages.error(request, str(error))
    except TicketNotFound:
        messages.error(request, _("There is no ticket #%d that you may see.") % other)
    return redirect("console:ticket", number)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
