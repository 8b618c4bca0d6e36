"""DKIM: a domain signs what a letter says, so that others can tell that it is hers (RFC 6376).

Headers that must not be changed or added on the way are signed once more than they stand there:
whoever adds another From breaks the signature. No Django here.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

RSA, ED25519 = "rsa", "ed25519"
# RFC 8301: at least 2048 bits are advised, and longer ones than 4096 are read by few.
RSA_BITS, MOST_BITS = 2048, 4096
# Signed whether they are there or not: nobody may add one that our reader would believe.
GUARDED = (
    *("From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "In-Reply-To"),
    *("References", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
)
# Signed where they are there. A mailing list may add its own where ours bears none, and RFC 8058
# has readers believe only what was signed.
OFFERED = ("List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*(?:\r\n[ \t].*)*)(?:\r\n|\Z)")

Private = RSAPrivateKey | Ed25519PrivateKey
# Standard PEM or, of Ed25519, the bare 32 bytes in base64 as other signers keep them.
_SEED = re.compile(r"[A-Za-z0-9+/]{43}=?")


class KeyRefused(ValueError):
    """This is no private key that can sign; the text says why in one line."""


@dataclass(frozen=True, slots=True)
class Signer:
    """In whose name, and with which key."""

    domain: str
    selector: str
    private: Private = field(repr=False)

    @property
    def kind(self) -> str:
        return kind_of(self.private)


def new_key(kind: str) -> Private:
    """Make a key of a kind: RSA or ED25519."""
    if kind == ED25519:
        return Ed25519PrivateKey.generate()
    return generate_private_key(public_exponent=65537, key_size=RSA_BITS)


def read_key(text: str, *, is_known: bool = False) -> Private:
    """Read a private key that somebody pasted; raises KeyRefused. A known one is not proved
    again, which takes a while."""
    try:
        key = _read(text.strip(), is_known)
    except (TypeError, ValueError, UnsupportedAlgorithm, binascii.Error) as error:
        words = "This is no private key in PEM without a password"
        raise KeyRefused(words) from error
    if isinstance(key, RSAPrivateKey) and not RSA_BITS <= key.key_size <= MOST_BITS:
        raise KeyRefused(f"The key has {key.key_size} bits; it must have {RSA_BITS} to {MOST_BITS}")
    return key


def written(private: Private) -> str:
    """Return a private key as PEM."""
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def kind_of(private: Private) -> str:
    return RSA if isinstance(private, RSAPrivateKey) else ED25519


def public_of(private: Private) -> str:
    """Return the public half as the record bears it (RFC 6376 3.6.1, RFC 8463 4)."""
    public = private.public_key()
    if isinstance(private, RSAPrivateKey):
        encoding, shape = (
            serialization.Encoding.DER,
            serialization.PublicFormat.SubjectPublicKeyInfo,
        )
    else:
        encoding, shape = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return base64.b64encode(public.public_bytes(encoding, shape)).decode()


def signed(raw: bytes, signers: Iterable[Signer], *, at: datetime) -> bytes:
    """Return the letter with a signature by each signer on top, its line ends as they travel."""
    letter = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    letter += b"" if letter.endswith(b"\r\n") else b"\r\n"
    fields, body = fields_of(letter), letter.partition(b"\r\n\r\n")[2]
    body_hash = base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest()).decode()
    marks = [_signature(fields, body_hash, signer, at=at) for signer in signers]
    return b"".join(mark + b"\r\n" for mark in marks) + letter


def fields_of(letter: bytes) -> list[tuple[str, bytes]]:
    """Return the header fields as they stand there, each with its name and the rest behind the
    colon; line ends must be CRLF."""
    head = letter.partition(b"\r\n\r\n")[0]
    return [(name.decode("ascii"), value) for name, value in _FIELD.findall(head)]


def _read(text: str, is_known: bool) -> Private:
    if _SEED.fullmatch(text):
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text.rstrip("=") + "="))
    key = serialization.load_pem_private_key(
        text.encode("ascii"), None, unsafe_skip_rsa_key_validation=is_known
    )
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise ValueError("neither RSA nor Ed25519")
    return key


def _signature(
    fields: Sequence[tuple[str, bytes]], body_hash: str, signer: Signer, *, at: datetime
) -> bytes:
    names = _names(fields)
    lines = (":".join(names[start : start + 6]) for start in range(0, len(names), 6))
    listed = ":\r\n  ".join(lines)
    unsigned = (
        f"DKIM-Signature: v=1; a={signer.kind}-sha256; c=relaxed/relaxed;\r\n"
        f" d={signer.domain}; s={signer.selector}; t={int(at.timestamp())};\r\n"
        f" h={listed};\r\n bh={body_hash};\r\n b="
    ).encode("ascii")
    name, _colon, value = unsigned.partition(b":")
    said = [*_chosen(fields, names), _relaxed_field(name.decode(), value)]
    mark = base64.b64encode(_seal(signer.private, b"\r\n".join(said))).decode()
    pieces = (mark[start : start + 72] for start in range(0, len(mark), 72))
    return unsigned + "\r\n  ".join(pieces).encode("ascii")


def _names(fields: Sequence[tuple[str, bytes]]) -> list[str]:
    present = [name.lower() for name, _value in fields]
    guarded = [name for name in GUARDED for _each in range(present.count(name.lower()) + 1)]
    offered = [name for name in OFFERED if name.lower() in present]
    return guarded + [name for name in offered for _each in range(present.count(name.lower()) + 1)]


def _chosen(fields: Sequence[tuple[str, bytes]], names: Sequence[str]) -> list[bytes]:
    """The fields that were named, from the bottom up; one named that is not there is nothing
    (RFC 6376 5.4.2)."""
    left = {name.lower(): [f for f in fields if f[0].lower() == name.lower()] for name in names}
    found = (left[name.lower()].pop() for name in names if left[name.lower()])
    return [_relaxed_field(name, value) for name, value in found]


def _relaxed_field(name: str, value: bytes) -> bytes:
    """RFC 6376 3.4.2."""
    one_line = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip(b" ")
    return name.strip().lower().encode("ascii") + b":" + one_line


def _relaxed_body(body: bytes) -> bytes:
    """RFC 6376 3.4.4."""
    lines = re.sub(rb"[ \t]+(?=\r\n|\Z)", b"", body)
    lines = re.sub(rb"[ \t]+", b" ", lines)
    lines = re.sub(rb"(?:\r\n)+\Z", b"", lines)
    return lines + b"\r\n" if lines else b""


def _seal(private: Private, said: bytes) -> bytes:
    if isinstance(private, RSAPrivateKey):
        return private.sign(said, padding.PKCS1v15(), hashes.SHA256())
    return private.sign(hashlib.sha256(said).digest())
