"""A row changed behind the guard's back is found."""

import pytest
from django.conf import settings
from django.db import connection

from deskhand.journal.models import Event, Seal
from deskhand.journal.sealing import Fault, seal, verify
from tests.journal.happening import AT, light

pytestmark = pytest.mark.django_db(transaction=True)


def without_guard(statement: str) -> None:
    """Change the journal as somebody with the database in his hands can."""
    table = "journal_seal" if "journal_seal" in statement else "journal_event"
    of_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER {table}_no_{act}{of_table}")
        cursor.execute(statement)


@pytest.fixture
def sealed() -> list[int]:
    """Six events under two seals."""
    events = []
    for lamp in range(6):
        events.append(light(lamp).pk)
        if lamp in {2, 5}:
            assert seal(at=AT) == 3
    return events


def faults() -> list[Fault]:
    return list(verify())


def test_an_untouched_journal_has_no_fault(sealed: list[int]) -> None:
    light(9)
    assert faults() == []
    assert Seal.objects.count() == 2


def test_there_is_nothing_to_seal_twice(sealed: list[int]) -> None:
    assert seal(at=AT) == 0


@pytest.mark.parametrize(
    "change",
    [
        "subject_id = 99",
        "payload = '{\"lamp\": 99}'",
        "actor_name = 'somebody else'",
        "at = '2020-01-01 00:00:00+00:00'",
        "is_public = true",
    ],
)
def test_a_changed_event_is_found(sealed: list[int], change: str) -> None:
    without_guard(f"UPDATE journal_event SET {change} WHERE id = {sealed[1]}")
    [fault] = faults()
    assert fault.seal == Seal.objects.earliest("id").pk
    assert "changed" in fault.text


def test_a_deleted_event_is_found(sealed: list[int]) -> None:
    without_guard(f"DELETE FROM journal_event WHERE id = {sealed[4]}")
    [fault] = faults()
    assert "2 are left" in fault.text


def test_a_deleted_seal_is_found(sealed: list[int]) -> None:
    without_guard(f"DELETE FROM journal_seal WHERE id = {Seal.objects.earliest('id').pk}")
    broken, bare = faults()
    assert "does not follow" in broken.text
    assert "3 events under no seal" in bare.text


def test_an_event_that_was_slipped_in_is_found(sealed: list[int]) -> None:
    forged = Event.objects.get(pk=sealed[0])
    forged.pk, forged.xid = 0, 0
    forged.save(force_insert=True)
    assert seal(at=AT) == 0
    [fault] = faults()
    assert "the first is 0" in fault.text


def restore() -> None:
    """Do to the numbers of transactions what a restore into another server does."""
    Event.objects.update(xid=0)
    Seal.objects.update(last_xid=0)


def test_a_chain_survives_a_move_to_another_server(sealed: list[int]) -> None:
    restore()
    for lamp in (9, 10):
        light(lamp)
        assert seal(at=AT) == 1
    assert faults() == []


@pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="one writer"
)
def test_what_was_late_when_the_copy_was_made_is_sealed_after_the_move() -> None:
    late = light(1)
    early = light(2)
    Event.objects.filter(pk=late.pk).update(xid=early.xid + 1)
    seal_up_to(early)
    restore()
    assert seal(at=AT) == 1
    light(3)
    assert seal(at=AT) == 1
    assert faults() == []


def seal_up_to(event: Event) -> None:
    """Seal while a later transaction has not settled yet."""
    Event.objects.filter(xid__gt=event.xid).update(xid=2**60)
    assert seal(at=AT) == 1
