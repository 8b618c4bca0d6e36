"""What we sign is read by another program's verifier, and no longer once anything was changed."""

import dkim as judge
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given
from hypothesis import strategies as st

from deskhand.mail import dkim
from deskhand.mail.dkim import KeyRefused, Signer, new_key, public_of, read_key, signed, written
from tests.mail.conftest import message, noon

KEYS = {kind: new_key(kind) for kind in (dkim.RSA, dkim.ED25519)}
LETTER = message(
    sender='"Northlight, Ada" <help@desk.example>',
    extra="List-Unsubscribe: <https://desk.example/x>\r\nReferences: <a@b>\r\n <c@d>\r\n",
)


def signer(kind: str = dkim.RSA, selector: str = "one") -> Signer:
    return Signer("desk.example", selector, KEYS[kind])


def holds(letter: bytes, *, index: int = 0) -> bool:
    """What the verifier says of one signature, with DNS as we advise it."""

    def asked(name: bytes, timeout: int = 5) -> bytes | None:
        kinds = {b"one": dkim.RSA, b"two": dkim.ED25519}
        kind = kinds[name.partition(b".")[0]]
        assert name.endswith(b"._domainkey.desk.example.")
        return f"v=DKIM1; k={kind}; p={public_of(KEYS[kind])}".encode()

    try:
        return judge.DKIM(letter).verify(idx=index, dnsfunc=asked)
    except judge.ValidationError:
        return False


@pytest.mark.parametrize(("kind", "selector"), [(dkim.RSA, "one"), (dkim.ED25519, "two")])
def test_a_signature_holds(kind, selector):
    assert holds(signed(LETTER, [signer(kind, selector)], at=noon()))


def test_two_signatures_hold_side_by_side():
    letter = signed(LETTER, [signer(), signer(dkim.ED25519, "two")], at=noon())
    assert holds(letter) and holds(letter, index=1)


def test_the_letter_stands_below_its_signature_unchanged():
    letter = signed(LETTER, [signer()], at=noon())
    assert letter.endswith(LETTER) and letter.startswith(b"DKIM-Signature: v=1; a=rsa-sha256;")
    assert max(map(len, letter.partition(b"From:")[0].split(b"\r\n"))) < 100


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"jammed", b"jinxed", id="text"),
        pytest.param(b"Subject: Printer", b"Subject: Plotter", id="subject"),
        pytest.param(b"2026 09", b"2026 10", id="date"),
        pytest.param(b"desk.example/x", b"else.example/x", id="unsubscribe"),
        pytest.param(b"Subject:", b"From: boss@desk.example\r\nSubject:", id="another sender"),
        pytest.param(b"Subject:", b"Subject: Pay\r\nSubject:", id="another subject"),
        pytest.param(b"Subject:", b"Reply-To: x@else.example\r\nSubject:", id="a reply address"),
        pytest.param(b"Subject:", b"Content-Type: text/html\r\nSubject:", id="another type"),
    ],
)
def test_a_change_breaks_it(before, after):
    letter = signed(LETTER, [signer()], at=noon())
    assert letter.count(before) >= 1
    assert not holds(letter.replace(before, after, 1))


def test_what_relays_do_does_not_break_it():
    letter = signed(LETTER, [signer()], at=noon())
    relayed = letter.replace(b"Subject: Printer", b"SUBJECT:   Printer  ")
    relayed = b"Received: from here by there; Wed, 4 Mar 2026\r\n" + relayed + b"\r\n\r\n"
    assert holds(relayed)


@given(
    st.lists(
        st.sampled_from([b"a", b" ", b"\t", b"\r\n", b"\n", b"\r", b".", b"\xe4", b"word  \t"])
    )
)
def test_any_body_is_signed_as_it_travels(pieces):
    raw = LETTER.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + b"".join(pieces)
    assert holds(signed(raw, [signer(dkim.ED25519, "two")], at=noon()))


def test_a_letter_without_a_body_is_signed():
    head = LETTER.partition(b"\r\n\r\n")[0]
    assert holds(signed(head + b"\r\n\r\n", [signer()], at=noon()))


@pytest.mark.parametrize("kind", KEYS)
def test_a_key_is_written_and_read_again(kind):
    again = read_key(written(KEYS[kind]))
    assert public_of(again) == public_of(KEYS[kind])


def test_a_bare_seed_is_an_ed25519_key():
    seed = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
    # RFC 8463, appendix A.
    assert public_of(read_key(seed)) == "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


def test_a_weak_key_is_refused():
    weak = written(generate_private_key(public_exponent=65537, key_size=1024))
    with pytest.raises(KeyRefused, match="1024 bits"):
        read_key(weak)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ä",
        "x" * 42,
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
        "-----END PUBLIC KEY-----",
    ],
)
def test_what_is_no_private_key_is_refused(text):
    with pytest.raises(KeyRefused):
        read_key(text)
