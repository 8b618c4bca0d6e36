"""When an agent works and has time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from deskhand.automation.models import Absence, Duty
from deskhand.desk.dispatch.hours import away, free_time, keep_calendar, working_time
from deskhand.people.models import Agent
from deskhand.sla.calendars import save_version
from deskhand.sla.models import Calendar
from tests import cast as stage

HOUR = timedelta(hours=1)


@pytest.fixture
def early(at):
    calendar = Calendar.objects.create(name="Early", slug="early")
    spec = {"tz": "Europe/Berlin", "weekly": {d: [["06:00", "14:00"]] for d in ("sat", "sun")},
            "holidays": [], "exceptions": {}}  # fmt: skip
    save_version(calendar, spec, at=datetime(2026, 1, 1, tzinfo=UTC))
    return calendar


def hours(agent, begin, end, at):
    agent = Agent.objects.select_related("person", "duty").get(pk=agent.pk)
    return working_time([agent], begin, end, at=at)[agent.pk]


def test_by_his_calendar_also_when_clocks_change(cast, early, at):
    keep_calendar(cast.ada, early)
    saturday = datetime(2026, 3, 28, tzinfo=UTC)
    assert hours(cast.ada, saturday, saturday + 48 * HOUR, at) == [
        (saturday + 5 * HOUR, saturday + 13 * HOUR),
        (saturday + 28 * HOUR, saturday + 36 * HOUR),
    ]


def test_within_his_own_hours_and_days(cast, early, at):
    keep_calendar(cast.ada, early)
    Duty.objects.create(agent=cast.ada, weekdays=[5], begins=time(8), ends=time(12))
    saturday = datetime(2026, 3, 28, tzinfo=UTC)
    expected = [(saturday + 7 * HOUR, saturday + 11 * HOUR)]
    assert hours(cast.ada, saturday, saturday + 48 * HOUR, at) == expected


def test_nobody_works_while_he_is_away(cast, early, at):
    keep_calendar(cast.ada, early)
    Absence.objects.create(
        agent=cast.ada, begins_on=date(2026, 3, 29), ends_on=date(2026, 3, 29), why="Leave"
    )
    saturday = datetime(2026, 3, 28, tzinfo=UTC)
    assert len(hours(cast.ada, saturday, saturday + 48 * HOUR, at)) == 1
    [(span, why)] = away([cast.ada], saturday, saturday + 72 * HOUR)[cast.ada.pk]
    # The day on which clocks go forward has 23 hours.
    assert (span[1] - span[0], why) == (23 * HOUR, "Leave")


def test_away_for_a_part_of_a_day_he_works_beside(cast, early, at):
    keep_calendar(cast.ada, early)
    saturday = date(2026, 3, 28)
    Absence.objects.create(agent=cast.ada, begins_on=saturday, ends_on=saturday, begins=time(9))
    begin = datetime(2026, 3, 28, tzinfo=UTC)
    assert hours(cast.ada, begin, begin + 24 * HOUR, at) == [(begin + 5 * HOUR, begin + 8 * HOUR)]


def test_an_appointment_takes_its_time_away(cast, early, at):
    keep_calendar(cast.ada, early)
    ticket = stage.open_ticket(at=at, requester=cast.bea)
    saturday = datetime(2026, 3, 28, tzinfo=UTC)
    stage.appoint(ticket, [cast.ada], at=saturday, in_hours=8)
    free = free_time([cast.ada], saturday, saturday + 24 * HOUR, at=at)[cast.ada.pk]
    assert free == [
        (saturday + 5 * HOUR, saturday + 8 * HOUR),
        (saturday + 9 * HOUR, saturday + 13 * HOUR),
    ]
