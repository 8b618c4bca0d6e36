"""What a letter is once it has been read: plain values, nothing of MIME left to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from deskhand.rules.letter.cleaning import clean


class LetterRefused(Exception):
    """The letter is beyond a limit, or nothing in it can be read; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """What one letter may cost. Beyond it the letter is refused, and intake goes on."""

    size: int = 64 * 1024 * 1024  # bytes
    parts: int = 1000
    depth: int = 50
    header_size: int = 1024 * 1024  # bytes, of any one part
    headers: int = 5000
    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Address:
    """One correspondent. `email` is "" when only a name stood there."""

    email: str
    name: str = ""
    field: str = ""  # the header it stood in: from, to, cc, reply-to

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the letter. `content_id` is bare (no angle brackets), "" when there is none."""

    filename: str
    content_type: str
    content: bytes = field(repr=False)
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Bounced:
    """What a bounce says: who was refused for good, who only for now, and which letter it was."""

    addresses: tuple[str, ...] = ()
    delayed: tuple[str, ...] = ()
    message_id: str = ""  # of our letter that came back; "" when the bounce does not say
    reason: str = ""  # the remote server's words, else the subject

    def __bool__(self) -> bool:
        return bool(self.addresses or self.delayed or self.message_id or self.reason)


@dataclass(frozen=True)
class Letter:
    """A letter, read. Ids are bare (without angle brackets); all text is Unicode."""

    sender: Address
    recipients: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    reply_text: str
    quoted: str
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    date: datetime | None
    headers: tuple[tuple[str, str], ...]
    subject_token: int | None
    is_auto_reply: bool
    seems_automatic: bool
    is_bounce: bool
    is_list: bool
    auto_submitted: str
    bounced: Bounced
    authentication_results: tuple[str, ...]
    faults: tuple[str, ...] = ()
    resources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    @property
    def referenced_ids(self) -> tuple[str, ...]:
        return self.references

    @cached_property
    def cleaned_html(self) -> str:
        """The HTML made inert: no scripts, no handlers, no remote loads; `cid:` pictures stay."""
        return clean(self.html, resources=self.resources)

    def header(self, name: str) -> str:
        """Return the first value of the header, "" when it is missing."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")
