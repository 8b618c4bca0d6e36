"""The piece of a text that shows why it was found, with the words that were looked for marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deskhand.rules.words import Sought, Token, tokens

LENGTH = 220
BEFORE = 60
# So much of a text is read for it.
READ = 20_000

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt; `is_hit` where it was looked for."""

    text: str
    is_hit: bool = False


def excerpt(text: str, wanted: Sequence[Sought], *, length: int = LENGTH) -> tuple[Piece, ...]:
    """Return about `length` characters around the first hit, or the beginning without one."""
    text = text[:READ]
    read = list(tokens(text))
    first = next(_hits(read, wanted), (0, 0))
    start = _start(text, first[0]) if len(text) > length else 0
    end = _end(text, start + length)
    within = [token for token in read if token.start >= start and token.end <= end]
    return tuple(_pieces(text, (start, end), _hits(within, wanted)))


def marked(text: str, wanted: Sequence[Sought]) -> tuple[Piece, ...]:
    """Return the whole of a short text in pieces."""
    return tuple(_pieces(text, (0, len(text)), _hits(list(tokens(text)), wanted)))


def _hits(read: Sequence[Token], wanted: Sequence[Sought]) -> Iterator[Span]:
    """Yield from where to where something wanted stands, from left to right."""
    for place in range(len(read)):
        ends = [_end_of(read, place, sought) for sought in wanted]
        if any(ends):
            yield read[place].start, max(ends)


def _end_of(read: Sequence[Token], place: int, sought: Sought) -> int:
    """Return where the wanted words end that begin at a place; 0 where they do not."""
    end = 0
    for number in range(len(sought.words)):
        token = read[place + number] if place + number < len(read) else None
        if token is None or not _fits(sought, token, number):
            return 0
        end = token.end
    return end


def _fits(sought: Sought, token: Token, number: int) -> bool:
    return any(sought.fits(form, number) for form in token.forms)


def _start(text: str, hit: int) -> int:
    """A little before the hit, where a word begins."""
    start = max(0, hit - BEFORE)
    blank = text.find(" ", start, hit) if start else -1
    return blank + 1 if blank >= 0 else start


def _end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    blank = text.rfind(" ", end - BEFORE, end)
    return blank if blank > 0 else end


def _pieces(text: str, within: Span, hits: Iterator[Span]) -> Iterator[Piece]:
    place, end = within
    if place > 0:
        yield Piece("… ")
    for hit_start, hit_end in _joined(hits):
        if hit_start > place:
            yield Piece(_line(text[place:hit_start]))
        yield Piece(text[hit_start:hit_end], is_hit=True)
        place = hit_end
    if place < end:
        yield Piece(_line(text[place:end]))
    if end < len(text):
        yield Piece(" …")


def _joined(hits: Iterator[Span]) -> Iterator[Span]:
    """Hits that touch or lie over each other become one."""
    start, end = next(hits, (0, 0))
    for hit_start, hit_end in hits:
        if hit_start > end:
            yield start, end
            start = hit_start
        end = max(end, hit_end)
    if end:
        yield start, end


def _line(text: str) -> str:
    """The text in one line; blanks at its ends stay, since words stand there."""
    words = " ".join(text.split())
    before = " " if text[:1].isspace() and words else ""
    after = " " if text[-1:].isspace() else ""
    return before + words + after
