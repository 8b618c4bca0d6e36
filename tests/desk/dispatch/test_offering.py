"""Times are found and offered; the requester takes one by a link or in the portal, or none fits."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from deskhand.consents.links import LinkRefused
from deskhand.desk.dispatch import booking, offering
from deskhand.files.store import read_blob
from deskhand.mail.models import OutgoingLetter
from deskhand.people.acting import NotAllowed
from deskhand.rules.letter import parse
from deskhand.tickets.access import TicketNotFound
from deskhand.work.appointments import AppointmentRefused, Plan, TimeTaken
from deskhand.work.models import Appointment, Offer, OfferedTime
from deskhand.work.offers import NewOffer, OfferEnded
from tests import cast as stage

HOUR = timedelta(hours=1)


@pytest.fixture
def oven(cast, at):
    return stage.ask(cast.bea, at=at)


@pytest.fixture
def made(cast, oven, at):
    return offer(cast, oven, at)


def offer(cast, ticket, at, *, hours=(24, 26), agent=None, **more):
    times = [(agent or cast.ada, at + n * HOUR) for n in hours]
    new = NewOffer(**{"purpose": "Visit", "minutes": 60, "times": times, **more})
    return offering.offer(ticket.pk, new, by=stage.reader(cast.ada), at=at)


def token_of_last_letter():
    letter = OutgoingLetter.objects.filter(kind="appointment").order_by("-pk").first()
    return re.search(r"/times/(\w+)/", parse(read_blob(letter.raw)).text)[1]


def test_free_times_are_within_working_hours_and_leave_out_what_is_taken(cast, oven, at):
    free = offering.find([cast.ada], 60, at=at)
    assert free[0].begins_at >= at + 2 * HOUR
    first = free[0].begins_at
    plan = Plan("Other", first, first + HOUR, [cast.ada])
    booking.book(oven.pk, plan, by=stage.reader(cast.ada), at=at)
    assert first not in [one.begins_at for one in offering.find([cast.ada], 60, at=at)]


def test_taken_by_the_link_the_others_are_freed_and_the_link_ends(cast, oven, made, at):
    token = token_of_last_letter()
    times = list(made.times.all())
    taken = offering.take_by_link(token, times[1].pk, at=at)
    assert (taken.begins_at, taken.state) == (times[1].begins_at, "confirmed")
    made.refresh_from_db()
    assert (made.state, made.appointment) == (Offer.State.TAKEN, taken)
    assert not OfferedTime.objects.exclude(held_until=None).exists()
    with pytest.raises(LinkRefused):
        offering.take_by_link(token, times[0].pk, at=at)
    kinds = OutgoingLetter.objects.values_list("kind", flat=True)
    assert "agent_notice" in kinds
    assert Appointment.objects.count() == 1


def test_looking_at_the_link_changes_nothing(made, at):
    token = token_of_last_letter()
    assert len(offering.choice_behind(token, at=at).times) == 2
    assert len(offering.choice_behind(token, at=at).times) == 2
    made.refresh_from_db()
    assert made.state == Offer.State.OPEN


def test_offered_times_are_kept_free_until_the_offer_ends(cast, oven, made, at):
    plan = Plan("Other", at + 24 * HOUR, at + 25 * HOUR, [cast.ada])
    with pytest.raises(TimeTaken):
        booking.book(oven.pk, plan, by=stage.reader(cast.ada), at=at)
    with pytest.raises(TimeTaken):
        offer(cast, oven, at)
    later = made.expires_at + timedelta(seconds=1)
    with pytest.raises(LinkRefused):
        offering.take_by_link(token_of_last_letter(), made.times.first().pk, at=later)
    offering.withdraw(oven.pk, made.pk, by=stage.reader(cast.ada), at=at)
    booking.book(oven.pk, plan, by=stage.reader(cast.ada), at=at)


def test_none_fits_answers_back(cast, oven, made, at):
    offering.none_by_link(token_of_last_letter(), "Friday at ten", at=at)
    made.refresh_from_db()
    assert (made.state, made.wish) == (Offer.State.NONE_FITS, "Friday at ten")
    assert "Friday at ten" in oven.messages.last().text
    with pytest.raises(OfferEnded):
        offering.take(oven.pk, made.pk, made.times.first().pk, by=stage.reader(cast.bea), at=at)


def test_in_the_portal_the_requester_and_his_manager_choose_and_nobody_else(cast, oven, made, at):
    time = made.times.first().pk
    with pytest.raises(TicketNotFound):
        offering.take(oven.pk, made.pk, time, by=stage.reader(cast.carla), at=at)
    oven.participants.create(person=cast.cem, added_at=at)
    with pytest.raises(NotAllowed):
        offering.take(oven.pk, made.pk, time, by=stage.reader(cast.cem), at=at)
    with pytest.raises(OfferEnded):
        offering.take(oven.pk, made.pk, 999_999, by=stage.reader(cast.bruno), at=at)
    offering.take(oven.pk, made.pk, time, by=stage.reader(cast.bruno), at=at)


@pytest.mark.parametrize(
    "wrong", [{"hours": ()}, {"hours": (-1,)}, {"purpose": ""}, {"minutes": 0}]
)
def test_what_cannot_be_is_refused(cast, oven, at, wrong):
    with pytest.raises(AppointmentRefused):
        offer(cast, oven, at, **wrong)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_gets_the_time(cast, at):
    """Two tickets, the same agent, the same hour: the second learns of the first."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    tickets = [stage.ask(cast.bea, at=at), stage.ask(cast.cem, at=at)]
    begin, ends = threading.Barrier(2), []

    def book(ticket):
        begin.wait()
        plan = Plan("Visit", at + 24 * HOUR, at + 25 * HOUR, [cast.ada])
        try:
            booking.book(ticket.pk, plan, by=stage.reader(cast.ada), at=at)
            ends.append("booked")
        except TimeTaken:
            ends.append("taken")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=book, args=(ticket,)) for ticket in tickets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["booked", "taken"]
