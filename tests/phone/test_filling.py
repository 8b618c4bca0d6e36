"""Templates of dialling: what cannot be meant is refused at its place; no value ends its own."""

import json

import pytest

from deskhand.phone.filling import TemplateRefused, check, filled
from deskhand.phone.models import Dialling

JSON = "Content-Type: application/json"
FORM = "Content-Type: application/x-www-form-urlencoded"
VALUES = {"number": "+492111234567", "extension": "201", "agent": "Ada Ash", "secret": "s3cret"}
GOOD = {
    "method": "POST",
    "url": "https://pbx.example/calls",
    "headers": f"{JSON}\nAuthorization: Bearer {{secret}}",
    "body": '{"from": "{extension}", "to": "{number}", "who": "{agent}"}',
}


def template(**changed):
    return Dialling(**{**GOOD, **changed})


def test_each_place_gets_its_value():
    asking = filled(template(), VALUES)
    assert json.loads(asking.body) == {"from": "201", "to": "+492111234567", "who": "Ada Ash"}
    assert asking.headers["Authorization"] == "Bearer s3cret"


def test_values_are_written_as_their_place_wants_them():
    hard = {**VALUES, "agent": 'Ada "A&b"\r\nX-Evil: 1 {secret} ü'}
    asking = filled(
        template(
            url="https://pbx.example/{number}?who={agent}", headers=f"{JSON}\nX-Who: {{agent}}"
        ),
        hard,
    )
    assert asking.url.startswith("https://pbx.example/%2B492111234567?who=Ada%20%22A%26b%22%0D%0A")
    assert asking.headers.keys() == {"Content-Type", "X-Who"}
    assert asking.headers["X-Who"].isprintable()
    assert asking.headers["X-Who"].isascii()
    assert json.loads(asking.body)["who"] == hard["agent"]
    form = filled(template(headers=FORM, body="To={extension}&Who={agent}"), hard)
    assert form.body.count(b"&") == 1
    assert b"s3cret" not in form.body


def test_what_can_be_meant_passes():
    check(template())
    check(template(method="GET", url="https://p.example/?a={extension}&b={number}", body=""))
    check(template(headers=FORM, body="To={agent}&Url={number}"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"body": '{"to": "{nummer}",\n "from": "{extension}"}'}, "body"),
        ({"url": "https://pbx.example/{Number}"}, "url"),
        ({"headers": "X: {password}"}, "headers"),
        ({"headers": "nonsense"}, "headers"),
        ({"headers": ""}, "headers"),
        ({"headers": "Content-Type: image/png"}, "headers"),
        ({"url": "https://{extension}.example/"}, "url"),
        ({"url": "https://pbx.example:{extension}/"}, "url"),
        ({"url": "{secret}://pbx.example/"}, "url"),
        ({"url": "http://pbx.example/"}, "url"),
        ({"url": "https://[pbx.example/"}, "url"),
        ({"url": ""}, "url"),
        ({"body": '{"from": "{extension}"}'}, "body"),
        ({"body": '{"to": "{number}"}'}, "body"),
        ({"method": "GET"}, "body"),
        ({"method": "GET", "body": ""}, "url"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(wrong, field):
    with pytest.raises(TemplateRefused) as refused:
        check(template(**wrong))
    assert refused.value.field == field


def test_an_unknown_place_is_named_with_its_line():
    with pytest.raises(TemplateRefused, match=r"\{nummer\} in line 2"):
        check(template(body='{"a": "{number}",\n"b": "{nummer}"}'))
