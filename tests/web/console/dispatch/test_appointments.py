"""Appointments in the panel of a ticket, planned on a page, and on a page of their own."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from deskhand.people.models import Site
from deskhand.work.models import Appointment
from tests import cast as stage

TODAY = datetime.now(UTC).date()
A_DAY = TODAY + timedelta(days=30)


def clocks_go_forward() -> date:
    """The next last Sunday of March."""
    year = TODAY.year if date(TODAY.year, 3, 24) > TODAY else TODAY.year + 1
    end = date(year, 3, 31)
    return end - timedelta(days=(end.weekday() + 1) % 7)


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea, team=cast.service_desk)


def path(ticket, more="new/"):
    return f"/desk/tickets/{ticket.pk}/appointments/{more}"


@pytest.fixture
def sent(cast):
    return {
        "purpose": "Look at the <oven>",
        "how": "onsite",
        "minutes": "90",
        "agents": [cast.ada.pk],
        "day": A_DAY.isoformat(),
        "begins": "10:00",
        "tells_requester": "on",
    }


def test_planned_shown_and_concluded(cast, oven, client_of, sent):
    client = client_of(cast.ada)
    assert "Plan an appointment" in client.get(path(oven)).content.decode()
    answer = client.post(path(oven), sent)
    made = Appointment.objects.get()
    assert answer["Location"] == path(oven, f"{made.pk}/")
    # Ada's clock is the firm's, in Berlin.
    assert f"{made.begins_at.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}" == "10:00"
    page = client.get(answer["Location"]).content.decode()
    assert "Look at the &lt;oven&gt;" in page
    piece = client.get(f"/desk/tickets/{oven.pk}/panels/appointments/").content.decode()
    assert "10:00–11:30" in piece
    client.post(path(oven, f"{made.pk}/act/"), {"act": "conclude", "minutes": "61"})
    made.refresh_from_db()
    assert (made.state, made.minutes) == ("concluded", 61)
    page = client.get(f"/desk/tickets/{oven.pk}/").content.decode()
    assert "Appointment concluded" in page


def test_changed_on_its_page(cast, oven, client_of, sent):
    client = client_of(cast.ada)
    client.post(path(oven), sent)
    made = Appointment.objects.get()
    changed = {**sent, "begins": "12:00", "version": "0"}
    assert client.post(path(oven, f"{made.pk}/"), changed).status_code == 302
    stale = client.post(path(oven, f"{made.pk}/"), {**sent, "version": "0"})
    assert stale.status_code == 422
    assert "Somebody else has changed it" in stale.content.decode()
    before = made.begins_at
    made.refresh_from_db()
    assert made.begins_at - before == timedelta(hours=2)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day": clocks_go_forward().isoformat(), "begins": "02:30"}, "The clocks skip this time"),
        ({"day": "2020-01-01"}, "This time is past"),
        ({"day": "tomorrow"}, "date"),
        ({"minutes": "7000"}, "choice"),
        ({"agents": ["999999"]}, "choice"),
        ({"agents": []}, "required"),
        ({"purpose": "a\0b"}, "Null"),
        ({"before_minutes": "-1"}, "greater"),
    ],
)
def test_nonsense_is_refused_with_a_reason(cast, oven, client_of, sent, wrong, words):
    answer = client_of(cast.ada).post(path(oven), {**sent, **wrong})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Appointment.objects.exists()


def test_a_taken_time_is_told(cast, oven, client_of, sent):
    client = client_of(cast.ada)
    client.post(path(oven), sent)
    answer = client.post(path(oven), sent)
    assert answer.status_code == 422
    assert "this time is taken already" in answer.content.decode()


def test_a_site_of_another_client_is_no_choice(cast, oven, client_of, sent):
    site = Site.objects.create(organization=cast.cedar, name="Ward")
    assert client_of(cast.ada).post(path(oven), {**sent, "site": site.pk}).status_code == 422


def test_strangers_light_agents_and_other_tickets(cast, oven, at, client_of, sent):
    made = stage.appoint(oven, [cast.ada], at=at)
    assert client_of(cast.bea).get(path(oven, f"{made.pk}/")).status_code == 404
    assert client_of(cast.lena).get(path(oven, f"{made.pk}/")).status_code == 200
    client_of(cast.lena).post(path(oven), sent)
    assert Appointment.objects.count() == 1
    other = stage.open_ticket(at=at, requester=cast.cem)
    assert client_of(cast.ada).get(path(other, f"{made.pk}/")).status_code == 404
    assert client_of(cast.ada).post(path(other, f"{made.pk}/act/"), {}).status_code == 404
