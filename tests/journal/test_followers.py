"""What gathers is enqueued once for many events, at the end, and with them or not at all."""

import pytest
from django.db import transaction

from deskhand.jobs import queue
from deskhand.journal.followers import gathered_at_the_end
from tests.journal.happening import FOLLOWED, light

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wiring(settings) -> None:
    FOLLOWED.clear()
    settings.JOURNAL_FOLLOWERS = ""
    settings.JOURNAL_GATHERERS = "tests.journal.happening.GATHERING"


def looked() -> int:
    """How often somebody looked for what there is to do, once all jobs have run."""
    queue.drain()
    return len(FOLLOWED)


def test_one_look_serves_all_events_of_a_block():
    with transaction.atomic(), gathered_at_the_end():
        for lamp in range(3):
            light(lamp)
        assert looked() == 0
    assert looked() == 1


def test_an_inner_block_waits_for_the_end_of_the_outermost():
    with transaction.atomic(), gathered_at_the_end():
        with gathered_at_the_end():
            light(1)
        assert looked() == 0
    assert looked() == 1


def test_nobody_looks_where_nothing_happened():
    with transaction.atomic(), gathered_at_the_end():
        pass
    assert looked() == 0


def test_a_block_that_fails_leaves_nothing_to_the_next():
    def fail() -> None:
        with transaction.atomic(), gathered_at_the_end():
            light(1)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert looked() == 0
    with transaction.atomic(), gathered_at_the_end():
        pass
    assert looked() == 0
    light(2)
    assert looked() == 1


def test_what_a_savepoint_took_back_still_lets_somebody_look():
    with transaction.atomic(), gathered_at_the_end(), transaction.atomic():
        light(1)
        transaction.set_rollback(True)
    assert looked() == 1


def test_without_a_block_a_waiting_look_serves_the_next_event_too():
    with transaction.atomic():
        light(1)
        light(2)
    assert looked() == 1
