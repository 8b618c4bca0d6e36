"""Keys for programs: shown once when made, kept as a hash, scoped, expiring, revocable."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.provider.events import SettingChanged
from deskhand.provider.models import Token

PREFIX = "dh_"
# "Last used" is for people; writing it at each use would make a hot row.
USE_NOTED_EVERY = timedelta(minutes=1)


def tokens() -> QuerySet[Token]:
    """All keys, revoked ones included, newest first."""
    return Token.objects.order_by("-created_at", "-pk")


@transaction.atomic
def make_token(
    name: str, *, scope: str, expires_at: datetime | None = None, by: Actor, at: datetime
) -> tuple[Token, str]:
    """Make a key; the text returned beside it cannot be had again.

    Raises ValueError for an unknown scope, an empty name or an expiry that is not to come.
    """
    if scope not in Token.Scope.values or not name.strip():
        raise ValueError("A token needs a name and a known scope")
    if expires_at is not None and expires_at <= at:
        raise ValueError("A token must expire later than now")
    plain = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        name=name.strip()[:120],
        scope=scope,
        digest=_digest(plain),
        hint=plain[-4:],
        created_at=at,
        expires_at=expires_at,
    )
    record(SettingChanged(what="token", setting=token.pk, act="made"), by=by, at=at)
    return token, plain


def token_for(plain: str, *, scope: str, at: datetime) -> Token | None:
    """Return the key that this text is, if it may do this and lives; notes its use."""
    digest = _digest(plain)
    token = Token.objects.filter(digest=digest).first()
    if token is None or not hmac.compare_digest(token.digest, digest):
        return None
    has_expired = token.expires_at is not None and token.expires_at <= at
    if token.scope != scope or token.revoked_at is not None or has_expired:
        return None
    if token.used_at is None or at - token.used_at >= USE_NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=at)
    return token


@transaction.atomic
def revoke(token: Token, *, by: Actor, at: datetime) -> None:
    """End a key for good; harmless on a revoked one."""
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        token.revoked_at = at
        record(SettingChanged(what="token", setting=token.pk, act="removed"), by=by, at=at)


def _digest(plain: str) -> str:
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
