"""Why promises are broken: the firm's list, and what was said on tickets. What was said is never
changed; who says something else adds it, and the last holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deskhand.jobs.together import Asked, Row, shape, told
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.reports.events import BreachExplained
from deskhand.reports.models import BreachNote, BreachReason
from deskhand.sla.models import Clock
from deskhand.tickets.models import Ticket


class ReasonRefused(ValueError):
    """This cannot be said of this promise; the text says why."""


@dataclass(frozen=True, slots=True)
class Why:
    """A reason of the firm's list, and what more there is to say."""

    reason: BreachReason
    words: str = ""


def reasons() -> QuerySet[BreachReason]:
    """Return the whole list, as Setup keeps it."""
    return BreachReason.objects.all()


def offered() -> QuerySet[BreachReason]:
    return BreachReason.objects.filter(is_active=True)


def said_on(ticket: Ticket) -> dict[int, BreachNote]:
    """Return what was said last of each clock of a ticket.

    What was said of a promise that was replaced since holds for the one in its place.
    """
    return said_of(list(ticket.clocks.order_by("pk")))


def said_of(clocks: Sequence[Clock]) -> dict[int, BreachNote]:
    """As `said_on`, for all clocks of a ticket or of several."""
    rows = BreachNote.objects.filter(clock__in=list(clocks)).select_related("reason")
    return _that_hold(rows.order_by("pk"), clocks)


def breaches_asked(ticket: Ticket) -> dict[str, Asked]:
    """Return what to read of why promises on a ticket were broken, for `read_together`."""
    return {"notes": _notes(ticket.pk), "reasons": _reasons()}


@shape
def _notes(ticket: int) -> QuerySet:
    notes = BreachNote.objects.filter(clock__ticket=ticket)
    fields = {name: name for name in ("pk", "clock_id", "words", "said_by", "reason_id")}
    return told(notes, reason="reason__name", **fields)


@shape
def _reasons() -> QuerySet:
    return told(offered(), pk="pk", name="name", position="position")


def notes_in(found: Mapping[str, list[Row]], clocks: Sequence[Clock]) -> dict[int, BreachNote]:
    """As `said_on`, from what was read."""
    notes = []
    for row in sorted(found["notes"], key=lambda row: row["pk"]):
        reason = BreachReason(pk=row.pop("reason_id"), name=row.pop("reason"))
        notes.append(BreachNote(reason=reason, **row))
    return _that_hold(notes, clocks)


def reasons_in(found: Mapping[str, list[Row]]) -> list[BreachReason]:
    """Return the reasons that can be given, from what was read."""
    rows = sorted(found["reasons"], key=lambda row: (row["position"], row["name"], row["pk"]))
    return [BreachReason(**row) for row in rows]


def _that_hold(rows: Iterable[BreachNote], clocks: Sequence[Clock]) -> dict[int, BreachNote]:
    by_clock = {clock.pk: clock for clock in clocks}
    notes = {note.clock_id: note for note in rows}
    for key in [key for key in notes if by_clock[key].replaced_at is not None]:
        heir = _in_place_of(by_clock[key], clocks)
        if heir is None:
            continue
        note = notes.pop(key)
        before = notes.get(heir.pk)
        if before is None or before.pk < note.pk:
            notes[heir.pk] = note
    return notes


def _in_place_of(gone: Clock, clocks: Sequence[Clock]) -> Clock | None:
    """Return the broken promise that counts in place of one that was replaced: of its kind, from
    the same start, or the only one."""
    alike = [
        clock
        for clock in clocks
        if (clock.ticket_id, clock.kind) == (gone.ticket_id, gone.kind)
        and clock.replaced_at is None
        and clock.breached_at is not None
    ]
    same = [clock for clock in alike if clock.started_at == gone.started_at]
    return same[-1] if same else alike[0] if len(alike) == 1 else None


def say(ticket: Ticket, clock_id: int, why: Why, *, by: Actor, at: datetime) -> BreachNote:
    """Say why a promise on a locked ticket was broken; the same again changes nothing.

    Raises ReasonRefused.
    """
    clock = ticket.clocks.filter(pk=clock_id).first()
    if clock is None or clock.breached_at is None:
        raise ReasonRefused(_("This promise was not broken."))
    words = why.words.strip()[:300]
    before = said_on(ticket).get(clock_id)
    if before is not None and (before.reason_id, before.words) == (why.reason.pk, words):
        return before
    note = BreachNote.objects.create(
        clock=clock, reason=why.reason, words=words, said_by=by.name, said_at=at
    )
    event = BreachExplained(
        ticket=ticket.pk,
        clock=clock_id,
        reason=why.reason.pk,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
    return note
