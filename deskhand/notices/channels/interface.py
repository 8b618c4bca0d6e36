"""What a channel is asked, and what it answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from deskhand.notices.models import Notice, Preference
from deskhand.notices.subjects import Line
from deskhand.people.models import Person

LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with its words, in the language and the zone of whom it is told."""

    notice: Notice
    line: Line
    quotes: bool = True

    @property
    def title(self) -> str:
        """What the subject is called outside of the desk."""
        return self.line.name if self.line.is_private else self.line.title

    @property
    def said(self) -> str:
        """What somebody wrote, as far as it leaves the desk: one line, cut."""
        if self.line.is_private or not self.quotes:
            return ""
        text = " ".join(self.line.said.split())
        return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: `why` says what failed, or why it was not needed.

    With `again` it is tried later; `again_at` says when, where the other side does.
    """

    is_sent: bool = False
    is_needless: bool = False
    again: bool = False
    why: str = ""


SENT = Outcome(is_sent=True)


class Way(Protocol):
    """One way out. `writes_here` when it only writes rows: then it is asked in the transaction
    that settles the deliveries, and its work is done exactly once."""

    writes_here: bool

    def reaches(self, people: Collection[Person], chosen: Mapping[int, Preference]) -> set[int]:
        """Return the ids of those whom this way could reach at all."""

    def send(self, person: Person, told: Sequence[Told], *, at: datetime) -> Outcome:
        """Tell somebody these things together. Never raises for what the other side does."""
