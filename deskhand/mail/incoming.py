"""Reading letters that came: what a story needs to know of one, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import takewhile

from django.db import transaction
from django.db.models import F, Q

from deskhand.files.store import read_blob
from deskhand.mail.identifiers import may_be_ours
from deskhand.mail.mailboxes import known_as, our_addresses
from deskhand.mail.models import Letter as Row
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.reading import addressed_to, read
from deskhand.mail.reply_addresses import split
from deskhand.mail.spool import NULL_SENDER
from deskhand.people.models import Team
from deskhand.rules.letter import Letter
from deskhand.rules.letter.automatic import is_report

State = Row.State
MOST_REFERENCES = 100
# How long a letter rests after an attempt that failed, or in which the process died.
REST = timedelta(seconds=20)
# As many strangers' Message-IDs as a ticket remembers of one letter.
MOST_STRANGERS = 20


@dataclass(frozen=True)
class Arrival:
    """A letter that waits to be taken in, locked until the end of the transaction."""

    row: Row
    letter: Letter
    raw: bytes

    @property
    def received_at(self) -> datetime:
        """When it reached us, not when it is taken in: promises count from here."""
        return self.row.received_at

    @property
    def team(self) -> Team | None:
        """The team of the mailbox to which it came."""
        return self.row.mailbox.team if self.row.mailbox else None

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        return self.letter.headers

    @cached_property
    def reply_keys(self) -> list[str]:
        """The keys of genuine reply addresses to which it went."""
        addresses = [*self.row.envelope_recipients, *addressed_to(self.letter)]
        keys = (split(address) for address in addresses)
        return list(dict.fromkeys(key for key in keys if key))[:MOST_REFERENCES]

    @cached_property
    def referenced_ids(self) -> list[str]:
        """The Message-IDs to which it refers, nearest first."""
        far = reversed(self.letter.references)
        return list(dict.fromkeys([*self.letter.in_reply_to, *far]))[:MOST_REFERENCES]

    @cached_property
    def referenced_ids_of_strangers(self) -> list[str]:
        """Those of them that we did not write: other answers may refer to them too."""
        strange = [text for text in self.referenced_ids if text not in self._our_ids]
        return strange[:MOST_STRANGERS]

    @cached_property
    def _our_ids(self) -> set[str]:
        """The Message-IDs of letters that we wrote, of all that this one bears."""
        borne = [self.row.message_id, *self.referenced_ids]
        likely = [text for text in borne if may_be_ours(text)]
        ours = OutgoingLetter.objects.filter(message_id__in=likely)
        return set(ours.values_list("message_id", flat=True)) if likely else set()

    @property
    def is_answer(self) -> bool:
        return bool(self.reply_keys or self.referenced_ids)

    @cached_property
    def is_ours(self) -> bool:
        """True for a letter that we sent, or that bears the address of a mailbox of ours."""
        if known_as(self.letter.sender.email, our_addresses()) is not None:
            return True
        return self.row.message_id in self._our_ids

    @property
    def is_list(self) -> bool:
        return self.letter.is_list

    @property
    def is_null_sender(self) -> bool:
        """True for the null sender of notices (RFC 5321 4.5.5), by envelope or Return-Path."""
        return self.row.envelope_sender == NULL_SENDER

    @property
    def is_machine(self) -> bool:
        """True for what a program sent."""
        return self.is_null_sender or self.letter.is_auto_reply

    @property
    def answers_by_machine(self) -> bool:
        """True for what a program sent in answer to something: it never opens a ticket."""
        return self.is_machine and self.is_answer

    @property
    def starts_nothing(self) -> bool:
        """True where nobody asks anything, so that no clock starts: answers of programs, lists,
        null senders; not an alert, nor a form that was filled in."""
        if self.is_null_sender or self.is_list:
            return True
        return self.letter.is_auto_reply and not is_report(self.letter)


@transaction.atomic
def begin(*, limit: int, at: datetime) -> dict[int, int]:
    """Claim letters that wait to be taken in, the oldest first; they lead to how often each was
    tried before.

    The attempt is counted before it starts, so that a death in it is counted; for a while
    nobody else claims them. One that was tried before is claimed alone: should it kill whoever
    takes it in, that is not counted against the others.
    """
    rested = Q(tried_at=None) | Q(tried_at__lt=at - REST)
    rows = Row.objects.select_for_update(skip_locked=True).filter(rested, state=State.KEPT)
    waiting = list(rows.order_by("pk").values_list("pk", "attempts")[:limit])
    fresh = list(takewhile(lambda letter: not letter[1], waiting))
    claimed = dict(fresh or waiting[:1])
    if claimed:
        mine = Row.objects.filter(pk__in=claimed)
        mine.update(attempts=F("attempts") + 1, tried_at=at)
    return claimed


def put_back(letters: Sequence[int]) -> None:
    """Take the last attempt back: it ended for a reason that is not the letter's."""
    rows = Row.objects.filter(pk__in=letters, attempts__gt=0)
    rows.update(attempts=F("attempts") - 1, tried_at=None)


def arrivals(letters: Sequence[int]) -> list[Arrival]:
    """Lock kept letters for taking in, the oldest first; those that were taken in before, or
    were set aside, are left out."""
    rows = Row.objects.select_for_update(of=("self",)).select_related("raw", "mailbox__team")
    kept = rows.filter(pk__in=letters, state=State.KEPT).order_by("pk")
    return [_arrived(row) for row in kept]


def _arrived(row: Row) -> Arrival:
    raw = read_blob(row.raw)
    return Arrival(row=row, letter=read(raw, key=row.raw.sha256), raw=raw)


def took(came: Arrival, *, thread: str, at: datetime) -> None:
    """Note that a letter was taken in, and to what it belongs; for `save` to write down."""
    _end(came.row, State.TAKEN, thread=thread, at=at)


def ignore(came: Arrival, *, reason: str, at: datetime, thread: str = "") -> None:
    """Keep a letter without a ticket, and say why; `thread` is what it tells about, if known.
    For `save` to write down."""
    if reason not in came.row.trace:
        came.row.trace.append(reason)
    came.row.reason = reason[:500]
    _end(came.row, State.IGNORED, thread=thread, at=at)


def note(came: Arrival, words: str) -> None:
    """Put a decision in the trace of a letter, for `save` to write down."""
    came.row.trace.append(words)


def save(many: Iterable[Arrival]) -> None:
    """Write down by one statement what became of locked letters. Those that were set aside are
    written down already."""
    rows = [came.row for came in many if came.row.taken_at is not None]
    # The rows are there: each insertion is an update.
    Row.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["state", "thread", "taken_at", "reason", "trace"],
    )


def rethread(row: Row, thread: str, words: str) -> None:
    """Note that a letter belongs elsewhere than was decided when it came."""
    row.thread = thread
    row.trace = [*row.trace, words]
    row.save(update_fields=["thread", "trace"])


def letter_of(row: Row) -> Letter:
    """Read a kept letter again; raises rules.letter.LetterRefused for one in quarantine."""
    return read(read_blob(row.raw), key=row.raw.sha256)


def _end(row: Row, state: State, *, thread: str, at: datetime) -> None:
    row.state, row.thread, row.taken_at = state, thread, at
