"""The requester chooses a time: behind the link of a letter, and in the portal."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.consents import links
from deskhand.desk.dispatch.offering import TIMES
from deskhand.work.models import Appointment, Offer
from deskhand.work.offers import NewOffer
from deskhand.work.offers import offer as offer_times
from tests import cast as stage

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea, team=cast.service_desk)


@pytest.fixture
def made(cast, oven):
    new = NewOffer("Look at the <oven>", 60, [(cast.ada, NOW + 2 * DAY), (cast.ada, NOW + 3 * DAY)])
    by = stage.doer(cast.ada)
    return offer_times(oven, new, expires_at=NOW + DAY, by=by, at=NOW)


@pytest.fixture
def path(made):
    token = links.make(TIMES, f"offer:{made.pk}", expires_at=made.expires_at, at=NOW)
    return f"/times/{token}/"


def test_chosen_behind_the_link(made, path, client_of):
    client = client_of()
    page = client.get(path).content.decode()
    assert "Look at the &lt;oven&gt;" in page
    answer = client.post(path, {"act": "take", "time": made.times.first().pk})
    assert "It is agreed" in answer.content.decode()
    assert Appointment.objects.get().begins_at == NOW + 2 * DAY
    assert client.get(path).status_code == 410
    assert client.post(path, {"act": "none"}).status_code == 410


@pytest.mark.parametrize("time", ["", "x", "999999", "9" * 30])
def test_nonsense_behind_the_link_leaves_it_good(made, path, client_of, time):
    client = client_of()
    assert client.post(path, {"act": "take", "time": time}).status_code == 302
    assert client.get(path).status_code == 200
    assert Offer.objects.get().state == Offer.State.OPEN


def test_a_forged_link_does_not_exist(path, client_of):
    assert client_of().get(path.replace(path[7], "0" if path[7] != "0" else "1")).status_code == 404


def test_chosen_in_the_portal(cast, oven, made, client_of):
    client = client_of(cast.bea)
    page = client.get(f"/requests/{oven.pk}/").content.decode()
    assert "These times are free for you" in page
    choose = f"/requests/{oven.pk}/times/{made.pk}/"
    assert client_of(cast.carla).post(choose, {}).status_code == 404
    client.post(choose, {"time": made.times.last().pk})
    assert Appointment.objects.get().begins_at == NOW + 3 * DAY
    page = client.get(f"/requests/{oven.pk}/").content.decode()
    assert "These times are free for you" not in page
    assert "Appointment:" in page


def test_none_fits(cast, oven, made, client_of):
    choose = f"/requests/{oven.pk}/times/{made.pk}/"
    client_of(cast.bea).post(choose, {"act": "none", "wish": "On <Friday>"})
    assert Offer.objects.get().wish == "On <Friday>"


def test_an_agent_offers_ticked_times_and_takes_them_back(cast, oven, client_of):
    client = client_of(cast.ada)
    new = f"/desk/tickets/{oven.pk}/appointments/new/"
    sent = {
        "act": "offer",
        "purpose": "Visit",
        "how": "phone",
        "minutes": "30",
        "agents": [cast.ada.pk],
        "time": [f"{cast.ada.pk}|{(NOW + 2 * DAY).isoformat()}", "x|y", "1|soon"],
    }
    assert client.post(new, sent).status_code == 302
    made = Offer.objects.get()
    assert made.times.get().agent == cast.ada
    piece = client.get(f"/desk/tickets/{oven.pk}/panels/appointments/").content.decode()
    assert "Times are offered" in piece
    assert client.post(new, {**sent, "time": []}).status_code == 422
    client.post(f"/desk/tickets/{oven.pk}/offers/{made.pk}/")
    made.refresh_from_db()
    assert made.state == Offer.State.WITHDRAWN
    other = stage.open_ticket(at=NOW, requester=cast.cem)
    assert client.post(f"/desk/tickets/{other.pk}/offers/{made.pk}/").status_code == 404


def test_free_times_follow_what_is_chosen(cast, oven, client_of):
    new = f"/desk/tickets/{oven.pk}/appointments/new/"
    asked = {"purpose": "x", "how": "remote", "minutes": "60", "agents": [cast.ada.pk]}
    headers = {"HX-Request": "true", "HX-Target": "free-times"}
    piece = client_of(cast.ada).get(new, asked, headers=headers).content.decode()
    assert 'name="time"' in piece
    nobody = client_of(cast.ada).get(new, {**asked, "agents": []}, headers=headers)
    assert "Nobody who is chosen" in nobody.content.decode()
