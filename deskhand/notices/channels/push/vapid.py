"""The key by which push services know this desk (VAPID, RFC 8292): made once, kept sealed."""

import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from deskhand.journal.actor import system
from deskhand.mail.mailboxes import NoMailbox, default_mailbox
from deskhand.notices.channels.push.encryption import CURVE, packed, point
from deskhand.provider import secrets
from deskhand.provider.firm import locked

NAME = "notices:vapid"
LASTS = timedelta(hours=12)
Key = ec.EllipticCurvePrivateKey


def public_key(*, at: datetime) -> str:
    """Return what a browser is told when it subscribes; makes the key the first time."""
    return packed(point((_known() or _made(at=at)).public_key()))


def authorization(endpoint: str, *, at: datetime) -> str:
    """Return the header that proves to a push service who sends."""
    key = _known() or _made(at=at)
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + LASTS).timestamp()),
        "sub": _contact(),
    }
    return f"vapid t={_signed(key, claims)}, k={packed(point(key.public_key()))}"


def _signed(key: Key, claims: dict[str, object]) -> str:
    """A JSON Web Token signed by ES256 (RFC 7515)."""
    parts = ({"typ": "JWT", "alg": "ES256"}, claims)
    text = ".".join(packed(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(SHA256())))
    return f"{text}.{packed(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _contact() -> str:
    """Whom a push service may write to when we misbehave."""
    try:
        return f"mailto:{default_mailbox().email}"
    except NoMailbox:
        url: str = settings.DESKHAND_URL
        return url if url.startswith("https://") else "mailto:nobody@localhost"


def _known() -> Key | None:
    pem = secrets.fetch(NAME)
    if pem is None:
        return None
    key = load_pem_private_key(pem.encode(), password=None)
    return key if isinstance(key, ec.EllipticCurvePrivateKey) else None


def _made(*, at: datetime) -> Key:
    """Make the key; of two who ask at once, the second finds what the first made."""
    with locked():
        if (known := _known()) is not None:
            return known
        key = ec.generate_private_key(CURVE)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        secrets.store(NAME, pem, by=system("notices"), at=at)
        return key
