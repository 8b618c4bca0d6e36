"""Letters leave signed by their sender's domain, and the record of a key is looked up in DNS."""

import re
from collections.abc import Iterator

import dkim as judge
import pytest

from deskhand.journal.actor import system
from deskhand.journal.models import Event
from deskhand.mail import dkim, dns, outbox, posting, signing
from deskhand.mail.dkim import KeyRefused, new_key
from deskhand.mail.models import Mailbox, OutgoingLetter, SigningKey
from deskhand.mail.writing import Draft, write
from deskhand.provider.models import Secret
from tests.mail.conftest import noon
from tests.mail.nameserver import Nameserver, nameserver
from tests.mail.posthouse import posthouse

pytestmark = pytest.mark.django_db

BY = system("test")
PRIVATE = {kind: new_key(kind) for kind in (dkim.RSA, dkim.ED25519)}


@pytest.fixture
def names(settings) -> Iterator[Nameserver]:
    with nameserver() as server:
        settings.DESKHAND_DNS = server.address
        yield server


def key(selector: str = "one", kind: str = dkim.RSA, *, signs: bool = True) -> SigningKey:
    made = signing.keep_key("desk.example", selector, PRIVATE[kind], by=BY, at=noon())
    signing.let_sign(made, signs=signs, by=BY, at=noon())
    return made


def publish(names: Nameserver, *keys: SigningKey) -> None:
    for each in keys:
        record = signing.record_of(each)
        names.records[record.name] = [record.value]


def left(mailbox: Mailbox, settings, *, later: bool = False) -> bytes:
    """Write and post a letter, and return it as the mail server got it."""
    with posthouse() as house:
        settings.DESKHAND_EMAIL_URL = house.url
        draft = Draft("reply", ["bea@birch.example"], "Printer", "On it.\n.\n", mailbox=mailbox)
        release_at = noon(minutes=600) if later else None
        letter = write(draft, at=noon(), release_at=release_at)
        if later:
            outbox.hasten(letter, at=noon(minutes=5))
        posting.post(letter.pk, at=noon(minutes=6))
    assert OutgoingLetter.objects.get(pk=letter.pk).state == "sent"
    return re.sub(rb"(?m)^\.", b"", house.letters[0])


def verdicts(letter: bytes) -> list[bool]:
    """What another program's verifier says of each signature, asking our name server."""

    def asked(name: bytes, timeout: int = 5) -> bytes | None:
        return next((text.encode() for text in dns.texts(name.decode())), None)

    count = letter.count(b"DKIM-Signature:")
    return [judge.DKIM(letter).verify(idx=index, dnsfunc=asked) for index in range(count)]


def test_a_letter_leaves_signed(mailbox, names, settings):
    publish(names, key())
    assert verdicts(left(mailbox, settings)) == [True]
    assert names.asked[-1] == "one._domainkey.desk.example"


def test_two_selectors_sign_side_by_side(mailbox, names, settings):
    publish(names, key(), key("two"), key("three", dkim.ED25519))
    assert verdicts(left(mailbox, settings)) == [True, True, True]


def test_a_letter_that_leaves_earlier_than_it_was_dated_is_signed_with_its_new_date(
    mailbox, names, settings
):
    publish(names, key())
    letter = left(mailbox, settings, later=True)
    assert verdicts(letter) == [True] and b"Date: Wed, 04 Mar 2026 12:05:00" in letter


def test_nothing_is_signed_for_other_domains_nor_with_a_key_that_waits(mailbox, settings):
    key(signs=False)
    signing.let_sign(
        signing.keep_key("birch.example", "one", PRIVATE[dkim.RSA], by=BY, at=noon()),
        signs=True,
        by=BY,
        at=noon(),
    )
    assert b"DKIM-Signature" not in left(mailbox, settings)


def test_a_key_that_cannot_be_unsealed_holds_up_no_letter(mailbox, settings, data):
    made = key()
    (data / "secrets-key").unlink()
    assert b"DKIM-Signature" not in left(mailbox, settings)
    assert not signing.is_whole(made)


def test_the_kept_letter_bears_no_signature(mailbox, settings):
    key()
    left(mailbox, settings)
    raw = OutgoingLetter.objects.get().raw
    assert b"DKIM-Signature" not in posting.read_blob(raw)


def test_the_private_half_is_sealed_and_forgotten_with_its_key():
    made = key()
    sealed = bytes(Secret.objects.get(name=f"dkim:{made.pk}").sealed)
    assert b"PRIVATE" not in sealed
    assert "PRIVATE" not in str(list(Event.objects.values_list("payload", flat=True)))
    signing.remove_key(made, by=BY, at=noon())
    assert not Secret.objects.exists() and not SigningKey.objects.exists()


def test_a_selector_is_taken_once_at_a_domain():
    key()
    with pytest.raises(KeyRefused, match="selector"):
        key()
    assert signing.free_selector("desk.example", "rsa", at=noon()) == "desk-rsa-202603"


@pytest.mark.parametrize("selector", ["", "a b", "a.b", "-a", "ä", "x" * 64])
def test_what_is_no_selector_is_refused(selector):
    with pytest.raises(KeyRefused):
        key(selector)


@pytest.mark.parametrize("domain", ["", "desk", "a b.example", "-.example", "x" * 260])
def test_what_is_no_domain_is_refused(domain):
    with pytest.raises(KeyRefused):
        signing.keep_key(domain, "one", PRIVATE[dkim.RSA], by=BY, at=noon())


def test_a_domain_is_kept_as_dns_knows_it():
    made = signing.keep_key("@Münster.Example.", "one", PRIVATE[dkim.RSA], by=BY, at=noon())
    assert made.domain == "xn--mnster-3ya.example"


@pytest.mark.parametrize("kind", PRIVATE)
def test_the_record_is_found_as_we_advise_it(names, kind):
    made = key(kind=kind)
    publish(names, made)
    assert signing.check(made, at=noon()).finding == "found"


def test_the_check_tells_what_is_wrong(names):
    made = key()
    record = signing.record_of(made)
    for told, finding in (
        ([], "missing"),
        (["v=DKIM1; k=rsa; p="], "other"),
        ([record.value, "v=DKIM1; k=rsa; p=AAAA"], "several"),
        ([record.value.replace("k=rsa; ", "").replace("p=", "p = ")], "found"),
    ):
        names.records[record.name] = told
        assert signing.check(made, at=noon()).finding == finding


def test_a_check_without_dns_says_so(names, settings, monkeypatch):
    monkeypatch.setattr(dns, "SECONDS", 0.2)
    made = key()
    names.fails = True
    assert signing.check(made, at=noon()).finding == "unknown"
    settings.DESKHAND_DNS = "127.0.0.1:9"
    assert signing.check(made, at=noon()).finding == "unknown" and made.finding_words


def test_domains_without_a_signature_are_named(mailbox):
    assert signing.unsigned_domains() == ["desk.example"]
    key()
    assert signing.unsigned_domains() == []
