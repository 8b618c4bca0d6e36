"""Sending what is due: claimed first, then sent, then settled.

Letters are written in the transaction that settles them, and so exactly once. A push or a text
message may go out again when the process died between the call and the settling: told twice is
better than never. What was read meanwhile, or may no longer be seen, is not sent.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from deskhand.notices import firm
from deskhand.notices.channels.choosing import way_of
from deskhand.notices.channels.interface import Outcome, Told
from deskhand.notices.models import Delivery, Notice
from deskhand.notices.subjects import lines_of, seen_by
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Person
from deskhand.people.reader import Reader
from deskhand.provider.firm import current

State = Delivery.State
TOGETHER = 200
ATTEMPTS = 8
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=30), timedelta(hours=1)
# Longer than any call to a channel takes.
CLAIM = timedelta(minutes=5)
OVERDUE, STUCK = timedelta(minutes=1), timedelta(days=1)


def deliver(person_id: int, channel: str, *, at: datetime) -> datetime | None:
    """Send what is due to somebody by a channel; return when to try again what could not go."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        return None
    reader, way = reader_of_person(person), way_of(channel)
    language = reader.language or current().language
    with translation.override(language), timezone.override(reader.time_zone):
        with transaction.atomic():
            claimed = _claim(person_id, channel, at=at)
            told = _told(claimed, reader, at=at)
            if told and way.writes_here:
                return _settle(claimed, way.send(person, told, at=at), at=at)
        if not told:
            return None
        outcome = way.send(person, told, at=at)
        with transaction.atomic():
            return _settle(claimed, outcome, at=at)


def give_up(*, at: datetime) -> int:
    """End what has been due for a day and still cannot go; return how many that was."""
    stuck = _open().filter(due_at__lt=at - STUCK)
    why = "It could not be told for a day"
    return stuck.update(state=State.FAILED, why=why, settled_at=at, due_at=None)


def overdue(*, at: datetime) -> set[tuple[int, str]]:
    """Return to whom, and by what, something is due whose job must have been lost."""
    rows = _open().filter(due_at__lt=at - OVERDUE)
    return set(rows.values_list("person", "channel")[:1000])


def _open() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state__in=(State.WAITING, State.GOING))


def _claim(person_id: int, channel: str, *, at: datetime) -> list[Delivery]:
    """Take what is due; whoever comes meanwhile finds it taken, for some minutes."""
    rows = _open().filter(person=person_id, channel=channel, due_at__lte=at)
    claimed = list(rows.select_for_update(of=("self",)).select_related("notice")[:TOGETHER])
    for row in claimed:
        row.state, row.due_at, row.attempts = State.GOING, at + CLAIM, row.attempts + 1
    Delivery.objects.bulk_update(claimed, ["state", "due_at", "attempts"])
    return claimed


def _told(claimed: list[Delivery], reader: Reader, *, at: datetime) -> list[Told]:
    """Return what is still to be told, and drop the rest from the deliveries that were taken."""
    notices = [row.notice for row in claimed]
    may_see = _visible(notices, reader)
    lines = lines_of([n for n in notices if n.pk in may_see], reader=reader, at=at)
    quotes, told = firm.current().shows_words, []
    for row in list(claimed):
        line = lines.get(row.notice_id)
        if row.notice.read_at is not None:
            _drop(claimed, row, "It was read at the desk before", at=at)
        elif line is None:
            _drop(claimed, row, "It may no longer be seen", at=at)
        else:
            told.append(Told(row.notice, line, quotes))
    return told


def _visible(notices: Sequence[Notice], reader: Reader) -> set[int]:
    if not reader.is_agent:
        return set()
    rows = Notice.objects.filter(pk__in=[notice.pk for notice in notices]).filter(seen_by(reader))
    return set(rows.values_list("pk", flat=True))


def _drop(claimed: list[Delivery], row: Delivery, why: str, *, at: datetime) -> None:
    claimed.remove(row)
    row.state, row.why, row.settled_at, row.due_at = State.DROPPED, why, at, None
    row.save(update_fields=["state", "why", "settled_at", "due_at"])


def _settle(claimed: list[Delivery], outcome: Outcome, *, at: datetime) -> datetime | None:
    """Write down what became of it; return when to try again."""
    again_at = None
    for row in claimed:
        row.why = outcome.why[:300]
        if outcome.again and row.attempts < ATTEMPTS:
            row.state, row.due_at = State.WAITING, at + _delay(row.attempts)
            again_at = max(again_at or row.due_at, row.due_at)
            continue
        row.state = _end(outcome)
        row.settled_at, row.due_at = at, None
    Delivery.objects.bulk_update(claimed, ["state", "due_at", "why", "settled_at"])
    return again_at


def _end(outcome: Outcome) -> State:
    if outcome.is_sent:
        return State.SENT
    return State.DROPPED if outcome.is_needless else State.FAILED


def _delay(attempts: int) -> timedelta:
    delay: timedelta = min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY)
    return delay
