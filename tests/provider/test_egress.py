"""The way out: nothing inside is reached, whatever an address looks like (safety, P40)."""

import socket
import ssl

import pytest

from deskhand.provider import egress
from tests.notices.outside import outside

CLOSED = 9


@pytest.fixture
def world():
    with outside() as found:
        yield found


@pytest.fixture
def allowed(settings):
    settings.DESKHAND_INTERNAL_HOSTS = frozenset({"127.0.0.1", "localhost"})


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "0.0.0.0",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fd00::1]",
        "[ff02::1]",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
    ],
)
def test_nothing_inside_is_called(world, host):
    with pytest.raises((egress.EgressRefused, egress.CallFailed)) as refused:
        egress.call("GET", f"https://{host}:{world.port}/")
    assert world.calls == []
    assert "Connection" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/path",
        "//host/",
        "file:///etc/passwd",
        "gopher://host/",
        "http://push.example/",
        "https://",
        "https:///path",
        "https://user:word@push.example/",
        "https://push.example:0/",
        "https://push.example:99999/",
        "https://push.example/a b",
        "https://push.example/\r\nX: y",
        "https://push.example/\0",
        "https://[::1",
        "https://pü.example/",
    ],
)
def test_what_is_no_address_of_the_world_is_refused(url):
    with pytest.raises(egress.EgressRefused):
        egress.call("GET", url)


def test_a_name_that_leads_inside_is_refused_though_it_leads_outside_too(world, monkeypatch):
    def both(host, port, **_more):
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(egress.EgressRefused):
        egress.call("GET", f"https://twofaced.example:{world.port}/")
    assert world.calls == []


def test_the_connection_goes_to_the_address_that_was_judged(world, allowed, monkeypatch):
    """A name that answers otherwise the second time gains nothing: it is asked once."""
    asked = []
    ask = socket.getaddrinfo

    def count(host, port, *more, **named):
        asked.append(host)
        return ask(host, port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", count)
    assert egress.call("GET", f"http://localhost:{world.port}/").status == 201
    assert asked.count("localhost") == 1


def test_no_redirect_is_followed(world, allowed):
    world.answers = [(302, b"")]
    assert egress.call("GET", f"{world.url}/").status == 302
    assert len(world.calls) == 1


def test_an_answer_is_read_as_far_as_it_matters(world, allowed):
    world.answers = [(200, b"x" * 1_000_000)]
    assert len(egress.call("GET", f"{world.url}/").body) <= egress.MOST_BYTES


def test_a_closed_port_sounds_like_a_silent_one(allowed):
    with pytest.raises(egress.CallFailed) as closed:
        egress.call("GET", f"http://127.0.0.1:{CLOSED}/")
    assert str(closed.value) == "127.0.0.1 does not answer as it should"
    assert not closed.value.was_handed_over


def test_a_server_without_a_certificate_that_we_trust_gets_nothing(world, allowed, monkeypatch):
    def distrust(*_words, **_more):
        raise ssl.SSLCertVerificationError

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", distrust)
    with pytest.raises(egress.CallFailed, match="no certificate"):
        egress.call("POST", f"https://127.0.0.1:{world.port}/", body=b"secret")
    assert world.calls == []


def test_what_the_operator_named_is_called(world, allowed):
    answer = egress.call("POST", f"{world.url}/sms", body=b"hello", headers={"X-Key": "1"})
    assert answer.is_ok
    [call] = world.calls
    assert (call.method, call.path, call.body) == ("POST", "/sms", b"hello")
