"""The statement of a contract's units, like that of a bank: what came in and went out, in the order
of posting, with the balance after each line; each line explains itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from deskhand.contracts.models import (
    UNITS,
    AccountKind,
    Contract,
    EventKind,
    LedgerBalance,
    LedgerBook,
    LedgerEntry,
    LedgerEvent,
    LedgerLot,
    LedgerPosting,
    Taken,
)
from deskhand.tickets.models import Ticket

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the statement. `entered_on` only where it is not the day on which it counts; `why`
    are sentences."""

    posting: LedgerPosting
    event: LedgerEvent | None
    day: date
    entered_on: date | None
    what: str
    ticket: Ticket | None
    came: int
    went: int
    balance: int
    why: tuple[str, ...]

    @property
    def can_be_taken_back(self) -> bool:
        kinds = {EventKind.CLOSING, EventKind.REVERSAL, EventKind.CORRECTION}
        return self.event is not None and self.event.kind not in kinds and not self.is_reversed

    @property
    def is_reversed(self) -> bool:
        return hasattr(self.posting, "reversed_by")

    @property
    def is_appointment(self) -> bool:
        return self.event is not None and self.event.kind == EventKind.APPOINTMENT


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, the newest first, and the number behind which the next page begins (0: none)."""

    lines: list[Line]
    after: int


@dataclass(frozen=True, slots=True)
class LotLeft:
    """A lot of which something is left."""

    lot: LedgerLot
    left: int
    ends_on: date


@dataclass(frozen=True, slots=True)
class Summary:
    """What is left, by lots in the order of drawing, and what became of all that came in."""

    left: int
    lots: tuple[LotLeft, ...]
    came: int
    drawn: int
    expired: int


def book_of(contract: Contract) -> LedgerBook | None:
    """Return the book of a contract's units; None before anything is recorded of them."""
    return LedgerBook.objects.of_units().filter(contract=contract).first()


def with_books(rows: QuerySet[Contract]) -> QuerySet[Contract]:
    """Return contracts with `has_book`: whether something of units is recorded of them."""
    books = LedgerBook.objects.of_units().filter(contract=OuterRef("pk"))
    return rows.annotate(has_book=Exists(books))


def summary(contract: Contract, book: LedgerBook) -> Summary:
    rows = LedgerBalance.objects.filter(account__book=book, account__measure=UNITS)
    sums: dict[str, int] = {}
    lots = []
    for row in rows.select_related("account", "lot").exclude(amount=0):
        kind = row.account.kind
        sums[kind] = sums.get(kind, 0) + row.amount
        if kind == AccountKind.AVAILABLE and row.lot is not None:
            ends_on = contract.day(row.lot.expires_at)
            lots.append(LotLeft(row.lot, row.amount, ends_on))
    lots.sort(key=lambda one: (one.lot.expires_at, one.lot.granted_at, one.lot.pk))
    return Summary(
        left=sums.get(AccountKind.AVAILABLE, 0),
        lots=tuple(lots),
        came=-sums.get(AccountKind.ISSUED, 0) - sums.get(AccountKind.ADJUSTED, 0),
        drawn=sums.get(AccountKind.CONSUMED, 0),
        expired=sums.get(AccountKind.EXPIRED, 0),
    )


def page(contract: Contract, book: LedgerBook, *, before: int = 0, size: int = A_PAGE) -> Page:
    """Return a page of lines; `before` is the number of the last line of the page ahead."""
    rows = _postings(book)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: size + 1])
    shown = found[:size]
    lines = _told(contract, book, shown[::-1])
    return Page(lines[::-1], shown[-1].pk if len(found) > size else 0)


def whole(contract: Contract, book: LedgerBook, *, most: int = 20_000) -> list[Line]:
    """Return all lines, the oldest first."""
    return _told(contract, book, list(_postings(book).order_by("pk")[:most]))


def latest(contract: Contract, book: LedgerBook, *, most: int) -> tuple[list[Line], int]:
    """Return the last lines, the oldest of them first, and how many stand before them."""
    rows = _postings(book)
    found = list(rows.order_by("-pk")[:most])
    before = rows.filter(pk__lt=found[-1].pk).count() if found else 0
    return _told(contract, book, found[::-1]), before


def not_posted(book: LedgerBook) -> list[LedgerEvent]:
    """Return work that was refused, or asked of the client, the newest first, without what was
    recorded anew since."""
    rows = LedgerEvent.objects.filter(book=book).exclude(taken=Taken.POSTED)
    found = rows.select_related("ticket").order_by("-pk")[:50]
    posted = LedgerEvent.objects.posted().filter(book=book, ticket__in=[r.ticket_id for r in found])
    again = {row.key.rpartition(":")[0] for row in posted}
    return [row for row in found if row.key.rpartition(":")[0] not in again]


def _postings(book: LedgerBook):  # type: ignore[no-untyped-def]
    rows = LedgerPosting.objects.filter(book=book, entries__account__measure=UNITS).distinct()
    return rows.select_related("event__ticket", "reversed_by")


def _told(contract: Contract, book: LedgerBook, postings: Sequence[LedgerPosting]) -> list[Line]:
    """Tell postings that follow one another, the oldest first."""
    if not postings:
        return []
    entries: dict[int, list[LedgerEntry]] = {}
    rows = LedgerEntry.objects.filter(posting__in=postings, account__measure=UNITS)
    for entry in rows.select_related("account", "lot").order_by("pk"):
        entries.setdefault(entry.posting_id, []).append(entry)
    before = LedgerEntry.objects.filter(
        account__book=book,
        account__measure=UNITS,
        account__kind=AccountKind.AVAILABLE,
        posting__lt=postings[0].pk,
    ).aggregate(left=Sum("amount"))["left"]
    moves = [_moved(entries.get(posting.pk, [])) for posting in postings]
    balances = list(accumulate((came - went for came, went in moves), initial=before or 0))[1:]
    return [
        _line(contract, posting, entries.get(posting.pk, []), move, balance)
        for posting, move, balance in zip(postings, moves, balances, strict=True)
    ]


def _moved(entries: Sequence[LedgerEntry]) -> tuple[int, int]:
    """How many units came in and went out by a posting."""
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.account.kind] = sums.get(entry.account.kind, 0) + entry.amount
    sums.pop(AccountKind.AVAILABLE, None)
    came = -sum(amount for amount in sums.values() if amount < 0)
    return came, sum(amount for amount in sums.values() if amount > 0)


def _line(
    contract: Contract,
    posting: LedgerPosting,
    entries: Sequence[LedgerEntry],
    move: tuple[int, int],
    balance: int,
) -> Line:
    event = posting.event
    worked_at = event.effective_at if event is not None else posting.effective_at
    day, entered_on = contract.day(worked_at), contract.day(posting.recorded_at)
    return Line(
        posting=posting,
        event=event,
        day=day,
        entered_on=entered_on if entered_on != day else None,
        what=str(EventKind(event.kind).label) if event is not None else _by_itself(posting),
        ticket=event.ticket if event is not None else None,
        came=move[0],
        went=move[1],
        balance=balance,
        why=tuple(_why(contract, posting, entries)),
    )


def _by_itself(posting: LedgerPosting) -> str:
    return _("Anniversary") if posting.kind == "rollover" else pgettext("units", "Expired")


def _why(
    contract: Contract, posting: LedgerPosting, entries: Sequence[LedgerEntry]
) -> Iterator[str]:
    event = posting.event
    if event is not None:
        yield from _rule(event)
        if event.effective_at != posting.effective_at:
            day = _day(contract.day(posting.effective_at))
            yield _("Its period is closed: it counts on %(day)s, as an adjustment.") % {"day": day}
    elif posting.kind == "rollover":
        carried = sum(e.amount for e in entries if e.lot and e.lot.origin == "rollover"
                      and e.account.kind == AccountKind.AVAILABLE and e.amount > 0)  # fmt: skip
        words = ngettext("%(count)d unit went on.", "%(count)d units went on.", carried)
        yield words % {"count": carried}
    for entry in entries:
        if entry.account.kind in {AccountKind.CONSUMED, AccountKind.EXPIRED}:
            yield _moved_words(contract, entry)


def _rule(event: LedgerEvent) -> Iterator[str]:
    facts = event.facts
    if event.kind == EventKind.ANSWER:
        yield _("It was turned over and answered by e-mail: one unit, once for each request.")
    elif event.kind in {EventKind.APPOINTMENT, EventKind.CORRECTION}:
        words = _("%(minutes)d minutes: two for the first hour, one for each half-hour begun.")
        yield words % {"minutes": facts.get("minutes", 0)}
        if facts.get("length"):
            words = _("It took %(minutes)d minutes; the rest lies in hours that draw no units.")
            yield words % {"minutes": facts["length"]}
    if event.kind == EventKind.PURCHASE and facts.get("units"):
        words = ngettext("A pack of %(count)d unit.", "A pack of %(count)d units.", facts["units"])
        yield words % {"count": facts["units"]}
    if event.materials:
        words = ngettext(
            "For %(count)d more none was left: charged in money.",
            "For %(count)d more none was left: charged in money.",
            event.materials,
        )
        yield words % {"count": event.materials}
    if facts.get("why"):
        yield _WHY.get(facts["why"], lambda: facts["why"])()
    yield _("Entered by %(name)s.") % {"name": event.by}


_WHY = {
    "bounced": lambda: _("The answer never arrived."),
    "reopened": lambda: _("The appointment stands again."),
    "quoted": lambda: _("A quote pays for it."),
    "coverage": lambda: _("What the contract says of the work was decided anew."),
}


def _moved_words(contract: Contract, entry: LedgerEntry) -> str:
    filled = {
        "count": abs(entry.amount),
        "from": _lot_words(contract, entry.lot),
    }
    if entry.account.kind == AccountKind.EXPIRED:
        words = _("%(count)d expired of %(from)s.")
        return (words if entry.amount > 0 else _("%(count)d had not expired of %(from)s.")) % filled
    words = _("%(count)d drawn from %(from)s.")
    return (words if entry.amount > 0 else _("%(count)d given back to %(from)s.")) % filled


def _lot_words(contract: Contract, lot: LedgerLot | None) -> str:
    if lot is None:
        return _("what is in the red")
    words = {
        "purchase": _("the pack of %(day)s, good until %(end)s"),
        "rollover": _("what went on at %(day)s, good until %(end)s"),
    }.get(lot.origin, _("what was given on %(day)s, good until %(end)s"))
    day, end = contract.day(lot.granted_at), contract.day(lot.expires_at)
    return words % {"day": _day(day), "end": _day(end)}


def _day(day: date) -> str:
    return formats.date_format(day, "j M Y")


def as_row(line: Line) -> list[str]:
    """Return a line as plain words, for files."""
    return [
        line.day.isoformat(),
        line.entered_on.isoformat() if line.entered_on else "",
        str(line.what),
        str(line.ticket.pk) if line.ticket else "",
        str(line.came or ""),
        str(line.went or ""),
        str(line.balance),
        " ".join(line.why),
    ]


def until(found: Summary) -> datetime | None:
    """When the next of what is left ends."""
    return found.lots[0].lot.expires_at if found.lots else None
