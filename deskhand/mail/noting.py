"""Rows of letters: each that came is one, and each time that it was seen is a sighting.

The same letter is known by its content, or by Message-ID, sender and date together, where it says
the same.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from deskhand.files.models import Blob
from deskhand.files.store import Shelved, enter_all
from deskhand.journal.actor import system
from deskhand.journal.record import record_all
from deskhand.mail.copies import is_copy
from deskhand.mail.events import LetterArrived, LetterQuarantined
from deskhand.mail.labels import Label
from deskhand.mail.mailboxes import meant_for, our_addresses
from deskhand.mail.models import Letter, Mailbox, Sighting
from deskhand.mail.spool import NULL_SENDER, Envelope

INTAKE = system("intake")
MOST_RECIPIENTS = 100
State = Letter.State


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter whose bytes are safe, with its label; `name` is that of its file in the spool."""

    envelope: Envelope
    words: Label
    raw: Shelved
    name: str


@transaction.atomic
def note_all(kept: Sequence[Kept], *, at: datetime) -> None:
    """Make the rows of letters, or note that they were seen again; harmless when done twice."""
    names = [each.name for each in kept]
    noted = set(Sighting.objects.filter(spool_name__in=names).values_list("spool_name", flat=True))
    fresh = [_of_its_day(each) for each in kept if each.name not in noted]
    if not fresh:
        return
    blobs = enter_all([each.raw for each in fresh])
    known = _Known(fresh)
    made: list[Letter] = []
    sightings: list[Sighting] = []
    for each in fresh:
        blob = blobs[each.raw.sha256]
        mailbox = _mailbox(each)
        letter = known.find(each.words, blob)
        if letter is None:
            letter = _new(each, blob, mailbox=mailbox)
            known.add(letter)
            made.append(letter)
        sightings.append(_sighting(each, letter, blob, mailbox=mailbox, others=sightings))
    Letter.objects.bulk_create(made)
    for sighting in sightings:
        sighting.letter_id = sighting.letter.pk
    Sighting.objects.bulk_create(sightings)
    record_all([_happening(letter) for letter in made], by=INTAKE, at=at)


def _happening(letter: Letter) -> LetterArrived | LetterQuarantined:
    is_kept = letter.state == State.KEPT
    return (LetterArrived if is_kept else LetterQuarantined)(letter=letter.pk)


def _of_its_day(kept: Kept) -> Kept:
    """A device that writes neither Message-ID nor date says the same in the same words: what it
    says on another day is another letter."""
    words = kept.words
    if words.message_id or words.dated:
        return kept
    told = f"{words.content_hash} {kept.envelope.instant.date()}"
    again = replace(words, content_hash=hashlib.sha256(told.encode()).hexdigest())
    return replace(kept, words=again)


@dataclass(slots=True)
class _Known:
    """The letters that some of a group may be copies of, those of the group itself included."""

    group: Sequence[Kept]
    by_content: dict[str, Letter] = field(default_factory=dict)
    by_id: dict[tuple[str, str, str], list[Letter]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        words = [each.words for each in self.group]
        same = Q(content_hash__in=[each.content_hash for each in words])
        ids = {each.message_id for each in words if _is_named(each)}
        if ids:
            same |= Q(message_id__in=ids)
        for letter in Letter.objects.filter(same).order_by("pk"):
            self.add(letter)

    def add(self, letter: Letter) -> None:
        self.by_content.setdefault(letter.content_hash, letter)
        self.by_id.setdefault((letter.message_id, letter.sender, letter.dated), []).append(letter)

    def find(self, words: Label, blob: Blob) -> Letter | None:
        """Return the same letter: by its content, else by Message-ID, sender and date, of those
        that say the same."""
        found = self.by_content.get(words.content_hash)
        if found is not None or not _is_named(words):
            return found
        alike = self.by_id.get((words.message_id, words.sender, words.dated), [])
        return next((letter for letter in alike if is_copy(letter.raw, blob)), None)


def _is_named(words: Label) -> bool:
    return bool(words.message_id and words.dated and not words.fault)


def _new(kept: Kept, blob: Blob, *, mailbox: int | None) -> Letter:
    envelope, words = kept.envelope, kept.words
    sender = NULL_SENDER if words.is_null_sender else _line(envelope.sender)
    letter = Letter(
        content_hash=words.content_hash,
        raw=blob,
        door=envelope.door[:10],
        mailbox_id=mailbox,
        envelope_sender=sender[:320],
        envelope_recipients=[_line(r)[:320] for r in envelope.recipients[:MOST_RECIPIENTS]],
        received_at=envelope.instant,
        state=State.QUARANTINED if words.fault else State.KEPT,
        reason=words.fault,
    )
    words.put_on(letter)
    return letter


def _sighting(
    kept: Kept, letter: Letter, blob: Blob, *, mailbox: int | None, others: Sequence[Sighting]
) -> Sighting:
    envelope = kept.envelope
    uid = (envelope.mailbox, envelope.uid_validity, envelope.uid)
    is_first = uid[2] is not None and uid[0] == mailbox and not _is_seen(uid, others)
    return Sighting(
        letter=letter,
        door=envelope.door[:10],
        mailbox_id=mailbox,
        uid_validity=uid[1] if is_first else None,
        uid=uid[2] if is_first else None,
        spool_name=kept.name,
        raw=None if letter.raw_id == blob.pk else blob,
        seen_at=envelope.instant,
    )


def _is_seen(uid: tuple[int | None, int | None, int | None], others: Sequence[Sighting]) -> bool:
    if any((seen.mailbox_id, seen.uid_validity, seen.uid) == uid for seen in others):
        return True
    rows = Sighting.objects.filter(mailbox=uid[0], uid_validity=uid[1], uid=uid[2])
    return bool(rows.exists())


def _mailbox(kept: Kept) -> int | None:
    named = kept.envelope.mailbox
    if named and Mailbox.objects.filter(pk=named).exists():
        return named
    return meant_for(kept.envelope.recipients or kept.words.addressed, our_addresses())


def _line(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).encode("utf-8", "replace").decode()
