"""What happened to pages."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PageSent:
    """A level of a ladder was paged: `count` agents, nobody for a level where nobody is there."""

    name: ClassVar[str] = "page_sent"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    page: int
    level: int
    round: int
    count: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class PageEnded:
    """Somebody has it, or nobody answered, or it is no longer needed; `how` says which, `way` by
    what he said so."""

    name: ClassVar[str] = "page_ended"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    page: int
    how: str
    way: str
    agent: int | None
    organization: int | None
    team: int | None
    is_public: bool = False
