"""Finding tickets: a page of them, how many there are, why each was found, and what was meant.

Only what the reader may see is found, counted, quoted or proposed: each statement begins with
`tickets_for`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from deskhand.jobs.together import MOST
from deskhand.people.reader import Reader
from deskhand.search import asking
from deskhand.search.correcting import meant
from deskhand.search.engine import index
from deskhand.search.quoting import Hit, hits
from deskhand.search.reading import Reading, is_empty
from deskhand.search.tickets import TICKETS
from deskhand.tickets.columns import Reach
from deskhand.tickets.conditions import compile_to_q
from deskhand.tickets.models import Ticket
from deskhand.tickets.paging import COUNT_CAP
from deskhand.tickets.queries import TicketQuerySet
from deskhand.tickets.reading import tickets_for

# How many finds are looked at: at first, and when the reader may see too few of those.
NEAR, FAR = 2_000, 20_000
# So few are put in order by where they were found.
FEW = 200
BEST, NEWEST = "best", "newest"
_NUMBER = re.compile(r"\s*\[?#?([0-9]{1,18})\]?\s*")


@dataclass(frozen=True, slots=True)
class Search:
    """Who looks, when, among what, and which page of what he finds."""

    reader: Reader
    at: datetime
    own: bool = False
    order: str = ""
    after: str = ""
    size: int = 25

    @property
    def below(self) -> int | None:
        """The number behind which to go on; None at the start."""
        is_number = self.after.isascii() and self.after.isdigit() and len(self.after) < 19
        return min(int(self.after), MOST) if is_number else None

    def among(self) -> TicketQuerySet:
        """The tickets that the reader may see, or of these his own requests."""
        tickets = tickets_for(self.reader)
        return tickets.filter(requester=self.reader.person_id) if self.own else tickets

    def tickets(self, reading: Reading, reach: Reach) -> TicketQuerySet:
        rows = compile_to_q(reading.filter, at=self.at, reader=self.reader, reach=reach)
        return self.among().filter(rows)

    def finds(self, reading: Reading) -> bool:
        """Whether this reader would find anything."""
        for most in (NEAR, FAR):
            reach = Reach(most)
            if self.tickets(reading, reach).exists():
                return True
            if not reach.floor:
                break
        return False


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found. `count` stops at COUNT_CAP, and is None behind the first page.

    `next_cursor` leads to the next page; below the number `floor` was not looked yet. `meant` is
    what was looked for instead, when nothing had what was asked for.
    """

    reading: Reading
    hits: list[Hit] = field(default_factory=list)
    count: int | None = 0
    order: str = NEWEST
    next_cursor: str = ""
    floor: int = 0
    meant: str = ""

    @property
    def has_many(self) -> bool:
        """Whether there are more than were counted."""
        return self.count is not None and self.count >= COUNT_CAP

    @property
    def may_be_ordered(self) -> bool:
        """Whether few enough were found to choose an order."""
        return self.count is not None and 1 < self.count <= FEW and bool(self.reading.sought)


def find(reading: Reading, search: Search) -> Findings:
    """Find a page of tickets; where nothing is found, what is misspelt is guessed."""
    if is_empty(reading):
        return Findings(reading)
    findings = _find(reading, search)
    if findings.hits or findings.floor or search.after or not reading.sought:
        return findings
    instead = meant(reading, search.finds)
    return findings if instead is None else _find(instead, search, is_meant=True)


def glance(reading: Reading, search: Search) -> list[Ticket]:
    """Find the newest tickets, with no more than their rows; the one with this number first."""
    if is_empty(reading):
        return []
    found = _newest(reading, search)
    if not found and (instead := meant(reading, search.finds)):
        found = _newest(instead, search)
    return found


def with_number(text: str, search: Search) -> Ticket | None:
    """Return the ticket whose number is all that was typed, if the reader may see it."""
    number = _NUMBER.fullmatch(text)
    return search.among().filter(pk=int(number[1])).for_list().first() if number else None


def _newest(reading: Reading, search: Search) -> list[Ticket]:
    for most in (NEAR, FAR):
        reach = Reach(most)
        found = search.tickets(reading, reach).for_list().order_by("-pk")[: search.size]
        if len(found) == search.size or not reach.floor:
            break
    return list(found)


def _find(reading: Reading, search: Search, *, is_meant: bool = False) -> Findings:
    tickets, numbers, floor = _looked(reading, search)
    count = len(numbers)
    if not count:
        return Findings(reading, floor=floor, next_cursor=str(floor or ""))
    order = _order(search, count, floor, reading)
    if order == BEST:
        numbers = _best(reading, numbers[:FEW], search)
        numbers = numbers[numbers.index(search.below) + 1 :] if search.below in numbers else numbers
    elif search.order == BEST and search.below is not None:
        numbers = _newest_of(tickets.filter(pk__lt=search.below), search.size + 1)
    shown = numbers[: search.size]
    return Findings(
        reading=reading,
        hits=hits(shown, reading.sought, reader=search.reader, at=search.at),
        count=count if search.below is None else None,
        order=order,
        next_cursor=_cursor(shown, floor, has_more=len(numbers) > search.size),
        floor=floor,
        meant=reading.filter.text if is_meant else "",
    )


def _looked(reading: Reading, search: Search) -> tuple[TicketQuerySet, list[int], int]:
    """Look at few finds, or at many where the reader may see too few of those.

    Returns what was found, the numbers of it, the newest first and as many as are counted, and
    the number below which was not looked.
    """
    below = None if search.order == BEST else search.below
    enough = search.size + 1 if below is not None else COUNT_CAP if search.below is None else FEW
    for most in (NEAR, FAR):
        reach = Reach(most, below)
        tickets = search.tickets(reading, reach)
        rows = tickets if below is None else tickets.filter(pk__lt=below)
        numbers = _newest_of(rows, enough)
        if len(numbers) >= enough or not reach.floor:
            break
    return tickets, numbers, reach.floor


def _newest_of(tickets: TicketQuerySet, most: int) -> list[int]:
    return list(tickets.order_by("-pk").values_list("pk", flat=True)[:most])


def _order(search: Search, count: int, floor: int, reading: Reading) -> str:
    """By where it was found, if few have it; the wish of the reader counts where there is one."""
    if search.order == NEWEST or floor or count > FEW or not reading.sought:
        return NEWEST
    return BEST if search.order == BEST or search.below is None else NEWEST


def _best(reading: Reading, numbers: Sequence[int], search: Search) -> list[int]:
    """First what has the words in its title, then in names, then elsewhere; the newest first."""
    question = asking.words_of(reading.words, search.reader)
    levels = index().levels(question, TICKETS, numbers)
    return sorted(numbers, key=lambda number: (levels[number], -number))


def _cursor(shown: Sequence[int], floor: int, *, has_more: bool) -> str:
    if has_more:
        return str(shown[-1])
    return str(floor) if floor else ""
