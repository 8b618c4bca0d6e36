"""RTF, in which Outlook puts the words of a letter: the HTML that it carries ([MS-OXRTFEX]), or
its bare text. Read in one pass; what is cut off gives what stood before."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from deskhand.rules.letter.charsets import codec_for

_MOST, _MOST_TOKENS = 4_000_000, 400_000  # bytes and tokens read
_DEEPEST = 1000
_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|"
    rb"\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
# Groups that hold no words.
_SILENT = frozenset(
    b"fonttbl colortbl stylesheet info pict object themedata datastore latentstyles listtable "
    b"listoverridetable rsidtbl generator xmlnstbl filetbl revtbl header footer headerl headerr "
    b"footerl footerr fldinst bkmkstart bkmkend mmathPr".split()
)
_SAID = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t",
    b"cell": "\t", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
_SIGNS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}


@dataclass(frozen=True, slots=True)
class Words:
    """What an RTF text says; one of the two is empty."""

    text: str = ""
    html: str = ""


# What holds within the innermost braces.
_SILENT_GROUP, _FOR_RTF, _STARRED = 1, 2, 4


def read_rtf(content: bytes) -> Words:
    """Read the words; empty for what is no RTF."""
    if not content.startswith(b"{\\rtf"):
        return Words()
    return _Reading(content[:_MOST]).words()


class _Reading:
    """One walk over the tokens."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.group = 0  # its marks
        self.fallback = 1  # letters to pass over after each \\u
        self.stack: list[tuple[int, int]] = []
        self.pieces: list[str] = []
        self.pending = bytearray()  # bytes of the code page, not yet text
        self.to_pass_over = 0
        self.codec = "cp1252"
        self.is_html = False

    def words(self) -> Words:
        for token in islice(_TOKEN.finditer(self.content), _MOST_TOKENS):
            self._take(token)
        self._flush()
        # Letters beyond the first plane are written as two halves.
        said = "".join(self.pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return Words(html=said) if self.is_html else Words(text=said.strip())

    def _take(self, token: re.Match[bytes]) -> None:
        hexed, word, number, sign, brace, text = token.groups()
        if brace:
            self._brace(brace)
        elif word:
            self._word(word, int(number) if number else None)
        elif hexed:
            self._say_bytes(bytes((int(hexed, 16),)))
        elif sign == b"*":
            self.group |= _STARRED
        elif sign in _SIGNS:
            self._say(_SIGNS[sign])
        elif text:
            self._say_bytes(text)

    def _brace(self, brace: bytes) -> None:
        self.to_pass_over = 0
        if brace == b"{":
            if len(self.stack) < _DEEPEST:
                self.stack.append((self.group, self.fallback))
            self.group &= ~_STARRED
        elif self.stack:
            self.group, self.fallback = self.stack.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        control = _CONTROLS.get(word)
        if control is not None:
            control(self, number)
        elif word in _SAID:
            self._say(_SAID[word])
        elif word in _SILENT or self.group & _STARRED:
            self.group = self.group & ~_STARRED | _SILENT_GROUP

    def _say_bytes(self, said: bytes) -> None:
        passed = min(self.to_pass_over, len(said))
        self.to_pass_over -= passed
        if self._is_heard():
            self.pending += said[passed:]

    def _say(self, said: str) -> None:
        if self._is_heard():
            self._flush()
            self.pieces.append(said)

    def _is_heard(self) -> bool:
        return not self.group & _SILENT_GROUP and not (self.is_html and self.group & _FOR_RTF)

    def _flush(self) -> None:
        if self.pending:
            self.pieces.append(bytes(self.pending).decode(self.codec, "replace"))
            self.pending.clear()

    def from_html(self, _number: int | None) -> None:
        self.is_html = True

    def html_tag(self, _number: int | None) -> None:
        self.group &= ~_STARRED

    def html_rtf(self, number: int | None) -> None:
        self.group = self.group & ~_FOR_RTF | (_FOR_RTF if number != 0 else 0)

    def code_page(self, number: int | None) -> None:
        self._flush()
        self.codec = codec_for(f"cp{number}") or ("utf-8" if number == 65001 else "cp1252")

    def set_fallback(self, number: int | None) -> None:
        self.fallback = max(0, min(number or 0, 10))

    def unicode(self, number: int | None) -> None:
        self._say(chr((number or 0) % 65536))
        self.to_pass_over = self.fallback


_CONTROLS: dict[bytes, Callable[[_Reading, int | None], None]] = {
    b"fromhtml": _Reading.from_html,
    b"htmltag": _Reading.html_tag,
    b"htmlrtf": _Reading.html_rtf,
    b"ansicpg": _Reading.code_page,
    b"uc": _Reading.set_fallback,
    b"u": _Reading.unicode,
}
