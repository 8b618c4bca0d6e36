"""Composing a letter as RFC 5322 wants it.

The headers are written here rather than by the standard library, which folds a long Message-ID
in References into encoded words that no mail program understands. Nothing that is put into a
header can end it: every value is made one line first.
"""

import re
import secrets
from binascii import b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime, formataddr

import css_inline

MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,990}>")
_ADDRESS = re.compile(
    r"[!#-'*+\-/-9=?A-Z^-~.]{1,128}@[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,251}[A-Za-z0-9])?"
)
_CONTENT_TYPE = re.compile(
    r"(application|audio|font|image|model|text|video)/[\w.+\-]{1,80}", re.ASCII
)
# Rules for narrow screens and dark ones cannot stand in line: they stay in the head.
_INLINER = css_inline.CSSInliner(
    load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True
)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file in a letter; with a Content-ID it is a picture that the HTML shows."""

    filename: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Calendar text (RFC 5545) that calendar programs act upon by its method (RFC 6047)."""

    method: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in a letter. Addresses and ids are bare; `extra` are further headers."""

    sender: tuple[str, str]
    to: Sequence[str]
    subject: str
    text: str
    message_id: str
    written_at: datetime
    html: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    references: Sequence[str] = ()
    enclosures: Sequence[Enclosure] = ()
    invitation: Invitation | None = None
    extra: dict[str, str] = field(default_factory=dict)


def compose(sheet: Sheet) -> bytes:
    """Return the letter, ready to post; raises ValueError for an address that is none."""
    lines = [
        f"From: {formataddr((one_line(sheet.sender[0]), bare(sheet.sender[1])), 'utf-8')}",
        _listed("To", [bare(address) for address in sheet.to], ","),
        f"Subject: {_encoded(one_line(sheet.subject))}",
        f"Date: {format_datetime(sheet.written_at)}",
        f"Message-ID: <{sheet.message_id}>",
    ]
    if sheet.reply_to:
        lines.append(f"Reply-To: {bare(sheet.reply_to)}")
    if answered := message_ids([sheet.in_reply_to]):
        lines.append(_listed("In-Reply-To", answered))
    if references := message_ids(sheet.references):
        lines.append(_listed("References", references))
    lines += [f"{name}: {_encoded(one_line(value))}" for name, value in sheet.extra.items()]
    return "\r\n".join(lines).encode("ascii") + b"\r\n" + _body(sheet)


def dated(raw: bytes, at: datetime) -> bytes:
    """Return a letter of ours with another date."""
    head, blank, body = raw.partition(b"\r\n\r\n")
    line = f"Date: {format_datetime(at)}".encode()
    return re.sub(rb"(?m)^Date: [^\r\n]*", line, head, count=1) + blank + body


def inlined(html: str) -> str:
    """Return HTML with its styles in line, as mail programs want it."""
    return _INLINER.inline(html)


def one_line(text: str) -> str:
    """Return text without anything that could end or disguise a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def bare(address: str) -> str:
    """Return an address as it goes on the wire; raises ValueError for what is none."""
    local, _at, domain = address.strip().rpartition("@")
    try:
        wire = f"{local}@{domain.encode('idna').decode()}" if not domain.isascii() else address
    except UnicodeError as error:
        raise ValueError(f"{one_line(address)!r} is not an address") from error
    if not _ADDRESS.fullmatch(wire.strip()):
        raise ValueError(f"{one_line(address)!r} is not an address")
    return wire.strip()


def can_be_written_to(address: str) -> bool:
    """Whether a letter can go to an address: a From may bear what no mail server takes."""
    try:
        bare(address)
    except ValueError:
        return False
    return True


def message_ids(texts: Sequence[str]) -> list[str]:
    """Return the well-formed Message-IDs among texts, each once, in angle brackets."""
    found = [f"<{text.strip().strip('<>')}>" for text in texts]
    return list(dict.fromkeys(text for text in found if MESSAGE_ID.fullmatch(text)))


def _listed(name: str, words: Sequence[str], separator: str = "") -> str:
    return f"{name}: " + f"{separator}\r\n ".join(words)


def _encoded(text: str) -> str:
    if text.isascii() and len(text) < 900 and "=?" not in text:
        return text
    return Header(text, "utf-8", maxlinelen=70).encode(linesep="\r\n")


def _body(sheet: Sheet) -> bytes:
    """Return headers and content of what the letter holds, by RFC 2045 to 2047.

    Texts are put together here, which takes a tenth of the time that the standard library
    needs for it; files, which are few, are left to it.
    """
    inside = _text("plain", sheet.text)
    pictures = [file for file in sheet.enclosures if file.content_id and sheet.html]
    others = [_invited(sheet.invitation)] if sheet.invitation else []
    if sheet.html:
        page = _text("html", inlined(sheet.html))
        if pictures:
            page = _multipart("related", [page, *(_enclosed(f, "inline") for f in pictures)])
        others.insert(0, page)
    if others:
        inside = _multipart("alternative", [inside, *others])
    files = [_enclosed(f, "attachment") for f in sheet.enclosures if f not in pictures]
    if files:
        inside = _multipart("mixed", [inside, *files])
    return b"MIME-Version: 1.0\r\n" + inside


def _invited(invitation: Invitation) -> bytes:
    method = "".join(c for c in invitation.method if c.isalpha())
    return _text("calendar", invitation.text, f"; method={method}")


def _text(subtype: str, text: str, parameters: str = "") -> bytes:
    lines = b2a_qp(_unix(text).rstrip("\n").encode("utf-8", "replace") + b"\n", istext=True)
    head = f'Content-Type: text/{subtype}; charset="utf-8"{parameters}\r\n'.encode()
    encoding = b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head + encoding + lines.replace(b"\n", b"\r\n")


def _multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    boundary = f"=_{secrets.token_hex(12)}".encode()
    head = b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (subtype.encode(), boundary)
    inside = b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
    return head + inside + b"--%s--\r\n" % boundary


def _enclosed(file: Enclosure, disposition: str) -> bytes:
    given = file.content_type.lower().strip()
    # A letter within a letter must not be encoded (RFC 2046 5.2.1): it goes as plain bytes.
    kind = given if _CONTENT_TYPE.fullmatch(given) else "application/octet-stream"
    main, _slash, sub = kind.partition("/")
    content_id = one_line(file.content_id).strip("<> ")
    part = MIMEPart(policy=SMTP)
    part.set_content(
        file.content,
        maintype=main,
        subtype=sub,
        disposition=disposition,
        filename=one_line(file.filename)[:200] or "file",
        cid=f"<{content_id}>" if content_id and content_id.isascii() else None,
    )
    return part.as_bytes()


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
