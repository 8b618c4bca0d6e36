"""Time while others act at the same instant: what counts once is entered once, and a month that is
being closed takes nothing more. Told on threads, so with a database of its own for each test."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from deskhand.desk.timekeeping import clocking, entering, judging
from deskhand.work.models import TimeEntry, TimeMonth, Timer, WorkType
from deskhand.work.timekeeping.checks import TimeRefused, Worked
from deskhand.work.timekeeping.entries import How
from tests import cast as stage
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MARCH, FEBRUARY = date(2026, 3, 4), date(2026, 2, 10)


@pytest.fixture(autouse=True)
def two_at_a_time(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")


@pytest.fixture
def worked(cast, at):
    ticket = stage.open_ticket(at=at, requester=cast.bea)
    kind = WorkType.objects.create(name="Repair")
    return Worked(agent=cast.ada, worked_on=MARCH, seconds=3600, work_type=kind, ticket=ticket)


def test_a_double_click_enters_once(cast, worked, at):
    ada = stage.reader(cast.ada)
    told = at_once(*[lambda: entering.enter(worked, How(once_key="k"), by=ada, at=at)] * 4)
    assert TimeEntry.objects.count() == 1
    assert {one.pk for one in told} == {TimeEntry.objects.get().pk}


def test_a_day_takes_no_more_than_it_has_whoever_is_first(cast, worked, at):
    ada = stage.reader(cast.ada)
    yesterday = replace(worked, worked_on=date(2026, 3, 3), seconds=10 * 3600)
    told = at_once(*[lambda: entering.enter(yesterday, How(), by=ada, at=at)] * 4)
    assert TimeEntry.objects.count() == 2
    assert sum(isinstance(one, TimeRefused) for one in told) == 2


def test_a_month_that_is_closed_meanwhile_takes_nothing(cast, worked, at):
    ada, milo = stage.reader(cast.ada), stage.reader(cast.milo)
    late = replace(worked, worked_on=FEBRUARY, seconds=60)
    close = lambda: judging.close_month(FEBRUARY, today=MARCH, by=milo, at=at)  # noqa: E731
    at_once(*[lambda: entering.enter(late, How(), by=ada, at=at)] * 3, close)
    month = TimeMonth.objects.get(begins_on=date(2026, 2, 1))
    # Either it was closed before all of them, or it waits for what came first.
    assert month.is_closed == (not TimeEntry.objects.exists())


def test_two_timers_started_at_once_leave_one_running(cast, worked, at):
    other = stage.open_ticket(at=at, requester=cast.bea, subject="Mixer")
    ada = stage.reader(cast.ada)
    numbers = [worked.ticket.pk, other.pk] * 2
    at_once(*[lambda n=n: clocking.act(n, "start", by=ada, at=at) for n in numbers])
    assert Timer.objects.filter(runs_since__isnull=False).count() == 1
