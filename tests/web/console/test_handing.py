"""Turning over and passing on, on the pages of a ticket."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from deskhand.people.models import Team
from deskhand.sla.models import Clock, Occasion
from tests import cast as stage
from tests.sla.tables import owe, policy, row


@pytest.fixture
def oven(cast, at):
    rows = (row("first_response", 1, start="passed_on"), row("resolution", 8, start="handover"))
    owe(cast.birch, policy("gold", *rows))
    return stage.ask(cast.bea, at=at, subject="The oven beeps")


@pytest.fixture
def support(db):
    return Team.objects.create(name="Support", slug="support", tier=2)


def path(ticket, act: str) -> str:
    return f"/desk/tickets/{ticket.pk}/{act}/"


def test_a_ticket_is_turned_over_from_its_page(cast, oven, support, client_of):
    client = client_of(cast.ada)
    page = client.get(f"/desk/tickets/{oven.pk}/").content.decode()
    assert path(oven, "panels/turn-over") in page
    assert "Support, tier 2" in client.get(path(oven, "panels/turn-over")).content.decode()
    assert "Starts at hand-over" in page
    sent = {"team": support.pk, "tried": "All.", "needed": "More.", "once_key": "k" * 32}
    page = client.post(path(oven, "turn-over"), sent, follow=True).content.decode()
    assert "is with Support now." in page
    assert "Turned over, tier 2 Advanced" in page
    assert "Starts at hand-over" not in page
    assert "All." not in client_of(cast.bea).get(f"/requests/{oven.pk}/").content.decode()


def test_its_own_page_offers_the_next_tier(cast, oven, support, client_of):
    form = client_of(cast.ada).get(path(oven, "turn-over")).context["form"]
    assert form["team"].initial == support
    assert cast.service_desk not in form.fields["team"].queryset


@pytest.mark.parametrize(
    "wrong",
    [
        {"team": ""},
        {"team": "999999"},
        {"team": "x"},
        {"team": "own"},
        {"tried": ""},
        {"needed": " "},
        {"tried": "x" * 5001},
        {"tried": "a\0b"},
        {"once_key": "k" * 65},
    ],
)
def test_nonsense_is_refused_with_the_rest_kept(cast, oven, support, client_of, wrong):
    sent = {"team": support.pk, "tried": "Tried it.", "needed": "Need it.", **wrong}
    sent["team"] = cast.service_desk.pk if sent["team"] == "own" else sent["team"]
    answer = client_of(cast.ada).post(path(oven, "turn-over"), sent)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert "needed" in wrong or "Need it." in answer.content.decode()
    assert not Occasion.objects.exists()


def test_strangers_others_and_light_agents_turn_nothing_over(cast, oven, support, client_of):
    sent = {"team": support.pk, "tried": "All.", "needed": "More."}
    for act in ("turn-over", "passed-on"):
        assert client_of(None).post(path(oven, act), sent)["Location"].startswith("/accounts/")
        assert client_of(cast.carla).post(path(oven, act), sent).status_code == 404
    assert client_of(cast.lena).post(path(oven, "turn-over"), sent).status_code == 403
    assert client_of(cast.lena).get(path(oven, "turn-over")).status_code == 403
    page = client_of(cast.lena).get(f"/desk/tickets/{oven.pk}/").content.decode()
    assert "turn-over" not in page
    assert not Occasion.objects.exists()


def test_who_sees_his_own_teams_only_gives_it_out_of_his_sight(cast, oven, support, client_of):
    cast.ada.only_own_teams = True
    cast.ada.save()
    cast.ada.teams.add(support)
    sent = {"team": support.pk, "tried": "All.", "needed": "More."}
    assert (
        client_of(cast.ada)
        .post(path(oven, "turn-over"), sent)["Location"]
        .endswith(f"/tickets/{oven.pk}/")
    )
    # A team that is not his is none that he could name.
    sent = {"team": cast.network.pk, "tried": "All.", "needed": "More."}
    assert client_of(cast.ada).post(path(oven, "turn-over"), sent).status_code == 422


def test_a_message_passed_on_is_noted_where_a_promise_waits_for_it(cast, oven, client_of):
    client = client_of(cast.ada)
    page = client.get(f"/desk/tickets/{oven.pk}/").content.decode()
    assert "Left with the service" in page
    passed_at = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=5)
    # Typed in the agent's zone, which is the firm's.
    typed = [
        f"{when.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m-%dT%H:%M}"
        for when in (passed_at - timedelta(minutes=4), passed_at)
    ]
    sent = {"left_at": typed[0], "passed_at": typed[1]}
    page = client.post(path(oven, "passed-on"), sent, follow=True).content.decode()
    assert "Passed on by the on-call service after 4 min" in page
    assert "Left with the service" not in page
    assert Clock.objects.get(kind="first_response").started_at == passed_at


@pytest.mark.parametrize(
    "wrong",
    [
        {"left_at": "", "passed_at": ""},
        {"left_at": "soon", "passed_at": "2026-01-01T10:00"},
        {"left_at": "2020-01-01T10:00", "passed_at": "2026-01-01T10:00"},
        {"left_at": "2031-01-01T10:00", "passed_at": "2031-01-01T10:00"},
        {"left_at": "0001-01-01T00:00", "passed_at": "0001-01-01T00:00"},
    ],
)
def test_instants_that_cannot_be_are_refused(cast, oven, client_of, wrong):
    answer = client_of(cast.ada).post(path(oven, "passed-on"), wrong)
    assert answer.status_code == 422
    assert not Occasion.objects.exists()


def test_the_panel_sets_tier_service_request_and_channel(cast, oven, support, client_of):
    from deskhand.catalog.models import RequestType, Service

    mail = Service.objects.create(name="Mail hosting", slug="mail")
    gone = Service.objects.create(name="Fax", slug="fax", is_active=False)
    asked = RequestType.objects.create(name="Mail down", slug="down", service=mail)
    client = client_of(cast.ada)

    def put(field: str, value: object) -> int:
        return client.post(path(oven, f"set/{field}"), {"value": value}).status_code

    assert put("tier", 3) == put("channel", "phone") == put("request_type", asked.pk) == 302
    oven.refresh_from_db()
    assert (oven.tier, oven.channel, oven.service) == (3, "phone", mail)
    page = client.get(f"/desk/tickets/{oven.pk}/").content.decode()
    assert "Tier from 1 First contact to 3 Experts" in page
    assert "Service from none to Mail hosting" in page
    wrong = [("tier", 5), ("tier", "x"), ("channel", "pigeon"), ("service", gone.pk),
             ("service", 999_999), ("request_type", "x")]  # fmt: skip
    assert [put(field, value) for field, value in wrong] == [422] * len(wrong)
    gone_but_here = type(oven).objects.filter(pk=oven.pk)
    gone_but_here.update(service=gone)
    assert "Fax" in client.get(f"/desk/tickets/{oven.pk}/").content.decode()
