"""Telephone systems tell of calls: with a token, signed where the firm wants it, never a 500."""

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.test import Client

from deskhand.connectors.signing import headers, new_secret
from deskhand.people.callers import add_number
from deskhand.phone.models import Line, PhoneCall
from deskhand.phone.signing import SIGNED_WITH
from deskhand.provider import secrets
from deskhand.provider.tokens import make_token
from tests.cast import doer

NUMBER = "+492111234567"
CALL = {"call": "1", "event": "ringing", "number": NUMBER, "line": "201"}


@pytest.fixture
def token(cast, at):
    return make_token("PBX", scope="phone", by=doer(cast.asta), at=at)[1]


FORM = "application/x-www-form-urlencoded"


def post(system: str, fields, token: str, *, content_type: str = FORM):
    address = f"/api/v1/phone/{system}?token={token}"
    body = urlencode(fields) if isinstance(fields, dict) else fields
    return Client().post(address, body, content_type=content_type)


def test_a_call_is_noted_and_a_second_time_changes_nothing(cast, token):
    Line.objects.create(extension="201", agent=cast.ada)
    for _twice in range(2):
        answer = post("generic", json.dumps(CALL), token, content_type="application/json")
        assert answer.status_code == 202
    call = PhoneCall.objects.get()
    assert answer.json() == {"calls": [call.pk]}
    assert call.rings.get().agent == cast.ada


def test_without_a_token_for_it_nobody_comes_in(cast, token, at):
    other = make_token("Mail", scope="mail", by=doer(cast.asta), at=at)[1]
    for wrong in ("", "dh_nonsense", other):
        assert post("generic", CALL, wrong).status_code == 401
        assert Client().get(f"/api/v1/phone/callers?token={wrong}").status_code == 401
    bearer = {"Authorization": f"Bearer {token}"}
    answer = Client().post(
        "/api/v1/phone/generic", urlencode(CALL), content_type=FORM, headers=bearer
    )
    assert answer.status_code == 202


def test_a_system_that_speaks_xml_is_answered_so(cast, token):
    answer = post("sipgate", {"event": "newCall", "callId": "1", "from": "49211"}, token)
    assert answer["Content-Type"] == "application/xml"
    assert b"onHangup" in answer.content
    said = {"CallSid": "CA1", "CallStatus": "ringing", "Direction": "inbound"}
    assert b"<Response/>" in post("twilio", said, token).content


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 422),
        (b"{", "application/json", 422),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 422),
        (b"x" * 70_000, "application/json", 413),
        (b'{"call": "a\\u0000b", "event": "ringing", "number": "1"}', "application/json", 202),
    ],
)
def test_nonsense_is_refused_in_words(cast, token, body, kind, status):
    answer = post("generic", body, token, content_type=kind)
    assert answer.status_code == status
    assert post("nosuch", CALL, token).status_code == 404


def test_with_a_secret_only_what_is_signed_just_now_is_taken(cast, token, at):
    secret = new_secret()
    secrets.store(SIGNED_WITH, secret, by=doer(cast.asta), at=at)
    body, now = json.dumps(CALL).encode(), datetime.now(UTC)
    address = f"/api/v1/phone/generic?token={token}"

    def send(marks):
        kind = "application/json"
        return Client().post(address, body, content_type=kind, headers=marks).status_code

    good = headers(secret, "1", body, at=now)
    good.pop("Content-Type")
    assert send({}) == 401
    assert send(good) == 202
    assert send({**good, "webhook-id": "2"}) == 401
    assert send({**good, "webhook-timestamp": "9" * 40}) == 401
    old = headers(secret, "1", body, at=at)
    old.pop("Content-Type")
    assert send(old) == 401
    # They cannot sign.
    assert post("twilio", {"CallSid": "1", "CallStatus": "queued"}, token).status_code == 200


def test_a_display_is_told_who_has_a_number(cast, token):
    add_number(cast.bea, NUMBER)
    found = Client().get("/api/v1/phone/callers", {"number": "0211 1234567", "token": token})
    assert found.json()["name"] == "Bea Birch"
    assert found.json()["organization"] == "Birch Bakery"
    assert found.json()["url"].endswith("/desk/phone/?number=%2B492111234567")
    for nobody in ("+49301", "nonsense", ""):
        asked = {"number": nobody, "token": token}
        assert Client().get("/api/v1/phone/callers", asked).status_code == 404
