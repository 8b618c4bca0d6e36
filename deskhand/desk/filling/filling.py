"""The form of a ticket that is here: what of it is open, and an agent fills in or corrects it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from deskhand.catalog.forms import asked_of, fields_of
from deskhand.catalog.models import FieldKind, FormField
from deskhand.desk.filling.answering import Filling, FormRefused, read_said
from deskhand.desk.story import story
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.tickets.access import lock, need_worker
from deskhand.tickets.filling import Answer, answers_for, put_answer
from deskhand.tickets.models import FieldAnswer, Ticket

LONGEST_WHY = 300


@dataclass(frozen=True, slots=True)
class Filled:
    """The form of a ticket as a reader sees it: all answers, also to what is asked no more; what
    is still to be filled in; and what an agent may set."""

    answers: list[FieldAnswer]
    missing: list[FormField]
    fields: list[FormField]


def filled(ticket: Ticket, *, reader: Reader) -> Filled:
    """Read the form of a ticket in two statements."""
    answers = answers_for(reader, ticket)
    fields = fields_of(ticket.request_type, internal=reader.is_agent)
    words = {answer.slug: _words(answer) for answer in answers}
    asked = asked_of(fields, words)
    missing = [f for f in asked if f.is_required and f.slug not in words]
    settable = [field for field in fields if field.kind != FieldKind.FILE]
    return Filled(answers, missing, settable)


def _words(answer: FieldAnswer) -> list[str]:
    if isinstance(answer.value, list):
        return [str(value) for value in answer.value]
    if answer.kind == FieldKind.CHECK:
        return ["yes"]
    is_row = answer.kind in {FieldKind.PERSON, FieldKind.SITE}
    return [answer.shown if is_row else str(answer.value)]


@story
def fill(number: int, said: Mapping[str, Any], why: str, *, by: Reader, at: datetime) -> bool:
    """Set fields of a ticket's form: those that are named, an empty value empties one. What was
    said before stays in the trail. Returns whether anything changed. Raises FormRefused."""
    need_worker(by)
    ticket, actor = lock(number, reader=by), actor_of(by)
    fields = [f for f in filled(ticket, reader=by).fields if f.slug in said]
    filling = Filling(ticket.organization, is_agent=True, is_whole=False)
    given, errors = read_said(fields, said, filling)
    why = " ".join(why.replace("\0", "").split())
    if len(why) > LONGEST_WHY:
        errors["why"] = _("Say it in at most %d characters.") % LONGEST_WHY
    if errors:
        raise FormRefused(errors)
    how: dict[str, Any] = {"why": why, "by": actor, "at": at}
    wanted = _asked(ticket, given, said, reader=by)
    changes = [
        put_answer(ticket, f, given.get(f.slug) if f.slug in wanted else None, **how)
        for f in fields
    ]
    return any(changes)


def _asked(
    ticket: Ticket, given: Mapping[str, Answer], said: Mapping[str, Any], *, reader: Reader
) -> set[str]:
    """Which fields are asked once these answers stand; what is asked no more is emptied."""
    answers = answers_for(reader, ticket)
    words = {answer.slug: _words(answer) for answer in answers if answer.slug not in said}
    words |= {slug: list(answer.words or (" ",)) for slug, answer in given.items()}
    return {f.slug for f in asked_of(fields_of(ticket.request_type, internal=True), words)}
