"""Answers to the fields of a form: kept with the ticket, changed with a trail, and read again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from deskhand.catalog.models import FieldKind, FormField
from deskhand.jobs.together import shape, told
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.reader import Reader
from deskhand.rules.conditions import fold, rank_of
from deskhand.tickets.events import FieldAnswered
from deskhand.tickets.filled import FieldAnswer, FieldMark, FieldRevision
from deskhand.tickets.models import Ticket

LONGEST_WORD = 200
RANKED = frozenset({FieldKind.NUMBER, FieldKind.DATE})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a field was answered with: as the form reads it, as people do, and as conditions do."""

    field: FormField
    value: Any
    shown: str
    words: tuple[str, ...] = ()


def keep_answers(ticket: Ticket, answers: Sequence[Answer], *, at: datetime) -> None:
    """Keep what the form of a new ticket was answered with; told by its opening."""
    FieldAnswer.objects.bulk_create(_row(ticket, answer, at=at) for answer in answers)
    FieldMark.objects.bulk_create(mark for answer in answers for mark in _marks(ticket, answer))


def _row(ticket: Ticket, answer: Answer, *, at: datetime) -> FieldAnswer:
    field = answer.field
    return FieldAnswer(
        ticket=ticket,
        field=field,
        slug=field.slug,
        label=field.label,
        kind=field.kind,
        is_internal=field.is_internal,
        position=field.position,
        value=answer.value,
        shown=answer.shown,
        answered_at=at,
    )


def _marks(ticket: Ticket, answer: Answer) -> Iterable[FieldMark]:
    for word in answer.words or ("",):
        rank = rank_of(word) if answer.field.kind in RANKED else None
        yield FieldMark(
            ticket=ticket, slug=answer.field.slug, word=fold(word)[:LONGEST_WORD], rank=rank
        )


def put_answer(
    ticket: Ticket,
    field: FormField,
    answer: Answer | None,
    *,
    why: str,
    by: Actor,
    at: datetime,
) -> bool:
    """Let a field of a locked ticket say this, or nothing; False where it says so already."""
    before = ticket.field_answers.filter(slug=field.slug).first()
    if before is None and answer is None:
        return False
    if before is not None and answer is not None and before.value == answer.value:
        return False
    ticket.field_answers.filter(slug=field.slug).delete()
    ticket.field_marks.filter(slug=field.slug).delete()
    if answer is not None:
        keep_answers(ticket, [answer], at=at)
    revision = FieldRevision.objects.create(
        ticket=ticket,
        label=field.label,
        before=before.shown if before else "",
        after=answer.shown if answer else "",
        why=why,
        changed_at=at,
    )
    ticket.updated_at = at
    ticket.version += 1
    ticket.save(update_fields=["updated_at", "version"])
    record(
        FieldAnswered(
            ticket=ticket.pk,
            revision=revision.pk,
            organization=ticket.organization_id,
            team=ticket.team_id,
            is_public=not (field.is_internal or ticket.is_confidential),
        ),
        by=by,
        at=at,
    )
    return True


def answers_for(reader: Reader, ticket: Ticket) -> list[FieldAnswer]:
    """Return what was answered, as far as the reader may know: what is for agents alone stays
    with them."""
    rows = ticket.field_answers.all()
    return list(rows if reader.is_agent else rows.filter(is_internal=False))


@shape
def revisions_asked(keys: list[int]) -> QuerySet:
    """Return what to read of revisions by their keys, for `read_together`."""
    rows = FieldRevision.objects.filter(pk__in=keys)
    return told(rows, id="pk", label="label", before="before", after="after", why="why")
