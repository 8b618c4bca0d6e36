"""Pack B, rule by rule: first contact, hand-over, appointment, emergency (8 to 17, Central)."""

import pytest

from deskhand.desk import triage
from deskhand.sla.administration import latest
from deskhand.sla.models import Clock, Policy
from deskhand.tickets.models import Channel
from tests.cast import reader
from tests.packs.clients import Firm, ask, when

pytestmark = pytest.mark.django_db

PACK = "incident-units"
S = Clock.State


@pytest.mark.parametrize(
    ("received", "over", "due"),
    [
        ("2026-03-03 09:00", "2026-03-03 10:00", "2026-03-03 12:00"),
        # Half before closing, half the next morning; then over a weekend and over a holiday.
        ("2026-03-03 09:00", "2026-03-03 16:00", "2026-03-04 09:00"),
        ("2026-03-06 09:00", "2026-03-06 16:30", "2026-03-09 09:30"),
        ("2026-05-22 09:00", "2026-05-22 16:00", "2026-05-26 09:00"),
        # Turned over after hours: from the next opening.
        ("2026-03-03 16:00", "2026-03-03 17:00", "2026-03-04 10:00"),
        ("2026-03-03 16:00", "2026-03-04 08:00", "2026-03-04 10:00"),
        ("2026-03-06 16:00", "2026-03-07 11:00", "2026-03-09 10:00"),
        # Over the change of the clock in autumn.
        ("2026-10-30 16:00", "2026-10-30 16:00", "2026-11-02 09:00"),
    ],
)
def test_a_technician_answers_within_two_business_hours_of_the_hand_over(
    firm: Firm, received, over, due
):
    told = ask(firm, PACK, received, request="support-question", channel=Channel.PHONE)
    assert (told.clock().state, told.due()) == (S.PENDING, "")
    told.turn_over(over)
    assert (told.clock().state, told.due()) == (S.RUNNING, due)


def test_the_answer_is_aimed_at_within_one_hour():
    from deskhand.packs import reading

    rows = reading.read(PACK).data["policy"]["rows"]
    row = next(row for row in rows if row["key"] == "answer-after-hand-over")
    assert row["steps"] == [{"kind": "percent", "value": 50, "action": "notify"}]


def test_what_is_solved_at_first_contact_owes_nothing_more(firm: Firm):
    told = ask(firm, PACK, "2026-03-03 10:00", request="support-question", channel=Channel.PHONE)
    done = told.ticket.status.scheme.statuses.get(category="solved")
    by, at = reader(firm.cast.ada), when(PACK, "2026-03-03 10:15")
    triage.set_field(told.ticket.pk, "status", done, by=by, at=at)
    assert not Clock.objects.exclude(state=S.CANCELLED).exists()


@pytest.mark.parametrize(
    ("over", "booked", "held"),
    [
        ("2026-03-03 10:00", "2026-03-04 17:00", "2026-03-05 17:00"),
        ("2026-03-06 10:00", "2026-03-09 17:00", "2026-03-10 17:00"),
        ("2026-05-22 10:00", "2026-05-26 17:00", "2026-05-27 17:00"),
        ("2026-03-07 10:00", "2026-03-09 17:00", "2026-03-10 17:00"),
    ],
)
def test_an_appointment_is_booked_within_one_and_held_within_two_business_days(
    firm: Firm, over, booked, held
):
    told = ask(firm, PACK, "2026-03-03 09:00", request="appointment")
    told.turn_over(over)
    assert (told.due(), told.due("resolution")) == (booked, held)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-03 10:00", "2026-03-03 10:15"),
        ("2026-03-03 23:00", "2026-03-03 23:15"),
        ("2026-03-07 12:00", "2026-03-07 12:15"),
        ("2026-05-25 12:00", "2026-05-25 12:15"),
        ("2026-03-08 01:50", "2026-03-08 03:05"),
    ],
)
def test_an_emergency_gets_immediate_assistance_at_any_hour(firm: Firm, received, due):
    told = ask(firm, PACK, received, request="site-down", channel=Channel.PHONE)
    assert (told.ticket.priority.name, told.due()) == ("Emergency", due)


def test_an_emergency_is_proposed_by_rule_and_confirmed_by_a_person(firm: Firm):
    rule = latest(Policy.objects.get(slug=PACK)).parts["emergencies"][0]
    assert (rule["request_type"], rule["level"]) == ("site-down", 1)
    assert (rule["proposed_by"], rule["confirmed_by"]) == ("rule", "person")
    assert (rule["in_doubt"], rule["event_entered_later"]) == ("emergency", "withdraws_nothing")
    assert len(rule["unless_planned"]) == 3
    assert {"hardware", "the client's own system management"} <= set(rule["causes"])


def test_what_contracts_will_charge_by_is_kept_with_the_policy(firm: Firm):
    units = latest(Policy.objects.get(slug=PACK)).parts["units"]
    assert (units["answer"], units["answer_once"], units["first_contact"]) == (1, True, 0)
    assert units["appointment_first_hour"] == 2
    assert (units["appointment_more"], units["appointment_more_minutes"]) == (1, 30)
    assert (units["answer_and_appointment"], units["rollover_most"]) == ("higher", 15)
