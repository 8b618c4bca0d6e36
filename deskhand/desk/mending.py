"""An agent changes one promise by hand, with a reason that stays on record."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from deskhand.desk.story import story
from deskhand.people.acting import NotAllowed, actor_of
from deskhand.people.reader import Reader
from deskhand.sla import mending, sparing
from deskhand.sla.mending import MendingRefused
from deskhand.tickets.access import lock, need_worker


class Act(StrEnum):
    """What can be done to one promise."""

    CORRECT = "correct"
    SET_DUE = "set_due"
    UNSET_DUE = "unset_due"


@dataclass(frozen=True, slots=True)
class Change:
    """One act on a promise; `due_at` (UTC) for a due time that is set."""

    act: Act
    why: str
    due_at: datetime | None = None


def may_correct(reader: Reader) -> bool:
    """Whether somebody may say that a promise was not broken after all."""
    return reader.role in {"administrator", "account_manager"}


@story
def mend(number: int, clock_id: int, change: Change, *, by: Reader, at: datetime) -> None:
    """Change one promise by hand. Raises MendingRefused, TicketNotFound, NotAllowed."""
    need_worker(by)
    ticket = lock(number, reader=by)
    actor = actor_of(by)
    if change.act is Act.CORRECT:
        if not may_correct(by):
            raise NotAllowed(_("Account managers and administrators correct a broken promise."))
        mending.correct(ticket, clock_id, why=change.why, by=actor, at=at)
    elif change.act is Act.UNSET_DUE:
        mending.unset_due(ticket, clock_id, why=change.why, by=actor, at=at)
    elif change.due_at is None:
        raise MendingRefused(_("Say when it is due."))
    else:
        mending.set_due(ticket, clock_id, change.due_at, why=change.why, by=actor, at=at)


@story
def need_no_reply(number: int, *, by: Reader, at: datetime) -> bool:
    """What the requester wrote last needs no reply; False when none is owed.

    Raises TicketNotFound, NotAllowed.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    return sparing.spare(ticket, by=actor_of(by), at=at)
