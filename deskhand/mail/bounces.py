"""A bounce is tied to the letter that came back, and to the address that refused it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from deskhand.journal.actor import system
from deskhand.journal.record import record
from deskhand.mail.events import LetterBounced, LetterFailed
from deskhand.mail.incoming import Arrival, note
from deskhand.mail.models import OutgoingLetter
from deskhand.people.models import Address

POST = system("post")


@transaction.atomic
def note_bounce(came: Arrival, *, at: datetime) -> OutgoingLetter | None:
    """Mark the letter that a bounce is about; None when it is about none of ours.

    Only addresses to which that letter went are marked: anybody can write a bounce. A notice
    of delay is noted on the letter, and marks no address.
    """
    letter = _letter_of(came)
    if letter is None:
        note(came, "A bounce that names no letter of ours")
        return None
    bounced = came.letter.bounced
    went_to = {address.lower(): address for address in letter.recipients}
    gone = [went_to[a.lower()] for a in bounced.addresses if a.lower() in went_to]
    if not gone and (bounced.delayed or len(went_to) > 1):
        note(came, f"A notice about letter {letter.pk} that refuses nobody for good")
        if bounced.delayed:
            letter.delayed_at = at
            letter.save(update_fields=["delayed_at"])
        return letter
    gone = gone or list(went_to.values())
    reason = bounced.reason[:400] or "Returned by the mail server"
    _mark(letter, gone, reason, at=at)
    note(came, f"A bounce of letter {letter.pk} from {', '.join(gone)}"[:500])
    event = LetterBounced(outgoing=letter.pk, letter=came.row.pk, thread=letter.thread)
    record(event, by=POST, at=at)
    return letter


@transaction.atomic
def note_told(named: str, *, recipient: str, words: str, is_gone: bool, at: datetime) -> bool:
    """Mark a letter of which a provider tells that it came back, or that it is late.

    `named` is what the provider calls it, or its Message-ID. False for a letter that is none of
    ours or did not go to that recipient, and for what was told before.
    """
    rows = OutgoingLetter.objects.select_for_update().order_by("-pk")
    known = rows.filter(Q(named=named) | Q(message_id=named.strip("<>"))) if named else rows.none()
    pairs = ((letter, address) for letter in known for address in letter.recipients)
    found = next((pair for pair in pairs if pair[1].lower() == recipient.lower()), None)
    if found is None or found[1] in found[0].refused:
        return False
    letter, address = found
    if not is_gone:
        letter.delayed_at = at
        letter.save(update_fields=["delayed_at"])
        return True
    _mark(letter, [address], words, at=at)
    record(LetterFailed(outgoing=letter.pk, thread=letter.thread), by=POST, at=at)
    return True


def _mark(letter: OutgoingLetter, gone: list[str], reason: str, *, at: datetime) -> None:
    letter.bounced_at = letter.bounced_at or at
    letter.refused = {**letter.refused, **dict.fromkeys(gone, reason)}
    letter.last_error = f"{gone[0]}: {reason}"[:500]
    letter.save(update_fields=["bounced_at", "refused", "last_error"])
    Address.objects.filter(email__in=[address.lower() for address in gone]).update(
        bounced_at=at, bounce_reason=reason
    )


def _letter_of(came: Arrival) -> OutgoingLetter | None:
    named = [came.letter.bounced.message_id, *came.referenced_ids]
    rows = OutgoingLetter.objects.select_for_update().filter(message_id__in=[*filter(None, named)])
    found = {row.message_id: row for row in rows}
    return next((found[name] for name in named if name in found), None)
