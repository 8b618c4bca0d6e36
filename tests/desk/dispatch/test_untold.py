"""Moves on the board within a while are told once, and not at all when it is where it was."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deskhand.desk.dispatch import boarding, booking, telling
from deskhand.desk.dispatch.boarding import Shift
from deskhand.desk.dispatch.postponing import wait_seconds
from deskhand.mail.models import OutgoingLetter
from deskhand.work.appointments import Deed, Plan, plan_of
from tests import cast as stage

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cast, at):
    ticket = stage.ask(cast.bea, at=at)
    begins_at = at + 24 * HOUR
    plan = Plan("Look at it", begins_at, begins_at + HOUR, [cast.ada])
    appointment = booking.book(ticket.pk, plan, by=stage.reader(cast.ada), at=at)
    OutgoingLetter.objects.all().delete()
    return appointment


def shift(cast, made, agent, at, *, hours=0):
    to = Shift(
        made.begins_at + hours * HOUR,
        made.ends_at + hours * HOUR,
        made.attendances.get().agent_id,
        agent.pk,
    )
    by = stage.reader(cast.ada)
    moved, _back = boarding.shift(made.ticket_id, made.pk, to, version=None, by=by, at=at)
    return moved


def letters():
    rows = OutgoingLetter.objects.order_by("pk").values_list("recipients", "subject")
    return [(to[0], subject.split(":")[0]) for to, subject in rows]


def after(at, seconds=0):
    return at + timedelta(seconds=wait_seconds() + seconds)


def test_moves_within_a_while_are_told_once(cast, made, at):
    shift(cast, made, cast.nils, at, hours=1)
    made.refresh_from_db()
    later = at + timedelta(seconds=5)
    shift(cast, made, cast.nils, later, hours=1)
    assert letters() == []
    assert not telling.tell_moved(made.pk, at=after(at))
    assert telling.tell_moved(made.pk, at=after(later))
    assert not telling.tell_moved(made.pk, at=after(later))
    changed = "Appointment changed"
    assert sorted(letters()) == sorted(
        [
            (cast.ada.person.main_address, "Appointment cancelled"),
            (cast.nils.person.main_address, changed),
            (cast.bea.main_address, changed),
        ]
    )


def test_moved_back_nobody_is_told(cast, made, at):
    shift(cast, made, cast.nils, at, hours=1)
    made.refresh_from_db()
    shift(cast, made, cast.ada, at, hours=-1)
    assert not telling.tell_moved(made.pk, at=after(at))
    assert letters() == []


def test_what_waits_is_told_before_it_is_cancelled(cast, made, at):
    shift(cast, made, cast.nils, at)
    by = stage.reader(cast.ada)
    booking.act(made.ticket_id, made.pk, Deed("cancel"), by=by, at=at)
    told = letters()
    assert (cast.ada.person.main_address, "Appointment cancelled") in told
    assert told[-1][1] == "Appointment cancelled"
    assert not telling.tell_moved(made.pk, at=after(at))


def test_a_change_on_its_page_tells_at_once_of_all(cast, made, at):
    shift(cast, made, cast.nils, at, hours=1)
    made.refresh_from_db()
    by = stage.reader(cast.ada)
    plan = replace(plan_of(made), place="Room 4")
    assert booking.move(made.ticket_id, made.pk, plan, by=by, at=at)
    assert (cast.ada.person.main_address, "Appointment cancelled") in letters()
    assert len(letters()) == 3
    assert not telling.tell_moved(made.pk, at=after(at))
