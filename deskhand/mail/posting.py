"""Posting one letter: at least once, and never again to whom it is known to have reached.

The mail server's answer is recorded for each recipient before anything else is done. When the
connection died after the content was handed over, nobody knows; then it is posted once more
with the same Message-ID, and not a third time.
"""

from datetime import datetime, timedelta
from email.utils import parseaddr

from django.db import transaction
from django.db.models import F, Q

from deskhand.files.store import BytesMissing, read_blob
from deskhand.journal.actor import system
from deskhand.journal.record import record
from deskhand.mail import departures
from deskhand.mail.carrier import Outcome
from deskhand.mail.events import LetterFailed, LetterSent
from deskhand.mail.models import OutgoingLetter

POST = system("post")
LEASE = timedelta(minutes=15)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=4)
State = OutgoingLetter.State


def post(letter_id: int, *, at: datetime) -> datetime | None:
    """Post a waiting letter that is due; returns when to try again, None for never.

    Harmless for a letter that was posted, withdrawn, or is being posted elsewhere. The network
    is used outside any transaction.
    """
    letter = _claim(letter_id, at=at)
    if letter is None:
        return None
    missing = [r for r in letter.recipients if r not in {*letter.accepted, *letter.refused}]
    try:
        raw = read_blob(letter.raw)
    except (BytesMissing, OSError) as error:
        lost = f"The letter itself cannot be read: {error}"
        return _conclude(letter, Outcome(delayed=dict.fromkeys(missing, lost)), at=at)
    outcome = departures.hand_over(
        letter.mailbox,
        raw,
        sender=parseaddr(letter.sender)[1] if letter.mailbox is None else letter.mailbox.email,
        recipients=missing,
        about_to=lambda: _about_to(letter),
        at=at,
    )
    return _conclude(letter, outcome, at=at)


def overdue(*, at: datetime, limit: int = 200) -> list[int]:
    """Return the letters that should have been posted a while ago, and that nobody posts."""
    rows = OutgoingLetter.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=at),
        state=State.WAITING,
        next_try_at__lte=at - FIRST_WAIT,
    )
    return list(rows.order_by("next_try_at").values_list("pk", flat=True)[:limit])


@transaction.atomic
def _claim(letter_id: int, *, at: datetime) -> OutgoingLetter | None:
    """Take the letter for this job alone; a lease, since a process may die with it."""
    rows = OutgoingLetter.objects.select_for_update(of=("self",)).select_related("raw", "mailbox")
    letter = rows.filter(pk=letter_id, state=State.WAITING, next_try_at__lte=at).first()
    if letter is None or (letter.claimed_until is not None and letter.claimed_until > at):
        return None
    if not departures.is_open(letter.mailbox):
        letter.state, letter.next_try_at = State.KEPT, None
        letter.save(update_fields=["state", "next_try_at"])
        return None
    if letter.unsure >= 2:
        error = "Twice the mail server took it without an answer; it is not sent a third time"
        _fail(letter, error, at=at)
        return None
    letter.attempts += 1
    letter.claimed_until = at + LEASE
    letter.save(update_fields=["attempts", "claimed_until"])
    return letter


def _about_to(letter: OutgoingLetter) -> None:
    """From now until the answer is recorded the outcome is unknown, even if we are killed."""
    OutgoingLetter.objects.filter(pk=letter.pk).update(unsure=F("unsure") + 1)


@transaction.atomic
def _conclude(letter: OutgoingLetter, outcome: Outcome, *, at: datetime) -> datetime | None:
    row = OutgoingLetter.objects.select_for_update().get(pk=letter.pk)
    row.accepted = [*row.accepted, *(r for r in outcome.accepted if r not in row.accepted)]
    row.refused = {**row.refused, **outcome.refused}
    row.unsure = row.unsure if outcome.is_unsure else letter.unsure
    row.claimed_until = None
    row.named = outcome.named[:250] or row.named
    if outcome.accepted:
        row.sent_at = row.sent_at or at
        record(LetterSent(outgoing=row.pk, thread=row.thread), by=POST, at=at)
    if outcome.delayed:
        return _put_off(row, _first(outcome.delayed), wait=outcome.wait, at=at)
    if row.refused:
        _fail(row, _first(row.refused), at=at)
        return None
    row.state, row.next_try_at, row.last_error = State.SENT, None, ""
    row.save()
    return None


def _put_off(
    row: OutgoingLetter, reason: str, *, wait: timedelta | None, at: datetime
) -> datetime | None:
    if at - row.release_at >= GIVE_UP_AFTER and row.attempts > 1:
        _fail(row, reason, at=at)
        return None
    row.last_error = reason[:500]
    usual = min(FIRST_WAIT * 2 ** min(row.attempts - 1, 20), LONGEST_WAIT)
    row.next_try_at = at + max(usual, wait or usual)
    row.save()
    return row.next_try_at


def _fail(row: OutgoingLetter, reason: str, *, at: datetime) -> None:
    row.state, row.last_error, row.next_try_at = State.FAILED, reason[:500], None
    row.save()
    record(LetterFailed(outgoing=row.pk, thread=row.thread), by=POST, at=at)


def _first(answers: dict[str, str]) -> str:
    recipient, words = next(iter(answers.items()))
    return f"{recipient}: {words}"
