"""Addresses as mailers write them: quoted, commented, grouped, encoded, or broken."""

import re

from deskhand.rules.letter.headers import decode_words, unfold
from deskhand.rules.letter.model import Address

_SPACE = re.compile(r"\s+")
_BARE = re.compile(r"[^\s<>()\[\],;:\"'@]+@[^\s<>()\[\],;:\"'@]+")
_COMMENT = re.compile(r"\(([^()]*)\)")
_SCHEME = re.compile(r"[\[<(]?\s?mailto:\s?\Z", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_MOST = 2000  # correspondents in one field


def addresses_of(values: list[bytes], *, field: str) -> tuple[Address, ...]:
    """Read all fields of one name; each address once, in order of appearance."""
    found: dict[tuple[str, str], Address] = {}
    for value in values:
        for address in read_addresses(unfold(value), field=field):
            key = (address.email.lower(), "" if address.email else address.name)
            found.setdefault(key, address)
    return tuple(found.values())


def read_addresses(text: str, *, field: str = "") -> list[Address]:
    """Read a list of addresses. Groups are dissolved into their members; a name without an
    address is kept with email ""."""
    return [
        address
        for mailbox in _Scanner(text).mailboxes()
        if (address := mailbox.address(field)) is not None
    ][:_MOST]


class _Mailbox:
    """The pieces of one mailbox while it is being read."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.comments: list[str] = []
        self.angle: str | None = None

    def address(self, field: str) -> Address | None:
        phrase = _named("".join(self.words))
        comments = list(self.comments)
        if self.angle is not None:
            email = _email(_without_comments(self.angle, comments))
            if not email and (inside := _BARE.search(phrase)):
                email = _email(inside[0])
            name = phrase
        else:
            email, name = _split_bare(phrase)
        comment = _named(" ".join(comments))
        if comment:
            name = f"{name} ({comment})" if name else comment
        return Address(email, name, field) if email or name else None


def _without_comments(text: str, comments: list[str]) -> str:
    """Take comments out of an address, innermost first; what they say goes to `comments`."""
    for _ in range(10):
        found = _COMMENT.search(text)
        if not found or text.startswith('"'):
            break
        comments.append(found[1].replace("\\", ""))
        text = text[: found.start()] + text[found.end() :]
    return text


class _Scanner:
    """One walk over the characters; no construct can make it go back."""

    def __init__(self, text: str) -> None:
        self.text = text[:200_000]
        self.position = 0
        self.done: list[_Mailbox] = []
        self.now = _Mailbox()
        self.lost: set[str] = set()  # marks that were opened and never closed

    def mailboxes(self) -> list[_Mailbox]:
        readers = {'"': self._quoted, "(": self._comment, "<": self._angle}
        while self.position < len(self.text):
            char = self.text[self.position]
            if char in readers and char not in self.lost:
                readers[char]()
                continue
            if char in ",;":
                self._finish()
            elif char == ":" and self._opens_group():
                self.now = _Mailbox()
            else:
                self.now.words.append(char)
            self.position += 1
        self._finish()
        return self.done

    def _finish(self) -> None:
        self.done.append(self.now)
        self.now = _Mailbox()

    def _opens_group(self) -> bool:
        words = "".join(self.now.words)
        is_scheme = words.rstrip().lower().endswith("mailto")
        return self.now.angle is None and "@" not in words and not is_scheme

    def _quoted(self) -> None:
        read, end = _until(self.text, self.position + 1, '"')
        if end is None:
            # A lone quotation mark: leave it out and read on.
            self.lost.add('"')
            self.position += 1
            return
        following = self.text[end : end + 1]
        self.now.words.append(f'"{read}"' if following == "@" else read)
        self.position = end

    def _comment(self) -> None:
        depth, position, start = 1, self.position + 1, self.position + 1
        while position < len(self.text) and depth:
            char = self.text[position]
            depth += (char == "(") - (char == ")")
            position += 2 if char == "\\" else 1
        if depth:
            self.lost.add("(")
            self.position += 1
            return
        self.now.comments.append(self.text[start : position - 1].replace("\\", ""))
        self.position = position

    def _angle(self) -> None:
        end = self.text.find(">", self.position)
        comma = self.text.find(",", self.position)
        if end < 0:
            self.lost.add("<")
            end = comma if comma > 0 else len(self.text)
        if self.now.angle is not None and "@" in self.now.angle:
            # A second address without a comma between: another mailbox.
            self._finish()
        self.now.angle = self.text[self.position + 1 : end]
        self.position = end + (1 if self.text[end : end + 1] == ">" else 0)


def _until(text: str, position: int, mark: str) -> tuple[str, int | None]:
    read: list[str] = []
    while position < len(text):
        char = text[position]
        if char == "\\" and position + 1 < len(text):
            read.append(text[position + 1])
            position += 2
            continue
        if char == mark:
            return "".join(read), position + 1
        read.append(char)
        position += 1
    return "", None


def _named(text: str) -> str:
    name = _SPACE.sub(" ", _CONTROLS.sub(" ", decode_words(text))).strip()
    while len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1].strip()
    return name


def _email(text: str) -> str:
    text = decode_words(text) if "=?" in text else text
    text = _CONTROLS.sub("", text).strip(" \t<>")
    if text.lower().startswith("mailto:"):
        text = text[7:]
    if text.startswith("@") and ":" in text:
        text = text.rpartition(":")[2]  # a source route (RFC 5321 appendix C)
    if not text.startswith('"'):
        text = _SPACE.sub("", text)
    return text if "@" in text else ""


def _split_bare(phrase: str) -> tuple[str, str]:
    """Tell the address in a phrase without angle brackets; what remains is the name."""
    if "@" not in phrase:
        return "", phrase
    joined = re.sub(r"\s*([@.])\s*", r"\1", phrase) if phrase.count("@") == 1 else phrase
    found = _BARE.search(joined)
    if not found:
        return (phrase, "") if " " not in phrase.strip() else ("", phrase)
    rest = _SCHEME.sub("", joined[: found.start()]) + " " + joined[found.end() :]
    rest = rest.strip(" []<>()")
    return _email(found[0]), _named(rest)
