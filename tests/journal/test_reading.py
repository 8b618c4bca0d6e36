"""A reader who goes on from his cursor misses nothing, in whichever order others commit."""

import threading

import pytest
from django.conf import settings
from django.db import connection, transaction

from deskhand.journal.models import Event
from deskhand.journal.reading import Cursor, CursorRefused, head, is_behind, of_subject, since
from deskhand.journal.sealing import seal, verify
from tests.journal.happening import AT, light

on_postgres = pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite has one writer"
)


def lamps(events: list[Event]) -> list[int | None]:
    return [event.subject_id for event in events]


@pytest.mark.django_db(transaction=True)
def test_a_reader_goes_on_where_he_stopped() -> None:
    assert head() == Cursor()
    for lamp in (1, 2, 3):
        light(lamp)
    first = since(Cursor(), limit=2)
    assert lamps(first) == [1, 2]
    rest = since(Cursor.behind(first[-1]))
    assert lamps(rest) == [3]
    assert head() == Cursor.behind(rest[-1])
    assert not is_behind(head())


@pytest.mark.django_db(transaction=True)
def test_a_cursor_is_the_same_after_it_was_written_down() -> None:
    light(1)
    assert Cursor.parse(str(head())) == head()


@pytest.mark.parametrize(
    "text", ["", "1", "1.", ".1", "1.2.3", "-1.2", "a.b", "1.²", "9" * 30 + ".1"]
)
def test_a_cursor_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CursorRefused):
        Cursor.parse(text)


@pytest.mark.django_db
def test_what_happened_to_one_thing_is_read_oldest_first() -> None:
    for lamp in (1, 2, 1):
        light(lamp)
    assert lamps(list(of_subject("lamp", 1))) == [1, 1]


class Slow:
    """A transaction in another thread that records first and commits when it is told."""

    def __init__(self, lamp: int) -> None:
        self.recorded = threading.Event()
        self.may_commit = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(lamp,))
        self.thread.start()
        assert self.recorded.wait(10)

    def _run(self, lamp: int) -> None:
        with transaction.atomic():
            light(lamp)
            self.recorded.set()
            self.may_commit.wait(10)
        connection.close()

    def commit(self) -> None:
        self.may_commit.set()
        self.thread.join(10)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_an_event_committed_late_under_a_lower_id_is_not_lost() -> None:
    light(1)
    cursor = head()
    slow = Slow(2)
    quick = light(3)
    heard = lamps(since(cursor))
    assert heard == []
    assert is_behind(cursor)
    slow.commit()
    assert lamps(since(cursor)) == [2, 3]
    late = Event.objects.get(subject_id=2)
    assert late.pk < quick.pk


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_reader_beside_many_writers_hears_every_event_once() -> None:
    heard: list[int | None] = []
    cursor = Cursor()
    slow = [Slow(lamp) for lamp in range(5)]
    for step, lamp in enumerate((3, 0, 4, 1, 2)):
        light(100 + step)
        slow[lamp].commit()
        news = since(cursor, limit=2)
        heard += lamps(news)
        cursor = Cursor.behind(news[-1]) if news else cursor
    while news := since(cursor, limit=2):
        heard += lamps(news)
        cursor = Cursor.behind(news[-1])
    assert sorted(heard, key=str) == sorted([*range(5), *range(100, 105)], key=str)


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_seal_leaves_out_nothing_that_is_committed_late() -> None:
    slow = Slow(1)
    light(2)
    assert seal(at=AT) == 0
    slow.commit()
    light(3)
    assert seal(at=AT) == 3
    assert list(verify()) == []
