"""The keys by which the firm signs its letters, for each sender domain, and their DNS records.

A new key waits until its record stands in DNS; two sign side by side while one takes over from
the other. A letter is signed as it leaves, since its date may change until then.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deskhand.jobs.memory import remembered
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.mail import dkim, dns
from deskhand.mail.dkim import KeyRefused, Private, Signer
from deskhand.mail.mailboxes import our_addresses
from deskhand.mail.models import SigningKey
from deskhand.provider import secrets
from deskhand.provider.events import SettingChanged

_SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_DOMAIN = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_FROM = re.compile(rb"(?im)^From:((?:.*)(?:\r?\n[ \t].*)*)")
Finding = SigningKey.Finding


@dataclass(frozen=True, slots=True)
class Record:
    """What is to stand in DNS."""

    name: str
    value: str
    kind: str = "TXT"

    @property
    def zone_line(self) -> str:
        """As a zone file wants it: in pieces of 255 bytes at most."""
        parts = (self.value[start : start + 255] for start in range(0, len(self.value), 255))
        pieces = " ".join(f'"{part}"' for part in parts)
        return f"{self.name}. IN {self.kind} ( {pieces} )"


def signing_keys() -> QuerySet[SigningKey]:
    """All keys, by domain, the newest first."""
    return SigningKey.objects.order_by("domain", "-pk")


def sender_domains() -> set[str]:
    """The domains of our mailboxes."""
    return {address.rpartition("@")[2] for address in our_addresses()}


def unsigned_domains() -> list[str]:
    """The domains of our mailboxes in whose name nothing is signed."""
    signing = SigningKey.objects.filter(signs=True).values_list("domain", flat=True)
    return sorted(sender_domains() - set(signing))


def read_domain(text: str) -> str:
    """Return a domain as DNS knows it; raises KeyRefused for what is none."""
    try:
        name = text.strip().lower().lstrip("@").rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if not _DOMAIN.fullmatch(name):
        raise KeyRefused(_("This is not a mail domain."))
    return name


def free_selector(domain: str, kind: str, *, at: datetime) -> str:
    """Propose a selector that says what and when, and is not taken at the domain."""
    base = f"desk-{kind}-{at:%Y%m}"
    taken = set(SigningKey.objects.filter(domain=domain).values_list("selector", flat=True))
    proposed = (f"{base}-{number}" if number else base for number in range(len(taken) + 1))
    return next(selector for selector in proposed if selector not in taken)


@transaction.atomic
def keep_key(
    domain: str, selector: str, private: Private, *, by: Actor, at: datetime
) -> SigningKey:
    """Keep a key, its private half sealed. It does not sign yet.

    Raises KeyRefused for a domain or selector that is none, or a selector that is taken there.
    """
    domain, selector = read_domain(domain), selector.strip().lower()
    if not _SELECTOR.fullmatch(selector):
        raise KeyRefused(_("A selector is one word of letters, digits and hyphens."))
    if SigningKey.objects.filter(domain=domain, selector=selector).exists():
        raise KeyRefused(_("This domain has a key of that selector: choose another one."))
    key = SigningKey.objects.create(
        domain=domain,
        selector=selector,
        kind=dkim.kind_of(private),
        public=dkim.public_of(private),
        made_at=at,
    )
    secrets.store(_secret_name(key), dkim.written(private), by=by, at=at)
    _record(key, "made", by=by, at=at)
    return key


@transaction.atomic
def let_sign(key: SigningKey, *, signs: bool, by: Actor, at: datetime) -> None:
    """Begin or end to sign with a key; harmless when done twice."""
    if SigningKey.objects.filter(pk=key.pk).exclude(signs=signs).update(signs=signs):
        key.signs = signs
        _record(key, "changed", by=by, at=at, fields="signs")


@transaction.atomic
def remove_key(key: SigningKey, *, by: Actor, at: datetime) -> None:
    """Forget a key for good, its private half too."""
    secrets.forget(_secret_name(key), by=by, at=at)
    _record(key, "removed", by=by, at=at)
    key.delete()


def record_of(key: SigningKey) -> Record:
    """Return the record by which others check what a key signed."""
    name = f"{key.selector}._domainkey.{key.domain}"
    return Record(name, f"v=DKIM1; k={key.kind}; p={key.public}")


def check(key: SigningKey, *, at: datetime) -> SigningKey:
    """Look the record up in DNS and note what was found; never raises for what a network does.

    Must not run in a transaction, since it waits for others.
    """
    key.finding, key.finding_words = _found(key)
    key.checked_at = at
    key.save(update_fields=["finding", "finding_words", "checked_at"])
    return key


def is_whole(key: SigningKey) -> bool:
    """Whether the private half can be read: a restored database may lack what sealed it."""
    return secrets.fetch(_secret_name(key)) is not None


def signed(raw: bytes, *, at: datetime) -> bytes:
    """Sign a letter with each key that signs for its sender's domain; without one, as it is."""
    signers = _signers(_sender_domain(raw))
    return dkim.signed(raw, signers, at=at) if signers else raw


@remembered
def _signers(domain: str) -> list[Signer]:
    keys = SigningKey.objects.filter(domain=domain, signs=True).order_by("pk") if domain else ()
    sealed = [(key, secrets.fetch(_secret_name(key))) for key in keys]
    return [
        Signer(key.domain, key.selector, dkim.read_key(text, is_known=True))
        for key, text in sealed
        if text
    ]


def _sender_domain(raw: bytes) -> str:
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    found = _FROM.search(head)
    line = found[1].decode("ascii", "replace") if found else ""
    address = parseaddr(" ".join(line.split()))[1]
    return address.rpartition("@")[2].lower()


def _found(key: SigningKey) -> tuple[str, str]:
    record = record_of(key)
    try:
        found = dns.texts(record.name)
    except dns.NoAnswer as error:
        return Finding.UNKNOWN, str(error)
    if not found:
        return Finding.MISSING, ""
    told = [_tags(text) for text in found]
    wanted = _tags(record.value)
    if any(tags.get("p") == wanted["p"] and tags.get("k", "rsa") == wanted["k"] for tags in told):
        return (Finding.FOUND, "") if len(found) == 1 else (Finding.SEVERAL, "")
    return Finding.OTHER, found[0][:300]


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip(): "".join(value.split()) for name, _sign, value in pairs}


def _secret_name(key: SigningKey) -> str:
    return f"dkim:{key.pk}"


def _record(key: SigningKey, act: str, *, by: Actor, at: datetime, fields: str = "") -> None:
    event = SettingChanged(what="signing_key", setting=key.pk, act=act, fields=fields)
    record(event, by=by, at=at)
