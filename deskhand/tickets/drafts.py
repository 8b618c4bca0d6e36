"""What an agent is writing, kept on the server so that a dead browser loses little.

A reply and a note are kept apart. Whoever saves says which version he changed: what another
window saved meanwhile is not written over.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from deskhand.tickets.attaching import NewFile, put_into
from deskhand.tickets.models import Attachment, Draft, Message, Ticket

MOST_FILES = 20


class TooManyFiles(Exception):
    """No more files go with one message; the text says how many."""


class DraftChanged(Exception):
    """Another window saved or sent this draft meanwhile; `draft` is what is kept now."""

    def __init__(self, draft: Draft | None) -> None:
        super().__init__()
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where an agent writes: on a ticket, a reply or a note."""

    ticket: Ticket
    agent_id: int
    is_public: bool

    @property
    def place(self) -> dict[str, Any]:
        return {"ticket": self.ticket, "agent_id": self.agent_id, "is_public": self.is_public}


@dataclass(frozen=True, slots=True)
class Writing:
    """What stands on a sheet: the text, and the time that it took as it was typed, whether of the
    timer; None keeps the time that is kept."""

    text: str
    worked: str | None = None
    ends_timer: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() and not (self.worked or "").strip()


def save_draft(
    sheet: Sheet, said: str | Writing, *, at: datetime, known: str | None = None
) -> Draft | None:
    """Keep this writing; an empty one ends a draft without files, and None is returned.

    `known` is the version that was changed, "" for a new draft, None for whatever stands
    there. Raises DraftChanged.
    """
    said = Writing(said) if isinstance(said, str) else said
    row = Draft.objects.filter(**sheet.place).first()
    if row is None:
        return _begin(sheet, said, at=at, known=known)
    if said.worked is None:
        said = Writing(said.text, row.worked, row.ends_timer)
    _check(row, said, known=known)
    if row.discarded_at is not None:
        _drop_files(row)
    if said.is_empty and not row.attachments.exists():
        row.delete()
        return None
    was, row.version = row.version, _version()
    row.text, row.saved_at, row.discarded_at = said.text, at, None
    row.worked, row.ends_timer = said.worked or "", said.ends_timer
    changed = {
        "text": row.text,
        "worked": row.worked,
        "ends_timer": row.ends_timer,
        "saved_at": at,
        "version": row.version,
        "discarded_at": None,
    }
    if not Draft.objects.filter(pk=row.pk, version=was).update(**changed):
        raise DraftChanged(draft_on(sheet))
    return row


def _begin(sheet: Sheet, said: Writing, *, at: datetime, known: str | None) -> Draft | None:
    if known:
        raise DraftChanged(None)
    if said.is_empty:
        return None
    written = {
        "text": said.text,
        "worked": said.worked or "",
        "ends_timer": said.ends_timer,
    }
    try:
        with transaction.atomic():
            return Draft.objects.create(**sheet.place, **written, saved_at=at, version=_version())
    except IntegrityError as error:
        raise DraftChanged(draft_on(sheet)) from error


def _check(row: Draft, said: Writing, *, known: str | None) -> None:
    version = "" if row.discarded_at is not None else row.version
    if known not in {None, version} and (said.text, said.worked) != (row.text, row.worked):
        raise DraftChanged(row if version else None)


def _version() -> str:
    return secrets.token_hex(8)


def draft_on(sheet: Sheet) -> Draft | None:
    """Return what is kept there; None where nothing is, or it was discarded."""
    return Draft.objects.filter(**sheet.place, discarded_at=None).first()


def drafts_of(ticket: Ticket, *, agent_id: int) -> list[Draft]:
    """Return the reply and the note that this agent has begun, the one saved last first."""
    found = Draft.objects.filter(ticket=ticket, agent=agent_id, discarded_at=None)
    return list(found.prefetch_related("attachments").order_by("-saved_at"))


def discard_draft(sheet: Sheet, *, at: datetime) -> Draft | None:
    """Put a draft away, from where it can be brought back; None where there is none."""
    draft = draft_on(sheet)
    if draft is not None:
        draft.discarded_at = at
        draft.save(update_fields=["discarded_at"])
    return draft


def bring_back(sheet: Sheet, *, at: datetime) -> bool:
    """Take a discarded draft out again, with its files; False when it is no longer there."""
    put_away = Draft.objects.filter(**sheet.place, discarded_at__isnull=False)
    return bool(put_away.update(discarded_at=None, saved_at=at, version=_version()))


def finish_draft(sheet: Sheet) -> None:
    """What was written has been said: the draft ends, with files that did not go along."""
    for draft in Draft.objects.filter(**sheet.place):
        _drop_files(draft)
        draft.delete()


def _drop_files(draft: Draft) -> None:
    draft.attachments.filter(message=None).delete()


def return_to_draft(message: Message, sheet: Sheet, *, worked: str = "", at: datetime) -> Draft:
    """Give text and files of a withdrawn reply back to its writer, before what he began since, and
    the time that was entered with it."""
    for put_away in Draft.objects.filter(**sheet.place, discarded_at__isnull=False):
        _drop_files(put_away)
        put_away.delete()
    begun = draft_on(sheet)
    texts = [message.text, begun.text if begun else ""]
    text = "\n\n".join(text for text in texts if text.strip())
    worked = worked or (begun.worked if begun else "")
    kept = {"text": text, "worked": worked, "saved_at": at, "version": _version()}
    draft, _is_new = Draft.objects.update_or_create(**sheet.place, defaults=kept)
    message.attachments.update(draft=draft)
    return draft


def add_file(sheet: Sheet, file: NewFile, *, at: datetime) -> Attachment:
    """Let a file wait in a draft, which is begun where there is none; raises TooManyFiles."""
    for put_away in Draft.objects.filter(**sheet.place, discarded_at__isnull=False):
        _drop_files(put_away)
        put_away.delete()
    begun = {"saved_at": at, "version": _version()}
    draft, _is_new = Draft.objects.get_or_create(**sheet.place, defaults=begun)
    if draft.attachments.count() >= MOST_FILES:
        raise TooManyFiles(
            _("At most %(count)d files go with one message.") % {"count": MOST_FILES}
        )
    return put_into(draft, file)


def remove_file(sheet: Sheet, key: str) -> bool:
    """Take a file out of a draft; one of a reply that was taken back stays on that."""
    files = Attachment.objects.filter(draft__in=Draft.objects.filter(**sheet.place), key=key)
    gone, _rows = files.filter(message=None).delete()
    return bool(gone or files.update(draft=None))


def hand_over_files(message: Message, keys: Iterable[str], sheet: Sheet) -> None:
    """Hang the named files of this draft on the message that was made of it."""
    waiting = Attachment.objects.filter(draft__in=Draft.objects.filter(**sheet.place))
    waiting.filter(key__in=list(keys)).update(message=message, draft=None)
