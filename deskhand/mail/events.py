"""What happened to letters, as the journal keeps it.

`thread` is the letter's opaque mark of what it belongs to, such as `ticket:4711`.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LetterArrived:
    """A letter was kept and can be read; its followers take it in."""

    name: ClassVar[str] = "letter_arrived"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "letter"

    letter: int
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class LetterQuarantined:
    """A letter could not be read, or somebody set it aside: an agent must look."""

    name: ClassVar[str] = "letter_quarantined"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "letter"

    letter: int
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class LetterSent:
    """The mail server took a letter for at least one of its recipients."""

    name: ClassVar[str] = "letter_sent"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "outgoing"

    outgoing: int
    thread: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class LetterFailed:
    """A letter was given up for at least one of its recipients: an agent must look."""

    name: ClassVar[str] = "letter_failed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "outgoing"

    outgoing: int
    thread: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class LetterParked:
    """An automatic letter was held back, since it might begin or feed a loop."""

    name: ClassVar[str] = "letter_parked"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "outgoing"

    outgoing: int
    thread: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class LetterBounced:
    """A letter of ours came back; `letter` is the notice that says so."""

    name: ClassVar[str] = "letter_bounced"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "outgoing"

    outgoing: int
    letter: int
    thread: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class NoticesChosen:
    """A correspondent said whether he wants notices that he did not ask for."""

    name: ClassVar[str] = "notices_chosen"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "correspondent"

    correspondent: int
    wanted: bool
    is_public: bool = False
