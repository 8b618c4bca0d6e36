"""A ticket is put aside: until a time, until an answer, or until somebody wakes it."""

from datetime import timedelta

import pytest

from deskhand.desk import bulk, snoozing, triage, waking
from deskhand.desk.bulk_acts import ActRefused, act_of
from deskhand.desk.snoozing import NoSuchMoment
from deskhand.desk.triage import ChangeRefused
from deskhand.jobs.queue import drain
from deskhand.journal.models import Event
from deskhand.people.acting import NotAllowed
from deskhand.sla.models import Clock
from deskhand.tickets.models import Ticket
from tests import cast as stage

HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(cast, at):
    return stage.ask(cast.bea, at=at)


def is_snoozed(ticket) -> bool:
    return Ticket.objects.get(pk=ticket.pk).snoozed_until is not None


def test_its_time_wakes_it_and_not_before(cast, at, ticket):
    snoozing.snooze(ticket.pk, until=at + HOUR, by=stage.reader(cast.ada), at=at)
    assert not waking.wake_in_time(ticket.pk, at=at + HOUR / 2)
    assert is_snoozed(ticket)
    drain(at=at + HOUR)
    assert waking.wake_in_time(ticket.pk, at=at + HOUR) or not is_snoozed(ticket)
    assert not is_snoozed(ticket)


def test_an_answer_of_the_requester_wakes_it_at_once(cast, at, ticket):
    by = stage.reader(cast.ada)
    for until in (None, at + 24 * HOUR):
        snoozing.snooze(ticket.pk, until=until, by=by, at=at)
        stage.say(ticket, by=cast.ada, text="A note.", at=at, is_public=False)
        assert is_snoozed(ticket)
        stage.say(Ticket.objects.get(pk=ticket.pk), by=cast.bea, text="Still.", at=at + HOUR)
        assert not is_snoozed(ticket)
    assert Event.objects.filter(name="ticket_woken").count() == 2


def test_a_later_snooze_is_not_ended_by_the_first(cast, at, ticket):
    by = stage.reader(cast.ada)
    snoozing.snooze(ticket.pk, until=at + HOUR, by=by, at=at)
    snoozing.snooze(ticket.pk, until=at + 9 * HOUR, by=by, at=at)
    assert not waking.wake_in_time(ticket.pk, at=at + HOUR)
    assert is_snoozed(ticket)


def test_promises_go_on(cast, at, ticket):
    before = list(Clock.objects.values("state", "due_at"))
    snoozing.snooze(ticket.pk, until=None, by=stage.reader(cast.ada), at=at)
    assert list(Clock.objects.values("state", "due_at")) == before


def test_what_is_done_is_not_snoozed_and_what_gets_done_wakes(cast, at, ticket):
    by = stage.reader(cast.ada)
    snoozing.snooze(ticket.pk, until=None, by=by, at=at)
    status = ticket.status.scheme.statuses.get(category="solved")
    triage.set_field(ticket.pk, "status", status, by=by, at=at)
    assert not is_snoozed(ticket)
    with pytest.raises(ChangeRefused):
        snoozing.snooze(ticket.pk, until=None, by=by, at=at)


def test_light_agents_snooze_nothing(cast, at, ticket):
    with pytest.raises(NotAllowed):
        snoozing.snooze(ticket.pk, until=None, by=stage.reader(cast.lena), at=at)


def test_many_are_snoozed_and_given_back_as_they_were(cast, at, ticket):
    by, other = stage.reader(cast.ada), stage.ask(cast.bea, at=at)
    snoozing.snooze(other.pk, until=at + 5 * HOUR, by=by, at=at)
    act = act_of("snooze", "week", reader=by, at=at)
    change = bulk.begin([ticket.pk, other.pk], act, by=by, at=at)
    bulk.go_on(change, by=by, at=at)
    assert Ticket.objects.filter(snoozed_until=snoozing.presets(by, at=at)["week"]).count() == 2
    bulk.undo(change, by=by, at=at)
    bulk.go_on(change, by=by, at=at)
    assert Ticket.objects.get(pk=ticket.pk).snoozed_until is None
    assert Ticket.objects.get(pk=other.pk).snoozed_until == at + 5 * HOUR


def test_presets_are_by_the_readers_clock(cast, at):
    by = stage.reader(cast.ada)
    zone = snoozing.zone_of_reader(by)
    told = {
        name: f"{until.astimezone(zone):%a %H:%M}" if until else ""
        for name, until in snoozing.presets(by, at=at).items()
    }
    assert told == {"later": "Wed 13:00", "tomorrow": "Thu 09:00", "week": "Mon 09:00", "reply": ""}


@pytest.mark.parametrize("typed", ["", "soon", "2020-01-01", "9999-12-31T00:00:00+00:00", "99w"])
def test_no_time_ahead_is_refused_in_words(cast, at, typed):
    with pytest.raises(NoSuchMoment):
        snoozing.until(typed, stage.reader(cast.ada), at=at)
    with pytest.raises(ActRefused):
        act_of("snooze", typed, reader=stage.reader(cast.ada), at=at)
