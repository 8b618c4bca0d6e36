"""Encrypting a push for one browser, RFC 8291 over RFC 8188: only that browser can read it."""

import base64
import binascii
import os
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
RECORD = 4096
# What push services take at least, less the header, the tag and the delimiter.
LONGEST = RECORD - 86 - 16 - 1


class KeyRefused(ValueError):
    """This is no key of a browser."""


def encrypt(
    plain: bytes,
    *,
    public_key: str,
    auth: str,
    salt: bytes | None = None,
    own: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """Return the body of a push; raises KeyRefused. `salt` and `own` are made anew each time,
    save in tests."""
    browser, secret = read_keys(public_key, auth)
    if len(plain) > LONGEST:
        raise ValueError("A push holds no more than one record")
    salt, own = salt or os.urandom(16), own or ec.generate_private_key(CURVE)
    ours, theirs = point(own.public_key()), point(browser)
    shared = own.exchange(ec.ECDH(), browser)
    material = _derived(secret, shared, b"WebPush: info\0" + theirs + ours, 32)
    key = _derived(salt, material, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, material, b"Content-Encoding: nonce\0", 12)
    header = salt + struct.pack("!IB", RECORD, len(ours)) + ours
    # The delimiter of the last record, RFC 8188 2.
    return header + AESGCM(key).encrypt(nonce, plain + b"\x02", None)


def read_keys(public_key: str, auth: str) -> tuple[ec.EllipticCurvePublicKey, bytes]:
    """Read the keys that a browser gave; raises KeyRefused."""
    secret = unpacked(auth)
    if len(secret) != 16:
        raise KeyRefused("The secret of the browser has another length")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unpacked(public_key)), secret
    except ValueError as error:
        raise KeyRefused("The key of the browser is none") from error


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def packed(raw: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """What `packed` gave; raises KeyRefused."""
    try:
        padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
        return base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise KeyRefused("This is no base64") from error


def _derived(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)
