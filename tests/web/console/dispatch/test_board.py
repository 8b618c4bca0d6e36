"""The board: who does what when, drawn about, and drawn back."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskhand.automation.models import Absence
from deskhand.mail.models import OutgoingLetter
from deskhand.work.models import Appointment, Attendance
from tests import cast as stage

HTMX = {"HX-Request": "true", "HX-Target": "plan-board"}
HOUR = timedelta(hours=1)
NOON = datetime.now(UTC).replace(hour=11, minute=0, second=0, microsecond=0) + 7 * 24 * HOUR


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea, team=cast.service_desk, subject="Oven")


@pytest.fixture
def made(cast, oven):
    return stage.appoint(oven, [cast.ada], at=NOON, in_hours=0)


def board(client, more=""):
    return client.get(f"/desk/board/?day={NOON:%Y-%m-%d}{more}").content.decode()


def sent(made, agent, **more):
    return {
        "ticket": made.ticket_id,
        "key": made.pk,
        "version": made.version,
        "begins": made.begins_at.isoformat(),
        "minutes": 60,
        "from": made.attendances.get().agent_id,
        "to": agent.pk,
        **more,
    }


def move(client, values):
    return client.post("/desk/board/move/", values, headers=HTMX)


@pytest.mark.parametrize("view", ["day", "week"])
def test_shows_who_does_what_and_what_is_not_planned(cast, made, at, client_of, view):
    stage.open_ticket(at=at, requester=cast.bea, team=cast.service_desk, subject="Not <planned>")
    page = board(client_of(cast.ada), f"&view={view}&team=service-desk")
    assert "Look at the oven" in page
    assert "Not &lt;planned&gt;" in page
    assert f'data-entry="{made.pk}"' in page


def test_who_is_away_is_shown_away(cast, made, client_of):
    Absence.objects.create(agent=cast.ada, begins_on=NOON.date(), ends_on=NOON.date(), why="Leave")
    for view in ("day", "week"):
        assert "Leave" in board(client_of(cast.ada), f"&view={view}&team=service-desk")


def test_who_is_away_for_a_part_of_a_day_works_beside(cast, made, client_of):
    day = NOON.date()
    Absence.objects.create(agent=cast.ada, begins_on=day, ends_on=day, begins=time(13), why="Leave")
    week = board(client_of(cast.ada), "&view=week&team=service-desk")
    if day.weekday() < 5:
        assert "Leave 13:00–00:00" in week
        assert 'data-kind="away"' not in week


def test_moved_to_another_time_and_agent_and_drawn_back(cast, made, client_of):
    client = client_of(cast.ada)
    begins = made.begins_at + HOUR
    answer = move(client, sent(made, cast.nils, begins=begins.isoformat(), minutes=90))
    made.refresh_from_db()
    assert (made.begins_at, made.ends_at) == (begins, begins + 1.5 * HOUR)
    assert Attendance.objects.get(appointment=made).agent == cast.nils
    undo = re.search(r'action="(/desk/board/undo/[^"]+)"', answer.content.decode())[1]
    assert client.post(undo).status_code == 302
    made.refresh_from_db()
    assert (made.begins_at, made.ends_at) == (begins - HOUR, begins)
    assert Attendance.objects.get(appointment=made).agent == cast.ada
    assert client.post("/desk/board/undo/forged/").status_code == 404


def test_moved_by_words_to_a_day_a_time_and_an_agent(cast, made, client_of):
    client = client_of(cast.ada)
    path = f"/desk/tickets/{made.ticket_id}/appointments/{made.pk}/move/"
    assert path in board(client, "&team=service-desk")
    asked = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in asked
    assert f'value="{NOON:%Y-%m-%d}"' in asked
    to = {"day": f"{NOON + 24 * HOUR:%Y-%m-%d}", "begins": "15:30", "minutes": 45}
    said = {**to, "agent": cast.nils.pk, "version": made.version}
    answer = client.post(path, said, follow=True)
    assert "told in 20 seconds" in answer.content.decode()
    made.refresh_from_db()
    assert (made.ends_at - made.begins_at) == timedelta(minutes=45)
    assert made.attendances.get().agent == cast.nils
    assert OutgoingLetter.objects.count() == 0
    stale = client.post(path, {**said, "minutes": 30})
    assert "Somebody else has changed it" in stale.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"day": "x"}, {"begins": "25:99"}, {"minutes": "-1"}, {"minutes": "9" * 40},
     {"agent": "999999"}, {"agent": "x\0"}, {"version": "x"}],
)  # fmt: skip
def test_moved_by_words_nonsense_is_said_at_its_field(cast, made, client_of, wrong):
    path = f"/desk/tickets/{made.ticket_id}/appointments/{made.pk}/move/"
    right = {"day": "2030-01-01", "begins": "10:00", "minutes": 60, "agent": cast.ada.pk}
    assert client_of(cast.ada).post(path, right | wrong).status_code == 422


def test_a_stale_page_moves_nothing(cast, made, client_of):
    values = sent(made, cast.ada, begins=(made.begins_at + HOUR).isoformat())
    move(client_of(cast.ada), values)
    answer = move(client_of(cast.ada), {**values, "begins": made.begins_at.isoformat()})
    assert "Somebody else has changed it" in answer.content.decode()


def test_some_days_on_it_is_the_same_time_on_the_wall(cast, made, client_of):
    Appointment.objects.filter(pk=made.pk).update(
        begins_at=datetime(2027, 3, 27, 9, tzinfo=UTC),
        ends_at=datetime(2027, 3, 27, 10, tzinfo=UTC),
    )
    made.refresh_from_db()
    move(client_of(cast.ada), sent(made, cast.ada, days="2"))
    made.refresh_from_db()
    assert made.begins_at == datetime(2027, 3, 29, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [{"ticket": "x"}, {"key": "999999"}, {"begins": "soon"}, {"begins": "2026-03-04T10:00"},
     {"minutes": "0"}, {"minutes": "9" * 30}, {"to": "999999"}, {"days": "-x"}],
)  # fmt: skip
def test_nonsense_does_not_exist(cast, made, client_of, wrong):
    assert move(client_of(cast.ada), sent(made, cast.ada) | wrong).status_code == 404


@pytest.mark.parametrize(
    "address", ["?day=x", "?day=9999-12-31", "?view=x&team=y", "?day=0001-01-01"]
)
def test_a_nonsense_address_shows_today(cast, client_of, address):
    assert client_of(cast.ada).get(f"/desk/board/{address}").status_code == 200


def test_of_what_he_may_not_see_an_agent_learns_the_time_alone(cast, made, client_of):
    cast.nils.only_organizations.add(cast.cedar)
    page = board(client_of(cast.nils), "&team=service-desk")
    assert "busy" in page
    assert "oven" not in page.lower()
    assert "Birch" not in page
    assert move(client_of(cast.nils), sent(made, cast.nils)).status_code == 404


def test_light_agents_look_and_move_nothing(cast, made, client_of):
    assert "data-entry" not in board(client_of(cast.lena), "&team=service-desk")
    answer = move(client_of(cast.lena), sent(made, cast.nils))
    assert "Your role" in answer.content.decode()
    assert Attendance.objects.get().agent == cast.ada


def test_as_many_statements_for_many_as_for_one(cast, oven, made, client_of):
    client = client_of(cast.ada)
    with CaptureQueriesContext(
        connection,
    ) as few:
        board(client, "&view=week&team=service-desk")
    for n in range(4):
        agent = stage.agent(f"Agent{n}", teams=[cast.service_desk])
        stage.appoint(oven, [agent], at=NOON, in_hours=n)
    with CaptureQueriesContext(connection) as many:
        board(client, "&view=week&team=service-desk")
    assert len(many) <= len(few)
    assert len(many) < 25
