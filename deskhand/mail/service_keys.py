"""Keys of Google service accounts: with one, the application itself opens mailboxes of a domain
that has let it (RFC 7523)."""

import base64
import json
from datetime import datetime
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

MAIL = "https://mail.google.com/"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LASTS_SECONDS = 3600


class ServiceKeyRefused(ValueError):
    """This is no key of a service account; the text says so in one line."""


def is_service_key(text: str | None) -> bool:
    """Whether a secret is a key file, and no mere word."""
    return bool(text) and str(text).lstrip().startswith("{")


def assertion(text: str, *, user: str, audience: str, at: datetime) -> str:
    """Return the words with which a service account asks for a token for a mailbox; raises
    ServiceKeyRefused."""
    try:
        key: Any = json.loads(text)
        private = load_pem_private_key(str(key["private_key"]).encode(), None)
        issuer, number = str(key["client_email"]), str(key.get("private_key_id", ""))
    except (ValueError, KeyError, TypeError, UnsupportedAlgorithm) as error:
        raise ServiceKeyRefused("This is no key file of a service account") from error
    if not isinstance(private, RSAPrivateKey):
        raise ServiceKeyRefused("The key of a service account must be RSA")
    began = int(at.timestamp())
    claims = {
        "iss": issuer,
        "sub": user,
        "scope": MAIL,
        "aud": audience,
        "iat": began,
        "exp": began + LASTS_SECONDS,
    }
    said = f"{_packed({'alg': 'RS256', 'typ': 'JWT', 'kid': number})}.{_packed(claims)}"
    mark = private.sign(said.encode("ascii"), padding.PKCS1v15(), hashes.SHA256())
    return f"{said}.{_base64(mark)}"


def _packed(facts: dict[str, Any]) -> str:
    return _base64(json.dumps(facts, separators=(",", ":")).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
