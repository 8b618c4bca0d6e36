"""Making a link, looking at it, redeeming it.

Its token is the row's number under a signature over all that the link is good for: whoever
changes the row breaks the link, and whoever reads the row cannot make it.
"""

import hashlib
import hmac
import re
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import transaction

from deskhand.consents.events import LinkMade, LinkRedeemed, LinkRevoked
from deskhand.consents.models import Link
from deskhand.journal.actor import Actor, system
from deskhand.journal.record import record

LINKS = system("links")
# 128 bits in hexadecimal.
_MAC_LENGTH = 32
_TOKEN = re.compile(r"([0-9a-f]{32})([1-9a-f][0-9a-f]{0,15})")


class Ended(StrEnum):
    """Why a link is good for nothing (any more)."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    REVOKED = "revoked"


class LinkRefused(Exception):
    """The link is not ours, or not for this, or has ended; `why` says which."""

    def __init__(self, why: Ended) -> None:
        super().__init__(why.value)
        self.why = why


@transaction.atomic
def make(
    purpose: str, subject: str, *, expires_at: datetime, is_single_use: bool = True, at: datetime
) -> str:
    """Return the token of a link. One that may be used again and again is handed out again while
    at least half of its time is left."""
    link = None if is_single_use else _lasting(purpose, subject, at + (expires_at - at) / 2)
    if link is None:
        link = Link.objects.create(
            purpose=purpose,
            subject=subject,
            is_single_use=is_single_use,
            made_at=at,
            expires_at=expires_at,
        )
        record(LinkMade(link=link.pk, purpose=purpose), by=LINKS, at=at)
    return f"{_mac(link)}{link.pk:x}"


def standing(purpose: str, subject: str, *, at: datetime) -> str:
    """Return the token of a link that may be used again and again, if one is good now; else ""."""
    link = _lasting(purpose, subject, at)
    return f"{_mac(link)}{link.pk:x}" if link is not None else ""


def look(token: str, *, purposes: frozenset[str], at: datetime) -> Link:
    """Return what a link is good for, and change nothing; raises LinkRefused."""
    return _found(token, purposes, at=at, locks=False)


@transaction.atomic
def redeem(token: str, *, purposes: frozenset[str], at: datetime, by_program: bool = False) -> Link:
    """Use a link, in the transaction of what it is used for; raises LinkRefused."""
    link = _found(token, purposes, at=at, locks=True)
    link.used_at = at
    link.save(update_fields=["used_at"])
    event = LinkRedeemed(link=link.pk, purpose=link.purpose, by_program=by_program)
    record(event, by=LINKS, at=at)
    return link


@transaction.atomic
def revoke(purpose: str, subject: str, *, by: Actor, at: datetime) -> int:
    """End all links for a purpose and subject; returns how many were still good."""
    rows = Link.objects.select_for_update().filter(
        purpose=purpose, subject=subject, revoked_at=None, expires_at__gt=at
    )
    live = [link for link in rows if not (link.is_single_use and link.used_at)]
    for link in live:
        link.revoked_at = at
        link.save(update_fields=["revoked_at"])
        record(LinkRevoked(link=link.pk, purpose=purpose), by=by, at=at)
    return len(live)


def _lasting(purpose: str, subject: str, until: datetime) -> Link | None:
    rows = Link.objects.filter(purpose=purpose, subject=subject, is_single_use=False)
    return rows.filter(revoked_at=None, expires_at__gte=until).order_by("-pk").first()


def _found(token: str, purposes: frozenset[str], *, at: datetime, locks: bool) -> Link:
    parts = _TOKEN.fullmatch(token)
    if parts is None or (number := int(parts[2], 16)) >= 2**63:
        raise LinkRefused(Ended.UNKNOWN)
    rows = Link.objects.select_for_update() if locks else Link.objects.all()
    link = rows.filter(pk=number).first()
    if link is None or not hmac.compare_digest(_mac(link), parts[1]):
        raise LinkRefused(Ended.UNKNOWN)
    if link.purpose not in purposes:
        raise LinkRefused(Ended.UNKNOWN)
    if why := _ended(link, at=at):
        raise LinkRefused(why)
    return link


def _ended(link: Link, *, at: datetime) -> Ended | None:
    if link.revoked_at is not None:
        return Ended.REVOKED
    if link.expires_at <= at:
        return Ended.EXPIRED
    return Ended.USED if link.is_single_use and link.used_at is not None else None


def _mac(link: Link) -> str:
    key = hashlib.sha256(b"link without sign-in:" + settings.SECRET_KEY.encode()).digest()
    ends = int(link.expires_at.timestamp())
    good_for = "\n".join((str(link.pk), link.purpose, link.subject, str(ends)))
    return hmac.new(key, good_for.encode(), hashlib.sha256).hexdigest()[:_MAC_LENGTH]
