"""Writing a letter in the story's transaction: composed, kept, and left for the post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from deskhand.files.store import keep_all_new
from deskhand.journal.actor import system
from deskhand.journal.record import record
from deskhand.mail import outbox
from deskhand.mail.composing import (
    Enclosure,
    Invitation,
    Sheet,
    bare,
    compose,
    message_ids,
    one_line,
)
from deskhand.mail.events import LetterParked
from deskhand.mail.identifiers import new_message_id
from deskhand.mail.incoming import Arrival
from deskhand.mail.limits import Counts, why_never
from deskhand.mail.mailboxes import NoMailbox, default_mailbox
from deskhand.mail.models import Mailbox, OutgoingLetter
from deskhand.mail.notices import are_unwanted
from deskhand.mail.reply_addresses import make
from deskhand.provider.firm import current

__all__ = ("Draft", "NoMailbox", "default_mailbox", "write")

POST = system("post")
ACCOUNT, NOTICE, AGENT_NOTICE = "account", "notice", "agent_notice"
# Bounded where they are asked for, not here.
BOUNDED_ELSEWHERE = frozenset({ACCOUNT, AGENT_NOTICE})
MOST_REFERENCES = 40
MOST_RECIPIENTS = 100
LARGEST = 35 * 1024 * 1024
State = OutgoingLetter.State


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to write. `to` are bare addresses, `references` Message-IDs, oldest first.

    `answers` is the letter that an automatic one answers; `unverified` says that the
    correspondent may never have written to us. Letters of kind "account" (codes, links that
    somebody asked for just now) and "agent_notice" are bounded where they are asked for, not
    here. `stop_url` is where its reader says that he wants no more of them, without signing in.
    `copy_of` is the letter of which this one is a copy for another reader.
    """

    kind: str
    to: Sequence[str]
    subject: str
    text: str
    html: str = ""
    mailbox: Mailbox | None = None
    thread: str = ""
    reply_key: str = ""
    in_reply_to: str = ""
    references: Sequence[str] = ()
    enclosures: Sequence[Enclosure] = ()
    invitation: Invitation | None = None
    is_automatic: bool = False
    answers: Arrival | None = None
    unverified: bool = False
    sender_name: str = ""
    stop_url: str = ""
    copy_of: OutgoingLetter | None = None


def write(draft: Draft, *, at: datetime, release_at: datetime | None = None) -> OutgoingLetter:
    """Write a letter; it is posted at `release_at` (UTC), or at once.

    An automatic one that might begin or feed a loop is parked, with the reason. Raises
    NoMailbox, and ValueError for recipients that are none or a letter that is too large.
    """
    return write_all([draft], at=at, release_at=release_at)[0]


def write_all(
    drafts: Sequence[Draft], *, at: datetime, release_at: datetime | None = None
) -> list[OutgoingLetter]:
    """As `write`, for several letters in as few statements as one takes."""
    composed = [_composed(draft, at=at, release_at=release_at) for draft in drafts]
    # Nothing has been written before this: a refusal leaves the running transaction as it was.
    with transaction.atomic(savepoint=False):
        # Their Message-IDs are new, and so are their bytes.
        blobs = keep_all_new([raw for _letter, raw in composed])
        for (letter, _raw), blob in zip(composed, blobs, strict=True):
            letter.raw = blob
        letters = [letter for letter, _raw in composed]
        _hold_back(drafts, letters, at=at)
        outbox.put_all_new(letters)
        for letter in letters:
            if letter.state == State.PARKED:
                record(LetterParked(outgoing=letter.pk, thread=letter.thread), by=POST, at=at)
    return letters


def _composed(
    draft: Draft, *, at: datetime, release_at: datetime | None
) -> tuple[OutgoingLetter, bytes]:
    """A letter that is not saved, and its bytes."""
    to = list(dict.fromkeys(bare(address) for address in draft.to))
    if not 1 <= len(to) <= MOST_RECIPIENTS:
        raise ValueError(f"A letter goes to 1 to {MOST_RECIPIENTS} addresses")
    mailbox = draft.mailbox or _fallback(draft)
    sender = _sender(draft, mailbox)
    message_id = new_message_id(sender[1])
    # Whoever reads it sees when it left, which may be long after it was written.
    day = release_at or at
    raw = compose(_sheet(draft, to=to, sender=sender, message_id=message_id, at=day))
    if len(raw) > LARGEST:
        raise ValueError("The letter is too large to be sent")
    letter = OutgoingLetter(
        message_id=message_id,
        copy_of=draft.copy_of,
        mailbox=mailbox,
        kind=draft.kind,
        is_automatic=draft.is_automatic,
        thread=draft.thread,
        sender=f"{sender[0]} <{sender[1]}>"[:400],
        recipients=to,
        subject=one_line(draft.subject)[:500],
        written_at=at,
        release_at=release_at or at,
        next_try_at=release_at or at,
    )
    return letter, raw


def _hold_back(drafts: Sequence[Draft], letters: list[OutgoingLetter], *, at: datetime) -> None:
    """Mark the letters that must not leave: unwanted notices, and what might feed a loop."""
    counted: list[tuple[Draft, OutgoingLetter]] = []
    for draft, letter in zip(drafts, letters, strict=True):
        if draft.kind == NOTICE and any(are_unwanted(address) for address in letter.recipients):
            _hold(letter, State.WITHDRAWN, "Its reader has said that he wants no notices")
        elif draft.is_automatic and draft.kind not in BOUNDED_ELSEWHERE:
            reason = why_never(letter.recipients, answers=draft.answers)
            if reason:
                _hold(letter, State.PARKED, reason)
            else:
                counted.append((draft, letter))
    if not counted:
        return
    counts = Counts(address for _draft, letter in counted for address in letter.recipients)
    for draft, letter in counted:
        reason = counts.why_not(letter.recipients, unverified=draft.unverified, at=at)
        if reason:
            _hold(letter, State.PARKED, reason)
    counts.save()


def _hold(letter: OutgoingLetter, state: State, reason: str) -> None:
    letter.state, letter.last_error, letter.next_try_at = state, reason, None


def _fallback(draft: Draft) -> Mailbox | None:
    try:
        return default_mailbox()
    except NoMailbox:
        if draft.kind == ACCOUNT:
            return None
        raise


def _sender(draft: Draft, mailbox: Mailbox | None) -> tuple[str, str]:
    """Name and address of the sender; before the first mailbox the desk's own host."""
    if mailbox is None:
        host = urlsplit(settings.DESKHAND_URL).hostname or "localhost"
        return one_line(current().name), f"no-reply@{host}"
    return one_line(draft.sender_name or mailbox.name), bare(mailbox.email)


def _sheet(
    draft: Draft, *, to: list[str], sender: tuple[str, str], message_id: str, at: datetime
) -> Sheet:
    references = message_ids([*draft.references, draft.in_reply_to])
    if len(references) > MOST_REFERENCES:
        references = [references[0], *references[-MOST_REFERENCES + 1 :]]
    extra = {}
    if draft.is_automatic:
        extra["Auto-Submitted"] = "auto-replied" if draft.answers else "auto-generated"
        extra["X-Auto-Response-Suppress"] = "All"
    if draft.stop_url:
        extra["List-Unsubscribe"] = f"<{draft.stop_url}>"
        if draft.stop_url.startswith("https://"):
            # RFC 8058: a mail program may do it by itself, if nobody can listen.
            extra["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return Sheet(
        sender=sender,
        to=to,
        subject=draft.subject,
        text=draft.text,
        html=draft.html,
        message_id=message_id,
        written_at=at,
        reply_to=make(sender[1], draft.reply_key) if draft.reply_key else "",
        in_reply_to=draft.in_reply_to,
        references=references,
        enclosures=draft.enclosures,
        invitation=draft.invitation,
        extra=extra,
    )
