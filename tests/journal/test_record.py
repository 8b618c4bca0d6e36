"""What is recorded stays, and what follows from it is enqueued with it."""

import contextlib
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.module_loading import import_string

from deskhand.jobs import queue
from deskhand.jobs.task import UnknownTask, task_at
from deskhand.journal.models import Event, Seal
from deskhand.journal.record import recorded_together
from tests.journal import golden
from tests.journal.happening import AT, FOLLOWED, light


@pytest.fixture(autouse=True)
def wiring(settings: object) -> object:
    FOLLOWED.clear()
    settings.JOURNAL_FOLLOWERS = "tests.journal.happening.WIRING"  # type: ignore[attr-defined]
    return settings


@pytest.mark.django_db
def test_an_event_tells_who_what_and_when() -> None:
    event = Event.objects.get(pk=light(7).pk)
    assert (event.name, event.subject_kind, event.subject_id) == ("lamp_lit", "lamp", 7)
    assert (event.actor_kind, event.actor_name, event.at) == ("system", "tests", AT)
    assert event.payload == {"lamp": 7}
    assert not event.is_public


@pytest.mark.django_db
def test_a_follower_is_handed_the_event() -> None:
    event = light(7)
    queue.drain()
    assert [event.pk] == FOLLOWED


@pytest.mark.django_db
def test_a_follower_vanishes_with_its_event() -> None:
    with transaction.atomic():
        light(7)
        transaction.set_rollback(True)
    assert queue.drain() == 0
    assert FOLLOWED == []


@pytest.mark.django_db
def test_what_is_recorded_together_is_one_statement_in_its_order(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(1), transaction.atomic(savepoint=False):
        settings.JOURNAL_FOLLOWERS = ""
        with recorded_together():
            for lamp in (3, 1, 2):
                light(lamp)
            with recorded_together():
                light(4)
    lamps = Event.objects.order_by("pk").values_list("subject_id", flat=True)
    assert list(lamps) == [3, 1, 2, 4]


@pytest.mark.django_db
def test_followers_are_handed_what_was_recorded_together() -> None:
    with transaction.atomic(), recorded_together():
        light(1)
        light(2)
    queue.drain()
    assert sorted(Event.objects.values_list("pk", flat=True)) == sorted(FOLLOWED)
    assert len(FOLLOWED) == 2


@pytest.mark.django_db
def test_what_a_savepoint_takes_back_is_not_recorded_with_the_rest() -> None:
    with transaction.atomic(), recorded_together():
        light(1)
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            light(2)
            raise ZeroDivisionError
        with transaction.atomic():
            light(3)
    assert set(Event.objects.values_list("subject_id", flat=True)) == {1, 3}


@pytest.mark.django_db
def test_what_ends_in_an_error_leaves_nothing_to_the_next() -> None:
    with contextlib.suppress(ZeroDivisionError), transaction.atomic(), recorded_together():
        light(1)
        raise ZeroDivisionError
    light(2)
    assert list(Event.objects.values_list("subject_id", flat=True)) == [2]


@pytest.mark.django_db
def test_events_are_recorded_where_nothing_is_wired(settings: object) -> None:
    settings.JOURNAL_FOLLOWERS = ""  # type: ignore[attr-defined]
    light(7)
    assert queue.counts().waiting == 0


@pytest.mark.django_db
def test_a_wiring_that_names_no_task_is_an_error_at_once(settings: object) -> None:
    settings.JOURNAL_FOLLOWERS = "tests.journal.happening.LOOSE_WIRING"  # type: ignore[attr-defined]
    with pytest.raises(UnknownTask):
        light(7)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["journal_event", "journal_seal"])
@pytest.mark.parametrize(
    "statement", ["DELETE FROM {}", "UPDATE {} SET id = id + 1", "UPDATE {} SET {} = NULL"]
)
def test_the_database_refuses_to_change_or_delete(table: str, statement: str) -> None:
    light(7)
    Seal.objects.create(
        previous="0" * 64, ranges=[], count=0, last_xid=0, last_id=0, digest="", sealed_at=AT
    )
    column = "at" if table == "journal_event" else "digest"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column))


@pytest.mark.django_db
def test_the_number_of_the_transaction_may_be_forgotten() -> None:
    light(7)
    assert Event.objects.update(xid=0) == 1


@pytest.mark.django_db
@pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite has no TRUNCATE"
)
def test_the_database_refuses_to_empty_the_table() -> None:
    light(7)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE journal_event")


def test_what_config_wires_exists() -> None:
    path = getattr(import_string("deskhand.config.settings"), "JOURNAL_FOLLOWERS", "")
    wired = import_string(path) if path else {}
    known = {event.name for event in golden.events()}
    assert set(wired) <= known
    for paths in wired.values():
        for path_of_task in paths:
            assert task_at(path_of_task)
