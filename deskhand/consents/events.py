"""What happened to links, as the journal keeps it. What their use led to stands in the rooms."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LinkMade:
    """Somebody may do one thing without signing in."""

    name: ClassVar[str] = "link_made"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "link"

    link: int
    purpose: str
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class LinkRedeemed:
    """Whoever had the link did it; `by_program` when a mail program did it for him."""

    name: ClassVar[str] = "link_redeemed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "link"

    link: int
    purpose: str
    by_program: bool = False
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class LinkRevoked:
    """A link ended before its time."""

    name: ClassVar[str] = "link_revoked"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "link"

    link: int
    purpose: str
    is_public: bool = False
