"""Who listens hears of every event soon after its commit."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from deskhand.journal.models import Event
from deskhand.journal.reading import head
from deskhand.journal.tail import Tail
from tests.journal.happening import light

pytestmark = pytest.mark.django_db(transaction=True)


class Ear:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.heard: list[int | None] = []
        self.news = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self.news:
            self.heard.append(event.subject_id)
            self.news.notify_all()

    def wait_for(self, count: int) -> list[int | None]:
        with self.news:
            self.news.wait_for(lambda: len(self.heard) >= count, timeout=10)
            return list(self.heard)


@pytest.fixture
def tail(transactional_db: None) -> Iterator[Tail]:
    tail = Tail()
    yield tail
    tail.close()


def test_an_event_is_heard_by_all_within_a_second(tail: Tail) -> None:
    first, second = Ear(), Ear()
    tail.listen(first)
    tail.listen(second)
    began = time.monotonic()
    light(2)
    assert first.wait_for(1) == [2]
    assert second.wait_for(1) == [2]
    assert time.monotonic() - began < 1


def test_what_is_rolled_back_is_not_heard(tail: Tail) -> None:
    ear = Ear()
    tail.listen(ear)
    with transaction.atomic():
        light(1)
        transaction.set_rollback(True)
    light(2)
    assert ear.wait_for(1) == [2]


def test_a_listener_that_fails_does_not_deafen_the_others(tail: Tail) -> None:
    def deaf(_event: Event) -> None:
        raise ValueError

    ear = Ear()
    tail.listen(deaf)
    tail.listen(ear)
    light(1)
    light(2)
    assert ear.wait_for(2) == [1, 2]


def test_who_left_hears_no_more_and_may_come_again(tail: Tail) -> None:
    ear, other = Ear(), Ear()
    tail.listen(ear)
    tail.listen(other)
    light(1)
    ear.wait_for(1)
    tail.leave(ear)
    light(2)
    other.wait_for(2)
    tail.listen(ear)
    light(3)
    assert ear.wait_for(2) == [1, 3]


def test_many_writers_are_all_heard(tail: Tail) -> None:
    ear = Ear()
    tail.listen(ear)

    def write(first: int) -> None:
        for lamp in range(first, first + 10):
            light(lamp)
        connection.close()

    writers = [threading.Thread(target=write, args=(n * 10,)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(ear.wait_for(40), key=int) == list(range(40))  # type: ignore[arg-type]


def test_the_last_to_leave_ends_the_thread_and_the_next_begins_another(tail: Tail) -> None:
    ear = Ear()
    tail.listen(ear)
    tail.leave(ear)
    light(1)
    assert tail.listen(ear) == head()
    light(2)
    assert ear.wait_for(1) == [2]
