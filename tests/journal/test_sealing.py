"""A row changed behind the guard's back is found."""

import pytest
from django.db import connection

from deskhand.journal.models import Event, Seal
from deskhand.journal.reading import begin_anew
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
    [fault] = faults()
    assert "does not follow" in fault.text


def test_a_chain_survives_a_move_to_another_server(sealed: list[int]) -> None:
    begin_anew()
    light(9)
    assert seal(at=AT) == 1
    assert faults() == []
    assert Event.objects.count() == 7
