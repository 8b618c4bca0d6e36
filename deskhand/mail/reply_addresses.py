"""Reply addresses: `help+TOKEN@desk.example` leads an answer back to where it belongs.

The token carries the thread's key and an HMAC over it, so nobody can make one. Mail servers
may change the case of a local part: letters and digits of base 32 survive that.
"""

import base64
import binascii
import hashlib
import hmac
import re

from django.conf import settings

# 80 bits of HMAC, on top of a key that is itself unguessable.
_MAC_LENGTH = 16
_TOKEN = re.compile(r"([ht])([a-z2-7]{2,400})")


def make(mailbox_email: str, thread_key: str) -> str:
    """Return the address of a mailbox that carries a thread's key."""
    local, _at, domain = mailbox_email.rpartition("@")
    form, payload = _packed(thread_key)
    return f"{local}+{form}{payload}{_mac(form, payload)}@{domain}"


def split(address: str) -> str | None:
    """Return the key in a reply address; None when there is none or it was not made here."""
    local = address.strip().rpartition("@")[0]
    found = _TOKEN.fullmatch(local.rpartition("+")[2].lower()) if "+" in local else None
    if found is None:
        return None
    form, rest = found.groups()
    payload, mac = rest[:-_MAC_LENGTH], rest[-_MAC_LENGTH:]
    if not hmac.compare_digest(mac, _mac(form, payload)):
        return None
    return _unpacked(form, payload)


def _packed(key: str) -> tuple[str, str]:
    """Hex keys are packed, since a local part should stay within 64 characters."""
    if re.fullmatch(r"([0-9a-f]{2})+", key):
        return "h", _base32(bytes.fromhex(key))
    return "t", _base32(key.encode())


def _unpacked(form: str, payload: str) -> str | None:
    padding = "=" * (-len(payload) % 8)
    try:
        content = base64.b32decode(payload.upper() + padding)
        return content.hex() if form == "h" else content.decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def _mac(form: str, payload: str) -> str:
    key = hashlib.sha256(b"reply address:" + settings.SECRET_KEY.encode()).digest()
    digest = hmac.new(key, f"{form}{payload}".encode(), hashlib.sha256).digest()
    return _base32(digest)[:_MAC_LENGTH]


def _base32(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=").lower()
