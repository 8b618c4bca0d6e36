"""Pushes: encrypted as RFC 8291 says, signed as RFC 8292 says, to browsers that still listen."""

import base64
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from deskhand.notices import delivering
from deskhand.notices.channels.push import subscribing, vapid
from deskhand.notices.channels.push.encryption import (
    CURVE,
    KeyRefused,
    encrypt,
    packed,
    point,
    unpacked,
)
from deskhand.notices.channels.push.subscribing import SubscriptionRefused, subscribe
from deskhand.notices.kinds import Channel, Kind
from deskhand.notices.models import Delivery, Subscription
from deskhand.provider.models import Secret
from tests import cast as casting
from tests.notices.people import inform, mention, wish

LATER = timedelta(minutes=1)


class Browser:
    """A browser with the keys of one subscription."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint, self.auth = endpoint, b"0123456789abcdef"
        self.key = ec.generate_private_key(CURVE)

    def subscribe(self, agent, *, at) -> Subscription:
        return subscribe(
            agent.person,
            endpoint=self.endpoint,
            public_key=packed(point(self.key.public_key())),
            auth=packed(self.auth),
            browser="Firefox/140",
            at=at,
        )

    def read(self, body: bytes) -> dict:
        """Decrypt a push, by the receiving half of the RFC."""
        salt, theirs = body[:16], body[21:86]
        assert int.from_bytes(body[16:20]) == 4096
        assert body[20] == 65
        sender = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
        ours = point(self.key.public_key())
        shared = self.key.exchange(ec.ECDH(), sender)

        def derive(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
            return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)

        secret = derive(self.auth, shared, b"WebPush: info\0" + ours + theirs, 32)
        key = derive(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derive(salt, secret, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, body[86:], None)
        assert plain.endswith(b"\x02")
        return json.loads(plain[:-1])


def test_the_example_of_the_standard():
    """RFC 8291, appendix A."""
    number = int.from_bytes(unpacked("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        public_key="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx"
        "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth="BTBZMqHH6r4Tts7J_aSIgg",
        salt=unpacked("DGv6ra1nlYgDCS1FRnbzlw"),
        own=ec.derive_private_key(number, CURVE),
    )
    assert packed(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.parametrize(
    ("public_key", "auth"),
    [("", ""), ("AAAA", packed(b"x" * 16)), ("ä", "ü"), (packed(b"\4" + b"1" * 64), "A" * 22)],
)
def test_what_is_no_key_is_refused(public_key, auth):
    with pytest.raises(KeyRefused):
        encrypt(b"x", public_key=public_key, auth=auth)


@pytest.fixture
def oven(cast, at):
    return casting.open_ticket(at=at, requester=cast.bea, subject="The oven beeps")


@pytest.fixture
def browser(cast, world, at):
    found = Browser(f"{world.url}/push/1")
    found.subscribe(cast.ada, at=at)
    return found


def push(agent, *, at):
    return delivering.deliver(agent.person_id, Channel.PUSH, at=at)


def state() -> str:
    return Delivery.objects.get(channel=Channel.PUSH).state


@pytest.mark.django_db
def test_a_push_says_what_is_new_to_that_browser_alone(cast, oven, world, browser, at):
    mention(cast.ada, oven, "@ada, the fuse is in bin 4.", by=cast.nils, at=at)
    push(cast.ada, at=at + LATER)
    [call] = world.calls
    assert b"bin 4" not in call.body
    told = browser.read(call.body)
    assert told["title"] == f"#{oven.pk} The oven beeps"
    assert told["body"] == "Nils mentioned you: @ada, the fuse is in bin 4."
    assert told["url"].startswith(f"/desk/tickets/{oven.pk}/")
    assert call.headers["content-encoding"] == "aes128gcm"
    assert call.headers["ttl"] == "86400"
    assert state() == Delivery.State.SENT


@pytest.mark.django_db
def test_a_push_proves_who_sends_it(cast, oven, world, browser, at):
    inform(cast.ada, oven, at=at)
    push(cast.ada, at=at + LATER)
    words = dict(
        part.strip().split("=", 1)
        for part in world.calls[0].headers["authorization"].removeprefix("vapid ").split(",")
    )
    assert words["k"] == vapid.public_key(at=at)
    head, claims, signature = words["t"].split(".")
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unpacked(words["k"]))
    raw = unpacked(signature)
    pair = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.verify(pair, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    said = json.loads(unpacked(claims))
    assert said["aud"] == world.url
    assert said["sub"].startswith("mailto:")
    assert at.timestamp() < said["exp"] <= (at + timedelta(hours=24)).timestamp()


@pytest.mark.django_db
def test_the_key_is_made_once_and_sealed(at, cast):
    assert vapid.public_key(at=at) == vapid.public_key(at=at)
    sealed = bytes(Secret.objects.get(name=vapid.NAME).sealed)
    assert b"PRIVATE" not in sealed
    assert b"PRIVATE" not in base64.urlsafe_b64decode(sealed)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_left_is_forgotten(cast, oven, world, browser, at, status):
    world.answers = [(status, b"")]
    inform(cast.ada, oven, at=at)
    push(cast.ada, at=at + LATER)
    assert not Subscription.objects.exists()
    assert state() == Delivery.State.DROPPED


@pytest.mark.django_db
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_fails_is_asked_again(cast, oven, world, browser, at, status):
    world.answers = [(status, b"")]
    inform(cast.ada, oven, at=at)
    again_at = push(cast.ada, at=at + LATER)
    assert state() == Delivery.State.WAITING
    push(cast.ada, at=again_at)
    assert state() == Delivery.State.SENT


@pytest.mark.django_db
def test_it_is_given_up_after_some_tries_with_the_reason(cast, oven, world, browser, at):
    world.answers = [(500, b"")] * delivering.ATTEMPTS
    inform(cast.ada, oven, at=at)
    again_at = at + LATER
    while again_at is not None:
        again_at = push(cast.ada, at=again_at)
    row = Delivery.objects.get(channel=Channel.PUSH)
    assert (row.state, row.why) == (Delivery.State.FAILED, "The push service answers 500")
    assert len(world.calls) == delivering.ATTEMPTS


@pytest.mark.django_db
def test_many_at_once_are_one_push(cast, world, browser, at):
    wish(cast.ada, {Kind.MENTIONED: [Channel.PUSH]})
    for number in range(6):
        ticket = casting.open_ticket(at=at, requester=cast.bea, subject=f"Matter {number}")
        inform(cast.ada, ticket, at=at)
    push(cast.ada, at=at + LATER)
    [call] = world.calls
    assert browser.read(call.body)["title"] == "6 things are new"


@pytest.mark.django_db
def test_a_subject_of_any_length_and_script_fits(cast, world, browser, at):
    ticket = casting.open_ticket(at=at, requester=cast.bea, subject="\U0001f525" * 300)
    mention(cast.ada, ticket, "@ada " + "\U0001f525" * 3000, by=cast.nils, at=at)
    push(cast.ada, at=at + LATER)
    assert len(world.calls[0].body) <= 4096
    assert browser.read(world.calls[0].body)["title"]


@pytest.mark.django_db
def test_a_browser_that_somebody_else_uses_now_is_his(cast, world, browser, at):
    browser.subscribe(cast.nils, at=at)
    assert [row.person for row in Subscription.objects.all()] == [cast.nils.person]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "nonsense",
        "http://push.example/1",
        "https://",
        "https://a:b@push.example/",
        "https://x y",
    ],
)
def test_what_is_no_address_of_a_push_service_is_refused(cast, at, endpoint):
    with pytest.raises(SubscriptionRefused):
        Browser(endpoint).subscribe(cast.ada, at=at)


@pytest.mark.django_db
def test_an_endpoint_inside_is_never_called(cast, oven, world, settings, at):
    browser = Browser(f"https://localhost:{world.port}/push/1")
    browser.subscribe(cast.ada, at=at)
    settings.DESKHAND_INTERNAL_HOSTS = frozenset()
    inform(cast.ada, oven, at=at)
    push(cast.ada, at=at + LATER)
    assert world.calls == []
    assert state() == Delivery.State.FAILED


@pytest.mark.django_db
def test_without_a_browser_no_push_is_planned(cast, oven, at):
    inform(cast.ada, oven, at=at)
    assert not Delivery.objects.filter(channel=Channel.PUSH).exists()
    assert subscribing.subscriptions_of(cast.ada.person_id) == []


@pytest.mark.django_db
def test_in_the_console_nothing_leaves(cast, oven, world, browser, settings, at):
    settings.DESKHAND_NOTICES = "console"
    inform(cast.ada, oven, at=at)
    push(cast.ada, at=at + LATER)
    assert world.calls == []
    assert state() == Delivery.State.SENT
