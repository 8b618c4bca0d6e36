"""A safe name for each file of a letter, also for those that came without one."""

import mimetypes
import re
import unicodedata

from deskhand.rules.letter.headers import decode_words, decoded
from deskhand.rules.letter.mime import Part, read_head
from deskhand.rules.letter.model import Limits

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+')
_DEFAULTS = {
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pgp-signature": "signature.asc",
    "application/pgp-encrypted": "pgp-version.txt",
    "application/pgp-keys": "public-key.asc",
    "application/ms-tnef": "winmail.dat",
    "application/vnd.ms-tnef": "winmail.dat",
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
    "message/feedback-report": "feedback-report.txt",
    "text/calendar": "invitation.ics",
    "text/rfc822-headers": "headers.txt",
    "text/vcard": "contact.vcf",
    "text/x-vcard": "contact.vcf",
    "text/html": "page.html",
    "text/plain": "text.txt",
    "image/jpeg": "picture.jpg",
    "image/png": "picture.png",
    "image/gif": "picture.gif",
}
_LONGEST = 180


def filename_of(part: Part, number: int) -> str:
    """Return the part's own name, made safe; else one by its type. Never empty."""
    given = part.disposition[1].get("filename") or part.parameters.get("name") or ""
    if not given:
        place = decode_words(part.text_of("content-location"))
        given = place.rpartition("/")[2].partition("?")[0] if "." in place[-6:] else ""
    return safe_name(given) or _by_type(part, number)


def type_of(filename: str) -> str:
    """Guess the type by the ending of the name."""
    return mimetypes.guess_type(filename, strict=False)[0] or "application/octet-stream"


def safe_name(name: str) -> str:
    """Return the last step of a path without what a file system or a reader could misread."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = re.sub(r"\s+", " ", _UNSAFE.sub("", name)).strip(". ")
    if len(name) > _LONGEST:
        stem, dot, suffix = name.rpartition(".")
        name = f"{stem[: _LONGEST - 20]}.{suffix}" if dot and len(suffix) < 16 else name[:_LONGEST]
    return name


def _by_type(part: Part, number: int) -> str:
    if part.content_type in {"message/rfc822", "message/global"}:
        inner = read_head(part.content()[:65536], limits=Limits())
        subject = safe_name(decoded(inner.field_of("subject") or b"").replace("/", "-"))
        return f"{subject[:100] or f'message-{number}'}.eml"
    if part.content_type in _DEFAULTS:
        return _DEFAULTS[part.content_type]
    suffix = mimetypes.guess_extension(part.content_type, strict=False) or ".bin"
    return f"file-{number}{suffix}"
