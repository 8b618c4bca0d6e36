"""Quarantine: letters set aside where people can see them, never lost, and read again at will."""

from datetime import datetime

from django.db import transaction

from deskhand.files.store import read_blob
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.mail.events import LetterArrived, LetterQuarantined
from deskhand.mail.labels import label
from deskhand.mail.models import Letter

State = Letter.State


@transaction.atomic
def quarantine(letter_id: int, *, reason: str, by: Actor, at: datetime) -> bool:
    """Set a letter aside that has not become a ticket; False for any other."""
    row = Letter.objects.select_for_update().filter(pk=letter_id, state=State.KEPT).first()
    if row is None:
        return False
    set_aside(row, reason=reason, by=by, at=at)
    return True


def set_aside(row: Letter, *, reason: str, by: Actor, at: datetime) -> None:
    """Put a locked letter that waits to be taken in into quarantine, with its trace."""
    row.state, row.reason = State.QUARANTINED, reason[:500]
    row.save(update_fields=["state", "reason", "trace"])
    record(LetterQuarantined(letter=row.pk), by=by, at=at)


@transaction.atomic
def read_again(letter_id: int, *, by: Actor, at: datetime) -> bool:
    """Try to read a letter in quarantine, or one that was kept without a ticket; False when it
    cannot be read, with its reason renewed.

    One that can be read is taken in like any that arrives, as received when it was; rules are
    not asked again, since one of them may have put it there.
    """
    rows = Letter.objects.select_for_update(of=("self",)).select_related("raw")
    set_aside = (State.QUARANTINED, State.IGNORED)
    row = rows.filter(pk=letter_id, state__in=set_aside).first()
    if row is None:
        return False
    words = label(read_blob(row.raw), key=row.raw.sha256)
    words.put_on(row)
    row.reason, row.attempts, row.tried_at = words.fault, 0, None
    row.state = State.QUARANTINED if words.fault else State.KEPT
    row.skips_rules, row.thread, row.taken_at = True, "", None
    row.trace = [*row.trace, f"{by.name or 'Somebody'} let it be read again"]
    row.save()
    if not words.fault:
        record(LetterArrived(letter=row.pk), by=by, at=at)
    return not words.fault
