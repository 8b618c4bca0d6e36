"""What notices are about, as the rooms above explain it: who may see it, and its words.

The setting NOTICE_SUBJECTS is the dotted path of a dictionary from kinds of subjects to the
dotted paths of what explains them. This room knows no tickets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from deskhand.people.reader import Reader

# Rows of `models.Notice`, which knows this file.
Notices = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A notice in words. `title` is what its subject is called, `said` what somebody wrote.

    Of what is `is_private` nothing but `name`, the bare mark of the subject, leaves the desk.
    """

    name: str
    title: str
    words: str
    url: str
    said: str = ""
    is_note: bool = False
    is_private: bool = False


class Subject(Protocol):
    """One kind of thing that notices are about."""

    def visible_to(self, reader: Reader) -> QuerySet[Any] | bool:
        """Return what of it this reader may see: rows, all of it, or nothing."""

    def lines(self, notices: Notices, *, reader: Reader, at: datetime) -> dict[int, Line]:
        """Return the words of notices by their ids; those whose subject is gone are left out."""


def seen_by(reader: Reader) -> Q:
    """Return the condition that the subject of a notice is one that its reader may see."""
    seen = Q(pk__in=[])
    for kind, path in _wiring(settings.NOTICE_SUBJECTS).items():
        rows = _subject(path).visible_to(reader)
        if rows is True:
            seen |= Q(subject_kind=kind)
        elif rows is not False:
            # One look by key for each notice; a plain IN would read all that he may see.
            seen |= Q(Exists(rows.filter(pk=OuterRef("subject_id"))), subject_kind=kind)
    return seen


def lines_of(notices: Notices, *, reader: Reader, at: datetime) -> dict[int, Line]:
    """Return the words of notices whose subjects the reader may see; the caller has asked."""
    by_kind: dict[str, list[Any]] = {}
    for notice in notices:
        by_kind.setdefault(notice.subject_kind, []).append(notice)
    wiring = _wiring(settings.NOTICE_SUBJECTS)
    found: dict[int, Line] = {}
    for kind, some in by_kind.items():
        if kind in wiring:
            found |= _subject(wiring[kind]).lines(some, reader=reader, at=at)
    return found


@lru_cache(maxsize=4)
def _wiring(path: str) -> Mapping[str, str]:
    wiring: Mapping[str, str] = import_string(path)
    return wiring


@lru_cache(maxsize=32)
def _subject(path: str) -> Subject:
    subject: Subject = import_string(path)()
    return subject
