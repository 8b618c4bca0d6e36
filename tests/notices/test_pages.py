"""Text messages, by a gateway and by Twilio."""

import base64
import json
from datetime import timedelta
from urllib.parse import parse_qs, unquote

import pytest

from deskhand.notices import delivering, firm
from deskhand.notices.channels.page import gateway
from deskhand.notices.channels.page.gateway import GatewayRefused
from deskhand.notices.channels.page.pages import MOST_IN_AN_HOUR, send_text, tidy_number
from deskhand.notices.kinds import Channel, Kind
from deskhand.notices.models import Delivery, Firm
from deskhand.provider import secrets
from tests import cast as casting
from tests.notices.people import inform, mention, wish

pytestmark = pytest.mark.django_db
NUMBER = "+12065550100"


@pytest.fixture
def oven(cast, at):
    return casting.open_ticket(at=at, requester=cast.bea, subject="The oven beeps")


def set_gateway(cast, *, at, headers="", **values):
    row = Firm(way=Firm.Way.GATEWAY, **values)
    firm.save(row, headers=headers, by=casting.doer(cast.asta), at=at)


def set_twilio(cast, *, at):
    row = Firm(way=Firm.Way.TWILIO, account="AC1", sender="+15005550006")
    firm.save(row, token="twilio-secret", by=casting.doer(cast.asta), at=at)


def listen(agent):
    wish(agent, {Kind.MENTIONED: [Channel.PAGE]}, page_number=NUMBER)


def page(agent, *, at):
    return delivering.deliver(agent.person_id, Channel.PAGE, at=at)


def outcome() -> tuple[str, str]:
    row = Delivery.objects.get(channel=Channel.PAGE)
    return row.state, row.why


def test_a_gateway_gets_json_in_which_a_text_cannot_end_its_place(cast, world, at):
    set_gateway(
        cast,
        at=at,
        url=f"{world.url}/sms",
        headers="Content-Type: application/json\nX-Key: gateway-secret",
        body='{"to": "{number}", "text": "{text}"}',
    )
    text = 'He said "no", {number} \\ and left'
    assert send_text(NUMBER, text).is_sent
    [call] = world.calls
    assert json.loads(call.body) == {"to": NUMBER, "text": text}
    assert call.headers["x-key"] == "gateway-secret"


def test_a_gateway_may_want_it_in_the_address(cast, world, at):
    set_gateway(cast, at=at, url=f"{world.url}/sms?to={{number}}&text={{text}}", method="GET")
    assert send_text(NUMBER, "a & b = c/d").is_sent
    [call] = world.calls
    assert call.method == "GET"
    assert parse_qs(call.path.partition("?")[2]) == {"to": [NUMBER], "text": ["a & b = c/d"]}


def test_a_gateway_may_want_a_form(cast, world, at):
    headers = "Content-Type: application/x-www-form-urlencoded"
    set_gateway(cast, at=at, url=world.url, headers=headers, body="to={number}&m={text}")
    send_text(NUMBER, "50% & more")
    assert parse_qs(world.calls[0].body.decode()) == {"to": [NUMBER], "m": ["50% & more"]}


def test_twilio_gets_what_it_wants(cast, world, at):
    set_twilio(cast, at=at)
    assert send_text(NUMBER, "Grüße").is_sent
    [call] = world.calls
    assert call.path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert base64.b64decode(call.headers["authorization"].removeprefix("Basic ")) == (
        b"AC1:twilio-secret"
    )
    fields = {name: values[0] for name, values in parse_qs(call.body.decode()).items()}
    assert fields == {"To": NUMBER, "From": "+15005550006", "Body": "Grüße"}


def test_twilio_says_why_not(cast, world, oven, at):
    set_twilio(cast, at=at)
    listen(cast.ada)
    world.answers = [(400, b'{"message": "The number is not valid."}')]
    inform(cast.ada, oven, at=at)
    page(cast.ada, at=at)
    assert outcome() == (
        Delivery.State.FAILED,
        "Twilio answers 400: The number is not valid.",
    )


def test_a_message_names_the_ticket_and_says_nothing_that_was_written(cast, world, oven, at):
    set_twilio(cast, at=at)
    listen(cast.ada)
    mention(cast.ada, oven, "@ada, his password is hunter2.", by=cast.nils, at=at)
    page(cast.ada, at=at)
    body = unquote(world.calls[0].body.decode().replace("+", " "))
    assert f"#{oven.pk} The oven beeps: Nils mentioned you" in body
    assert f"https://desk.northlight.example/desk/tickets/{oven.pk}/" in body
    assert "hunter2" not in body


def test_of_a_confidential_ticket_it_names_the_number_alone(cast, world, at):
    set_twilio(cast, at=at)
    listen(cast.asta)
    ticket = casting.open_ticket(
        at=at, requester=cast.bea, subject="The dismissal", is_confidential=True
    )
    inform(cast.asta, ticket, at=at)
    page(cast.asta, at=at)
    assert b"dismissal" not in world.calls[0].body


def test_a_gateway_that_fails_for_a_while_is_asked_again(cast, world, oven, at):
    set_twilio(cast, at=at)
    listen(cast.ada)
    world.answers = [(503, b"")]
    inform(cast.ada, oven, at=at)
    again_at = page(cast.ada, at=at)
    assert outcome()[0] == Delivery.State.WAITING
    page(cast.ada, at=again_at)
    assert outcome()[0] == Delivery.State.SENT


def test_a_job_that_runs_twice_sends_once(cast, world, oven, at):
    set_twilio(cast, at=at)
    listen(cast.ada)
    inform(cast.ada, oven, at=at)
    page(cast.ada, at=at)
    page(cast.ada, at=at)
    assert len(world.calls) == 1


def test_ten_in_an_hour_are_enough(cast, world, oven, at):
    set_twilio(cast, at=at)
    listen(cast.ada)
    for minute in range(MOST_IN_AN_HOUR + 2):
        moment = at + timedelta(minutes=minute)
        inform(cast.ada, oven, at=moment)
        page(cast.ada, at=moment)
    assert len(world.calls) == MOST_IN_AN_HOUR


def test_nobody_is_paged_who_gave_no_number_or_where_nothing_is_set_up(cast, world, oven, at):
    listen(cast.ada)
    wish(cast.nils, {Kind.MENTIONED: [Channel.PAGE]})
    inform(cast.ada, oven, at=at)
    set_twilio(cast, at=at)
    inform(cast.nils, oven, at=at)
    assert not Delivery.objects.exists()


def test_what_opens_a_gateway_is_sealed_and_not_shown_to_another_host(cast, at):
    given = {"headers": "X-Key: gateway-secret", "body": "{number} {text}"}
    set_gateway(cast, at=at, url="https://one.example/{text}", **given)
    assert firm.headers() == "X-Key: gateway-secret"
    set_gateway(cast, at=at, url="https://one.example/other", body="{number} {text}")
    assert firm.headers() == "X-Key: gateway-secret"
    set_gateway(cast, at=at, url="https://two.example/", body="{number} {text}")
    assert firm.headers() == ""
    assert secrets.fetch(firm.HEADERS) is None


@pytest.mark.parametrize(
    ("values", "headers"),
    [
        ({"url": "ftp://x.example/{number}{text}"}, ""),
        ({"url": "http://x.example/{number}{text}"}, ""),
        ({"url": "https://x.example/"}, ""),
        ({"url": "https://x.example/", "body": "{number}"}, ""),
        ({"url": "https://x.example/{number}{text}"}, "nonsense"),
        ({"url": "https://x.example/{number}{text}"}, "X-A: b\r\n: c"),
        ({"url": "https://x.example/{number}{text}"}, "X A: b"),
        ({"url": ""}, ""),
    ],
)
def test_a_gateway_that_cannot_be_meant_is_refused(values, headers):
    with pytest.raises(GatewayRefused):
        gateway.check(Firm(**values), headers)


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("+1 206 555 0100", NUMBER),
        ("001 (206) 555-0100", NUMBER),
        ("+49.171/1234567", "+491711234567"),
    ],
)
def test_a_number_is_tidied(given, number):
    assert tidy_number(given) == number


@pytest.mark.parametrize(
    "given", ["", "206 555 0100", "+0 1", "+1", "+1 206 555 01x", "+" + "1" * 16]
)
def test_what_is_no_number_is_refused(given):
    with pytest.raises(ValueError, match=r"^"):
        tidy_number(given)
