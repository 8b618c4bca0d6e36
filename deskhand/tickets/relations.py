"""What tickets are to one another: made, removed, and read from both sides."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from deskhand.jobs.memory import forget, remembered
from deskhand.jobs.together import Asked, Row, shape, told
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.reader import Reader
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.events import RelationMade, RelationRemoved
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import tickets_for
from deskhand.tickets.related import EndRule, Relation

MOST = 50
# How many storeys a ticket with parts may have.
DEEPEST = 5
USUAL = {
    EndRule.What.PART: EndRule.How.BLOCK,
    EndRule.What.DUPLICATE: EndRule.How.TOGETHER,
    EndRule.What.CAUSE: EndRule.How.WARN,
    EndRule.What.TASK: EndRule.How.BLOCK,
}


def relate(ticket: Ticket, other: Ticket, *, kind: str, by: Actor, at: datetime) -> Relation:
    """Say what one ticket is to another; both are locked. What it was before is replaced.

    Raises TicketLocked where that makes no sense; the text says why.
    """
    _check(ticket, other, kind)
    between = Q(ticket=ticket, other=other) | Q(ticket=other, other=ticket)
    Relation.objects.filter(between).delete()
    row = Relation.objects.create(kind=kind, ticket=ticket, other=other, made_at=at)
    _tell(RelationMade, row, ticket, other, by=by, at=at)
    return row


def unrelate(row: Relation, *, by: Actor, at: datetime) -> None:
    """Say that two tickets have no longer to do with one another."""
    ticket, other = row.ticket, row.other
    _tell(RelationRemoved, row, ticket, other, by=by, at=at)
    row.delete()


def relations_on(ticket: Ticket) -> list[Relation]:
    """Return what a ticket is to others and they to it, oldest first."""
    rows = Relation.objects.filter(Q(ticket=ticket) | Q(other=ticket))
    return list(rows.order_by("pk")[: 2 * MOST])


def seen_on(reader: Reader, ticket: Ticket) -> list[tuple[Relation, Ticket]]:
    """Return the relations of a ticket with the other one, as far as the reader may see that."""
    rows = relations_on(ticket)
    wanted = [row.other_id if row.ticket_id == ticket.pk else row.ticket_id for row in rows]
    if not wanted:
        return []
    seen = tickets_for(reader).select_related("status").in_bulk(wanted)
    paired = zip(rows, wanted, strict=True)
    return [(row, seen[number]) for row, number in paired if number in seen]


def still_open(ticket: Ticket, what: str) -> list[int]:
    """Return the numbers of open tickets that are this to a ticket: part, duplicate, cause."""
    rows = Relation.objects.filter(other=ticket, kind=what, ticket__is_open=True)
    return list(rows.order_by("ticket").values_list("ticket", flat=True)[:MOST])


def open_asked(ticket: Ticket) -> dict[str, Asked]:
    """Return what to read of open tickets that are something to one, for `read_together`."""
    return {"open": _open(ticket.pk)}


@shape
def _open(other: int) -> QuerySet:
    rows = Relation.objects.filter(other=other, ticket__is_open=True)
    return told(rows, kind="kind", ticket="ticket")


def open_in(found: Mapping[str, list[Row]], what: str) -> list[int]:
    """As `still_open`, from what was read."""
    return sorted(row["ticket"] for row in found["open"] if row["kind"] == what)[:MOST]


@remembered
def end_rules() -> dict[str, str]:
    """Return how each thing that is still open holds the end of a ticket."""
    said = dict(EndRule.objects.values_list("what", "how"))
    return {str(what): said.get(str(what), str(how)) for what, how in USUAL.items()}


def set_end_rules(rules: dict[str, str]) -> list[str]:
    """Set how the end of tickets is held; returns of what it is another now."""
    before = end_rules()
    changed = [what for what, how in rules.items() if before[what] != how]
    for what in changed:
        EndRule.objects.update_or_create(what=what, defaults={"how": rules[what]})
    forget(end_rules)
    return changed


def _check(ticket: Ticket, other: Ticket, kind: str) -> None:
    if ticket.pk == other.pk:
        raise TicketLocked(_("A ticket is nothing to itself."))
    if Relation.objects.filter(Q(ticket=ticket) | Q(other=ticket)).count() >= MOST:
        raise TicketLocked(_("This ticket has as many relations as it can bear."))
    if kind != Relation.Kind.PART:
        return
    parts = Relation.objects.filter(ticket=ticket, kind=kind).exclude(other=other)
    if parts.exists():
        raise TicketLocked(_("#%d is a part of another ticket already.") % ticket.pk)
    if ticket.pk in _above(other):
        words = _("#%(other)d is a part of #%(ticket)d: it cannot be the other way round.")
        raise TicketLocked(words % {"other": other.pk, "ticket": ticket.pk})


def _above(ticket: Ticket) -> list[int]:
    """The tickets of which one is a part, nearest first; raises TicketLocked for too many."""
    found: list[int] = []
    number: int | None = ticket.pk
    while True:
        rows = Relation.objects.filter(ticket=number, kind=Relation.Kind.PART)
        number = rows.values_list("other", flat=True).first()
        if number is None:
            return found
        found.append(number)
        if len(found) >= DEEPEST:
            raise TicketLocked(_("Tickets can be parts of parts five times over, no more."))


def move_relations(other: Ticket, ticket: Ticket) -> list[list[int]]:
    """Let what `other` is to tickets hold for `ticket` from now on, where that makes sense;
    returns of each the row and the two tickets of before."""
    moved: list[list[int]] = []
    for row in relations_on(other):
        was = [row.pk, row.ticket_id, row.other_id]
        ends = [ticket.pk if end == other.pk else end for end in was[1:]]
        if ends[0] == ends[1] or _is_taken(ends, row.kind):
            continue
        Relation.objects.filter(pk=row.pk).update(ticket=ends[0], other=ends[1])
        moved.append(was)
    return moved


def put_relations_back(moved: Iterable[list[int]]) -> None:
    for key, ticket, other in moved:
        Relation.objects.filter(pk=key).update(ticket=ticket, other=other)


def _is_taken(ends: list[int], kind: str) -> bool:
    between = Q(ticket__in=ends, other__in=ends)
    if kind == Relation.Kind.PART:
        # It may have become a ring, and is a part of something else already.
        return Relation.objects.filter(between | Q(ticket=ends[0], kind=kind)).exists()
    return Relation.objects.filter(between).exists()


def _tell(
    event: type, row: Relation, ticket: Ticket, other: Ticket, *, by: Actor, at: datetime
) -> None:
    for one, further in ((ticket, other), (other, ticket)):
        happening = event(
            ticket=one.pk,
            other=further.pk,
            kind=row.kind,
            organization=one.organization_id,
            team=one.team_id,
        )
        record(happening, by=by, at=at)
