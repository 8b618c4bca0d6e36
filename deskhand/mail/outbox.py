"""The outbox: letters put in it are posted by a job; until then they can be taken out."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from deskhand.files.store import keep, read_blob
from deskhand.mail import departures, jobs
from deskhand.mail.composing import dated
from deskhand.mail.models import OutgoingLetter

State = OutgoingLetter.State


class TooLate(Exception):
    """The letter has left, or is leaving."""


class NotToBeSent(Exception):
    """This letter cannot be sent again in its state."""


def put_all_new(letters: Sequence[OutgoingLetter]) -> None:
    """As `put`, for letters that have no rows yet; those that do not wait are only written."""
    for letter in letters:
        if letter.state == State.WAITING and not departures.is_open(letter.mailbox):
            letter.state, letter.next_try_at = State.KEPT, None
    OutgoingLetter.objects.bulk_create(letters)
    for letter in letters:
        if letter.state == State.WAITING:
            jobs.post.using(run_after=letter.next_try_at).enqueue(letter.pk)


def put(letter: OutgoingLetter) -> None:
    """Leave a waiting letter for the post; with no mail server set it stays kept."""
    if not departures.is_open(letter.mailbox):
        letter.state, letter.next_try_at = State.KEPT, None
        letter.save(update_fields=["state", "next_try_at"])
        return
    jobs.post.using(run_after=letter.next_try_at).enqueue(letter.pk)


@transaction.atomic
def withdraw(letter: OutgoingLetter, *, at: datetime) -> None:
    """Take a letter and its copies out before they leave; harmless when done twice.

    Raises TooLate.
    """
    for each in (letter, *letter.copies.order_by("pk")):
        _withdraw(each, at=at)


@transaction.atomic
def hasten(letter: OutgoingLetter, *, at: datetime) -> None:
    """Let a letter leave now that was to leave later, with the date of now, and its copies with
    it; harmless when it has left."""
    for each in (letter, *letter.copies.order_by("pk")):
        _hasten(each, at=at)


@transaction.atomic
def retry(letter: OutgoingLetter, *, at: datetime) -> None:
    """Send once more what failed, was parked or only kept, to those who have not got it.

    Raises NotToBeSent for a letter that was sent, withdrawn or still waits its first turn.
    """
    row = OutgoingLetter.objects.select_for_update().get(pk=letter.pk)
    is_due = row.state in {State.FAILED, State.PARKED, State.KEPT}
    if not is_due and not (row.state == State.WAITING and row.attempts):
        raise NotToBeSent
    row.state, row.next_try_at = State.WAITING, at
    row.attempts, row.unsure, row.refused = 0, 0, {}
    row.save(update_fields=["state", "next_try_at", "attempts", "unsure", "refused"])
    put(row)
    letter.state = row.state


def _withdraw(letter: OutgoingLetter, *, at: datetime) -> None:
    row = OutgoingLetter.objects.select_for_update().get(pk=letter.pk)
    is_kept_in_time = row.state == State.KEPT and at < row.release_at
    is_waiting = row.state == State.WAITING and not row.accepted and not row.unsure
    is_claimed = row.claimed_until is not None and row.claimed_until > at
    if row.state == State.WITHDRAWN:
        return
    if row.state != State.PARKED and not is_kept_in_time and (not is_waiting or is_claimed):
        raise TooLate
    row.state, row.next_try_at = State.WITHDRAWN, None
    row.save(update_fields=["state", "next_try_at"])
    letter.state = row.state


def _hasten(letter: OutgoingLetter, *, at: datetime) -> None:
    row = OutgoingLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if at >= row.release_at or row.state not in {State.WAITING, State.KEPT}:
        return
    row.raw = keep(dated(read_blob(row.raw), at))
    row.release_at = at
    row.next_try_at = at if row.state == State.WAITING else None
    row.save(update_fields=["raw", "release_at", "next_try_at"])
    if row.state == State.WAITING:
        put(row)
