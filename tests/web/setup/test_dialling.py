"""Setup of dialling: templates are checked at their fields, the secret is sealed."""

import json

import pytest

from deskhand.phone.dialling import SEALED_AS
from deskhand.phone.models import Dialling, Line
from deskhand.provider import firm, secrets
from tests.notices.conftest import data, world

__all__ = ["data", "world"]
PATH = "/setup/phone/dialling/"
GOOD = {
    "is_on": "on",
    "method": "POST",
    "url": "https://pbx.example/calls",
    "headers": "Content-Type: application/json\nX-Key: {secret}",
    "body": '{"from": "{extension}", "to": "{number}"}',
    "secret": "s3cret",
}


def test_it_is_kept_and_its_secret_not_shown(cast, client_of):
    client = client_of(cast.asta)
    assert client.post(PATH, GOOD)["Location"] == PATH
    assert firm.current().dials
    assert secrets.fetch(SEALED_AS) == "s3cret"
    client.post(PATH, {**GOOD, "secret": ""})
    assert secrets.fetch(SEALED_AS) == "s3cret"
    page = client.get(PATH).content.decode()
    assert "https://pbx.example/calls" in page
    assert "s3cret" not in page
    assert "Have the telephone system dial" not in client.get("/setup/phone/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"body": '{"to": "{nummer}"}'}, "body", "{nummer} in line 1"),
        ({"headers": "X: {password}"}, "headers", "{password}"),
        ({"url": "http://pbx.example/"}, "url", "https://"),
        ({"url": "https://{extension}.example/"}, "url", "host"),
        ({"secret": ""}, "secret", "give it"),
        ({"secret": "a\nb"}, "secret", "one line"),
        ({"method": "DELETE"}, "method", ""),
        ({"body": "x" * 4001}, "body", ""),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(cast, client_of, wrong, field, words):
    answer = client_of(cast.asta).post(PATH, {**GOOD, **wrong})
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field].as_data())
    assert not Dialling.objects.exists()
    assert not firm.current().dials


def test_off_needs_nothing(cast, client_of):
    assert client_of(cast.asta).post(PATH, {"method": "POST"}).status_code == 302
    assert not firm.current().dials


def test_a_host_inside_is_said(cast, client_of, settings):
    settings.DESKHAND_INTERNAL_HOSTS = frozenset()
    client = client_of(cast.asta)
    client.post(PATH, {**GOOD, "url": "https://127.0.0.1/calls"})
    assert "DESKHAND_INTERNAL_HOSTS" in client.get(PATH).content.decode()


def test_a_try_rings_at_the_administrator_and_says_how_it_went(cast, client_of, world):
    client = client_of(cast.asta)
    client.post(PATH, {**GOOD, "url": f"{world.url}/calls"})
    assert "No telephone line is yours" in client.get(PATH).content.decode()
    Line.objects.create(extension="200", agent=cast.asta)
    tried = client.post(f"{PATH}try/", {"number": "+49 211 1234567"}, follow=True)
    assert "took it" in tried.content.decode()
    assert json.loads(world.calls[0].body) == {"from": "200", "to": "+492111234567"}
    world.answers.append((401, b""))
    tried = client.post(f"{PATH}try/", {"number": "+49 211 7654321"}, follow=True)
    assert "refuses our secret (401)" in tried.content.decode()
    tried = client.post(f"{PATH}try/", {"number": "nonsense\0"}, follow=True)
    assert "with its country" in tried.content.decode()
    assert len(world.calls) == 2


def test_nobody_else_gets_in(cast, client_of, world):
    for path in (PATH, f"{PATH}try/"):
        assert client_of(cast.ada).post(path, GOOD).status_code == 404
    assert not Dialling.objects.exists()
