"""Which canned replies somebody has, found by their names, in the language of the requester."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from deskhand.canned.models import CannedReply
from deskhand.people.models import Team
from deskhand.people.reader import Reader
from deskhand.rules.conditions import fold

OFFERED = 8


class NoSuchReply(Exception):
    """There is no such canned reply, or none that this reader has."""


def replies_for(reader: Reader) -> QuerySet[CannedReply]:
    """Return those that are for all, of his teams, and his own."""
    if not reader.is_agent:
        return CannedReply.objects.none()
    shared = Q(agent=None, team=None)
    found = shared | Q(agent=None, team__in=reader.teams) | Q(agent=reader.agent_id or 0)
    return CannedReply.objects.filter(found).select_related("team")


def own_replies(reader: Reader) -> QuerySet[CannedReply]:
    """Return those that this agent wrote for himself."""
    return CannedReply.objects.filter(agent=reader.agent_id or 0)


def common_replies() -> QuerySet[CannedReply]:
    """Return those that are for all or of a team, as administrators keep them."""
    return CannedReply.objects.filter(agent=None).select_related("team")


def offered(reader: Reader, words: str, *, language: str) -> list[CannedReply]:
    """Return some whose names fit, one for each short name: in this language where there is one.

    Short names that begin so come first, then what was used most.
    """
    start = fold(words)
    found = replies_for(reader)
    for word in start.split():
        found = found.filter(
            Q(short__contains=word) | Q(title_folded__contains=word) | Q(folder__icontains=word)
        )
    rows = list(found.order_by("-times_used", "pk")[:200])
    chosen = _one_each(rows, language)
    chosen.sort(key=lambda row: not row.short.startswith(start))
    return chosen[:OFFERED]


def _one_each(rows: Iterable[CannedReply], language: str) -> list[CannedReply]:
    best: dict[str, CannedReply] = {}
    for row in rows:
        before = best.get(row.short)
        if before is None or _fit(row, language) > _fit(before, language):
            best[row.short] = row
    return list(best.values())


def _fit(row: CannedReply, language: str) -> tuple[bool, bool, bool]:
    return (row.language == language, not row.language, row.agent_id is not None)


def reply_for(reader: Reader, pk: int) -> CannedReply:
    """Return one that this reader has; raises NoSuchReply."""
    found = replies_for(reader).filter(pk=pk).first()
    if found is None:
        raise NoSuchReply(pk)
    return found


def count_use(row: CannedReply) -> None:
    CannedReply.objects.filter(pk=row.pk).update(times_used=F("times_used") + 1)


def is_taken(row: CannedReply, short: str, *, language: str, team: Team | None) -> bool:
    """Whether another one for the same people has this short name in this language."""
    others = CannedReply.objects.exclude(pk=row.pk or 0).filter(agent=row.agent_id, team=team)
    return others.filter(short=short, language=language).exists()
