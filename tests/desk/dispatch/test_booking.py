"""Appointments are made, moved and held; the status, the promises and calendars follow."""

from datetime import timedelta

import icalendar
import pytest

from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category, RequestType
from deskhand.desk import ending, handover, triage
from deskhand.desk.dispatch import booking
from deskhand.files.store import read_blob
from deskhand.mail.models import OutgoingLetter
from deskhand.packs import loading
from deskhand.people.acting import NotAllowed
from deskhand.people.models import Site
from deskhand.rules.letter import parse
from deskhand.sla.dates import owed_dates
from deskhand.tickets.access import TicketLocked, TicketNotFound
from deskhand.work.appointments import (
    AppointmentRefused,
    ChangedMeanwhile,
    Deed,
    Plan,
    TimeTaken,
)
from deskhand.work.models import Appointment, Attendance
from tests import cast as stage

HOUR = timedelta(hours=1)
State = Appointment.State


@pytest.fixture
def oven(cast, at):
    return stage.ask(cast.bea, at=at)


def plan(cast, at, *, hours=24, length=HOUR, **more):
    begins_at = at + hours * HOUR
    given = {"purpose": "Look at it", "agents": [cast.ada], **more}
    return Plan(begins_at=begins_at, ends_at=begins_at + length, **given)


def book(cast, ticket, at, **more):
    return booking.book(ticket.pk, plan(cast, at, **more), by=stage.reader(cast.ada), at=at)


def act(cast, made, deed, at, **more):
    by = stage.reader(cast.ada)
    booking.act(made.ticket_id, made.pk, Deed(deed, **more), by=by, at=at)
    made.refresh_from_db()


def letters(kind):
    return OutgoingLetter.objects.filter(kind=kind).order_by("pk")


def event_in(letter):
    raw = read_blob(letter.raw)
    calendar = next(f for f in parse(raw).attachments if f.content_type == "text/calendar")
    return icalendar.Calendar.from_ical(calendar.content).walk("VEVENT")[0], raw


def test_booked_the_ticket_is_scheduled_and_both_are_invited(cast, oven, at):
    made = book(cast, oven, at)
    oven.refresh_from_db()
    assert made.state == State.CONFIRMED
    assert oven.category == "scheduled"
    event, raw = event_in(letters("appointment").get())
    assert b"method=REQUEST" in raw
    assert event["UID"] == f"{made.uid}@deskhand"
    assert event["DTSTART"].dt == made.begins_at
    assert event["ATTENDEE"] == "mailto:bea@birch.example"
    assert letters("agent_notice").get().recipients == ["ada@northlight.example"]


def test_of_what_is_pencilled_in_the_requester_learns_when_it_is_agreed(cast, oven, at):
    made = book(cast, oven, at, is_confirmed=False)
    assert not letters("appointment").exists()
    act(cast, made, "confirm", at)
    assert letters("appointment").count() == 1
    other = book(cast, oven, at, hours=30, is_confirmed=False)
    act(cast, other, "cancel", at)
    assert letters("appointment").count() == 1


def test_who_ends_a_ticket_is_told_that_an_appointment_is_to_come(cast, oven, at):
    book(cast, oven, at)
    solved = status_of(oven.status.scheme, Category.SOLVED)
    ended = triage.set_field(oven.pk, "status", solved, by=stage.reader(cast.ada), at=at)
    assert any("still to come" in words for words in ending.warnings(ended))


def test_moved_the_same_event_gets_a_higher_number(cast, oven, at):
    made = book(cast, oven, at)
    by = stage.reader(cast.ada)
    later = plan(cast, at, hours=26, agents=[cast.nils])
    assert booking.move(oven.pk, made.pk, later, version=0, by=by, at=at)
    assert not booking.move(oven.pk, made.pk, later, version=1, by=by, at=at)
    with pytest.raises(ChangedMeanwhile):
        booking.move(oven.pk, made.pk, plan(cast, at, hours=30), version=0, by=by, at=at)
    event, _raw = event_in(letters("appointment").last())
    assert (event["UID"], event["SEQUENCE"]) == (f"{made.uid}@deskhand", 1)
    told = [(one.recipients[0], one.subject.split(":")[0]) for one in letters("agent_notice")]
    assert told[1:] == [
        ("ada@northlight.example", "Appointment cancelled"),
        ("nils@northlight.example", "Appointment changed"),
    ]
    assert not Attendance.objects.filter(agent=cast.ada).exists()


def test_on_its_way_there_done_and_the_length_is_as_it_was(cast, oven, at):
    made = book(cast, oven, at)
    act(cast, made, "on_way", at + 23 * HOUR)
    act(cast, made, "arrive", at + 24 * HOUR)
    assert made.state == State.UNDER_WAY
    act(cast, made, "conclude", at + 25 * HOUR + timedelta(seconds=1))
    assert (made.state, made.minutes) == (State.CONCLUDED, 61)
    oven.refresh_from_db()
    assert oven.category == "open"


@pytest.mark.parametrize(
    ("deed", "minutes", "expected"),
    [("conclude", None, 60), ("conclude", 90, 90), ("break_off", None, 0), ("break_off", 20, 20)],
)
def test_without_an_arrival_it_took_what_is_said_or_planned(
    cast, oven, at, deed, minutes, expected
):
    made = book(cast, oven, at)
    act(cast, made, deed, at + 26 * HOUR, minutes=minutes)
    assert made.minutes == expected


def test_cancelled_it_frees_the_time_and_can_stand_after_all(cast, oven, at):
    made = book(cast, oven, at)
    act(cast, made, "cancel", at)
    event, raw = event_in(letters("appointment").last())
    assert b"method=CANCEL" in raw
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    other = book(cast, oven, at)
    with pytest.raises(TimeTaken):
        booking.act(oven.pk, made.pk, Deed("reopen"), by=stage.reader(cast.ada), at=at)
    act(cast, other, "cancel", at)
    act(cast, made, "reopen", at)
    assert made.state == State.CONFIRMED


def test_a_time_is_taken_once_travel_included(cast, oven, at):
    book(cast, oven, at, after_minutes=30)
    with pytest.raises(TimeTaken, match="Ada"):
        book(cast, oven, at, hours=25)
    book(cast, oven, at, hours=25.5)
    book(cast, oven, at, hours=25, agents=[cast.nils])
    book(cast, oven, at, is_forced=True)


@pytest.mark.parametrize(
    "wrong",
    [{"purpose": " "}, {"agents": []}, {"length": timedelta()}, {"length": 25 * HOUR},
     {"hours": -1}, {"hours": 24 * 800}, {"before_minutes": 999}],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_reason(cast, oven, at, wrong):
    with pytest.raises(AppointmentRefused):
        book(cast, oven, at, **wrong)
    assert not Appointment.objects.exists()


def test_a_site_of_somebody_else_is_refused(cast, oven, at):
    site = Site.objects.create(organization=cast.cedar, name="Ward")
    with pytest.raises(AppointmentRefused):
        book(cast, oven, at, site=site)


def test_who_may_not_work_or_see_books_nothing(cast, oven, at):
    with pytest.raises(NotAllowed):
        booking.book(oven.pk, plan(cast, at), by=stage.reader(cast.lena), at=at)
    cast.ada.only_organizations.add(cast.cedar)
    with pytest.raises(TicketNotFound):
        book(cast, oven, at)


def test_an_ended_ticket_gets_none(cast, oven, at):
    oven.is_open = False
    oven.save(update_fields=["is_open"])
    with pytest.raises(TicketLocked):
        book(cast, oven, at)


def test_pack_b_owes_booking_and_holding_from_the_hand_over(cast, at):
    loading.apply("incident-units", at=at - HOUR)
    oven = stage.ask(cast.bea, at=at)
    oven.request_type = RequestType.objects.get(slug="appointment")
    oven.save(update_fields=["request_type"])
    over = handover.Handover(team=cast.network, tried="Nothing.", needed="A visit.")
    handover.hand_over(oven.pk, over, by=stage.reader(cast.ada), at=at)
    owed = [row.stage for row in owed_dates(oven)]
    assert owed == ["Appointment booked", "Appointment held"]
    made = book(cast, oven, at)
    assert [row.stage for row in owed_dates(oven)] == ["Appointment held"]
    act(cast, made, "conclude", at + 25 * HOUR)
    assert owed_dates(oven) == []
