"""Pack A, row by row: five priorities, in and after business hours (7:30 to 17:00 Pacific)."""

import pytest

from deskhand.desk import triage
from deskhand.journal.models import Event
from deskhand.mail.models import OutgoingLetter
from deskhand.people.models import Person
from deskhand.sla.models import Clock
from deskhand.tickets.models import Channel
from tests.cast import reader
from tests.desk.letters import arrive, letter
from tests.packs.clients import Firm, ask, wall, when

pytestmark = pytest.mark.django_db

PACK = "five-priority"
NEXT_DAY = (
    # In business hours: the close of the next business day.
    ("2026-03-03 10:00", "2026-03-04 17:00"),
    ("2026-03-06 16:59", "2026-03-09 17:00"),
    ("2026-05-22 10:00", "2026-05-26 17:00"),
    ("2026-10-30 10:00", "2026-11-02 17:00"),
    # After them: at night, over a weekend, over Memorial Day and Thanksgiving.
    ("2026-03-03 17:00", "2026-03-04 17:00"),
    ("2026-03-04 07:29", "2026-03-04 17:00"),
    ("2026-03-07 12:00", "2026-03-09 17:00"),
    ("2026-05-23 09:00", "2026-05-26 17:00"),
    ("2026-11-26 10:00", "2026-11-27 17:00"),
)
TABLE = {
    1: (
        # In business hours one hour, elapsed: past closing too.
        ("2026-03-03 07:30", "2026-03-03 08:30"),
        ("2026-03-03 10:00", "2026-03-03 11:00"),
        ("2026-03-03 16:59", "2026-03-03 17:59"),
        # After them two hours: from closing on, before opening, on a weekend, on a holiday.
        ("2026-03-03 17:00", "2026-03-03 19:00"),
        ("2026-03-03 07:29", "2026-03-03 09:29"),
        ("2026-03-07 10:00", "2026-03-07 12:00"),
        ("2026-05-25 10:00", "2026-05-25 12:00"),
        # Over both changes of the clock.
        ("2026-03-08 01:30", "2026-03-08 04:30"),
        ("2026-11-01 00:30", "2026-11-01 01:30"),
    ),
    2: (
        # In business hours two hours of open time.
        ("2026-03-03 07:30", "2026-03-03 09:30"),
        ("2026-03-03 10:00", "2026-03-03 12:00"),
        ("2026-03-03 16:00", "2026-03-04 08:30"),
        ("2026-03-06 16:00", "2026-03-09 08:30"),
        ("2026-05-22 16:00", "2026-05-26 08:30"),
        ("2026-10-30 16:30", "2026-11-02 09:00"),
        # After them the next business day.
        ("2026-03-03 17:00", "2026-03-04 17:00"),
        ("2026-03-03 07:29", "2026-03-03 17:00"),
        ("2026-03-06 18:00", "2026-03-09 17:00"),
        ("2026-05-25 10:00", "2026-05-26 17:00"),
        ("2026-11-01 01:30", "2026-11-02 17:00"),
    ),
    3: (
        # In business hours four hours of open time.
        ("2026-03-03 07:30", "2026-03-03 11:30"),
        ("2026-03-03 10:00", "2026-03-03 14:00"),
        ("2026-03-03 15:00", "2026-03-04 09:30"),
        ("2026-03-06 16:00", "2026-03-09 10:30"),
        ("2026-11-25 16:00", "2026-11-27 10:30"),
        # After them the next business day.
        ("2026-03-03 17:00", "2026-03-04 17:00"),
        ("2026-03-07 10:00", "2026-03-09 17:00"),
        ("2026-11-25 18:00", "2026-11-27 17:00"),
    ),
    4: NEXT_DAY,
    5: NEXT_DAY,
}


@pytest.mark.parametrize("level", TABLE)
def test_a_first_response_is_due(firm: Firm, level):
    wrong = []
    for received, expected in TABLE[level]:
        told = ask(firm, PACK, received, level=level)
        if told.due() != expected:
            wrong.append((received, expected, told.due()))
    assert not wrong


@pytest.mark.parametrize("level", TABLE)
def test_the_next_available_technician_calls_back_within_the_same(firm: Firm, level):
    wrong = []
    for received, expected in TABLE[level]:
        told = ask(firm, PACK, received, level=level, channel=Channel.PHONE)
        owed = told.call_back(received)
        if owed != expected:
            wrong.append((received, expected, owed))
    assert not wrong


def test_a_ticket_that_is_entered_during_a_call_is_not_answered_by_that(firm: Firm):
    told = ask(firm, PACK, "2026-03-03 10:00", level=2, channel=Channel.PHONE)
    assert told.clock().state == Clock.State.RUNNING
    assert told.due() == told.call_back("2026-03-03 10:00") == "2026-03-03 12:00"


@pytest.mark.parametrize(
    ("level", "name", "due"),
    [
        # Nobody has classified it: High, and so the next business day.
        (None, "High", "2026-03-04 17:00"),
        (1, "Urgent", "2026-03-03 21:00"),
        (3, "Normal", "2026-03-04 17:00"),
    ],
)
def test_a_voicemail_after_hours_is_owed_the_target_of_its_priority(firm: Firm, level, name, due):
    told = ask(firm, PACK, "2026-03-03 19:00", level=level, channel=Channel.VOICEMAIL)
    assert told.ticket.priority.name == name
    assert told.due() == told.call_back("2026-03-03 19:00") == due


def test_a_mail_that_nobody_has_classified_is_normal(firm: Firm):
    told = ask(firm, PACK, "2026-03-03 19:00", channel=Channel.EMAIL)
    assert told.ticket.priority.name == "Normal"


def test_the_requester_says_how_critical_it_is_and_the_desk_corrects_it_logged(firm: Firm):
    told = ask(firm, PACK, "2026-03-03 10:00", level=1)
    assert told.due() == "2026-03-03 11:00"
    levels = {p.level: p for p in told.ticket.priority.scheme.priorities.all()}
    by, at = reader(firm.cast.ada), when(PACK, "2026-03-03 10:10")
    triage.set_field(told.ticket.pk, "priority", levels[3], by=by, at=at)
    assert told.due() == "2026-03-03 14:00"
    at = when(PACK, "2026-03-03 10:20")
    triage.set_field(told.ticket.pk, "priority", levels[2], by=by, at=at)
    # Raised: two hours from the raising, and never later than before.
    assert told.due() == "2026-03-03 12:20"
    logged = Event.objects.filter(payload__field="priority")
    assert logged.count() == 2


def test_a_status_never_stops_the_first_response(firm: Firm):
    told = ask(firm, PACK, "2026-03-03 10:00", level=3)
    waiting = told.ticket.status.scheme.statuses.get(category="waiting_requester")
    by, at = reader(firm.cast.ada), when(PACK, "2026-03-03 10:30")
    triage.set_field(told.ticket.pk, "status", waiting, by=by, at=at)
    assert (told.clock().state, told.due()) == (Clock.State.RUNNING, "2026-03-03 14:00")


def test_a_letter_is_acknowledged_with_its_number_and_goes_on_by_mail(firm: Firm, mailbox):
    person: Person = firm.client(PACK)
    at = when(PACK, "2026-03-03 18:00")
    ticket = arrive(letter(f"{person.name} <{person.main_address}>"), at=at)
    receipt = OutgoingLetter.objects.get()
    assert str(ticket.pk) in receipt.subject
    clock = Clock.objects.get(ticket=ticket)
    assert wall(PACK, clock.due_at) == "2026-03-04 17:00"
    answer = letter(f"{person.name} <{person.main_address}>", answers=[f"<{receipt.message_id}>"])
    assert arrive(answer, at=when(PACK, "2026-03-03 18:30")).pk == ticket.pk
