"""What stands in the bell: somebody's own notices, grouped by what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from deskhand.notices.models import Notice
from deskhand.notices.queries import NoticeQuerySet
from deskhand.notices.subjects import Line, lines_of
from deskhand.people.reader import Reader

COUNT_CAP = 100
LINES = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One notice in words."""

    notice: Notice
    line: Line

    @property
    def is_unread(self) -> bool:
        return self.notice.read_at is None


@dataclass(frozen=True, slots=True)
class Group:
    """All that is told about one thing: the last few in words, and how many are unread."""

    told: list[Told]
    unread: int
    more: int

    @property
    def last(self) -> Told:
        return self.told[0]

    @property
    def key(self) -> str:
        return f"{self.last.notice.subject_kind}-{self.last.notice.subject_id}"


@dataclass(frozen=True, slots=True)
class Page:
    """Some groups, newest first; `before` begins the next page, None on the last one. `newest`
    is the newest notice that is shown."""

    groups: list[Group]
    before: int | None
    newest: int


def notices_for(reader: Reader) -> NoticeQuerySet:
    """Return what is in the bell of this reader."""
    notices: NoticeQuerySet = Notice.objects.visible_to(reader)
    return notices


def unread_count(reader: Reader) -> int:
    """Count what is unread, up to COUNT_CAP."""
    return int(notices_for(reader).unread().order_by()[:COUNT_CAP].count())


def page(
    reader: Reader, *, at: datetime, size: int, before: int | None = None, only_unread: bool = False
) -> Page:
    """Return up to `size` groups, each where its newest notice stands."""
    notices = notices_for(reader)
    heads = notices.unread() if only_unread else notices
    heads = heads.newest_of_each(among_unread=only_unread).order_by("-pk")
    if before is not None:
        heads = heads.filter(pk__lt=before)
    found = list(heads[: size + 1])
    shown = found[:size]
    return Page(
        groups=_groups(shown, reader, at=at),
        before=shown[-1].pk if len(found) > size else None,
        newest=shown[0].pk if shown else 0,
    )


def group(reader: Reader, kind: str, subject_id: int, *, at: datetime) -> Group | None:
    """Return what is told about one thing; None where nothing is, or nothing may be seen."""
    last = notices_for(reader).about(kind, subject_id).order_by("-pk").first()
    found = _groups([last], reader, at=at) if last else []
    return found[0] if found else None


def read(reader: Reader, kind: str, subject_id: int, *, at: datetime) -> int:
    """Mark what this reader was told about one thing as read; return how many that was."""
    rows = Notice.objects.filter(person=reader.person_id, read_at=None)
    return rows.about(kind, subject_id).update(read_at=at)


def read_all(reader: Reader, *, until: int, at: datetime) -> int:
    """Mark everything as read up to the newest that was shown: what came since was not seen."""
    rows = Notice.objects.filter(person=reader.person_id, read_at=None, pk__lte=until)
    return rows.update(read_at=at)


def _groups(heads: Sequence[Notice], reader: Reader, *, at: datetime) -> list[Group]:
    """Return the groups of notices of which each is the newest, and which the reader may see:
    whoever may see one may see all about the same thing."""
    if not heads:
        return []
    subjects = Q(pk__in=[])
    for head in heads:
        subjects |= Q(subject_kind=head.subject_kind, subject_id=head.subject_id)
    members = Notice.objects.filter(subjects, person=reader.person_id, in_bell=True)
    counts = {
        (row["subject_kind"], row["subject_id"]): row
        for row in members.order_by()
        .values("subject_kind", "subject_id")
        .annotate(count=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
    }
    last = list(_last_of_each(members))
    lines = lines_of(last, reader=reader, at=at)
    told: dict[tuple[str, int], list[Told]] = {}
    for notice in last:
        if notice.pk in lines:
            one = Told(notice, lines[notice.pk])
            told.setdefault((notice.subject_kind, notice.subject_id), []).append(one)
    keys = [(head.subject_kind, head.subject_id) for head in heads]
    return [
        Group(told[key], counts[key]["unread"], counts[key]["count"] - len(told[key]))
        for key in keys
        if key in told
    ]


def _last_of_each(members: NoticeQuerySet) -> NoticeQuerySet:
    place = Window(
        RowNumber(), partition_by=[F("subject_kind"), F("subject_id")], order_by=F("pk").desc()
    )
    last: NoticeQuerySet = members.annotate(place=place).filter(place__lte=LINES).order_by("-pk")
    return last
