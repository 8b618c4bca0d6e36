"""How a call is signed, as the receivers of Standard Webhooks know it.

The signature covers id, time and body, so that none of them can be exchanged; the receiver refuses
what is older than some minutes.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

PREFIX = "whsec_"


def new_secret() -> str:
    """Return a fresh secret, as it is shown to the administrator once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(secret: str, key: str, body: bytes, *, at: datetime) -> dict[str, str]:
    """Return the headers of a call made at an instant."""
    stamp = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{signature(secret, key, stamp, body)}",
    }


def signature(secret: str, key: str, stamp: str, body: bytes) -> str:
    """Return the signature of a call in base64."""
    bare = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((key.encode(), stamp.encode(), body))
    return base64.b64encode(hmac.new(bare, signed, hashlib.sha256).digest()).decode()
