"""The new text of an answer told from what it quotes.

Lines are judged one after another: a quoted line (`>`, or marked by the HTML), the line or
block that announces an older letter, and all the rest. An announcement with `>` lines under it
ends where they end, so answers between quoted lines stay; one without them takes all that
follows. Nothing is deleted: what is not shown is returned as `quoted`.
"""

import re
from dataclasses import dataclass

from deskhand.rules.letter.heads import head_ends, may_begin_head, resembles_head
from deskhand.rules.letter.html import Line
from deskhand.rules.letter.languages import (
    FORWARD,
    FORWARD_ABOVE,
    HANDS_ON,
    OPENS,
    ORIGINAL,
    ORIGINAL_BARE,
    ORIGINAL_WORDS,
    QUOTING,
    SEE_BELOW,
    WROTE_LINE,
    is_dated,
)
from deskhand.rules.letter.notices import is_mark, warning_ends
from deskhand.rules.letter.signatures import without_signature
from deskhand.rules.letter.tints import holds_tinted_answers

_MARK = re.compile(r"\s{0,3}(?:>|&gt;)")
_EMAIL = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")
_RULE = re.compile(r"\s*[-_=*–—⎯]{3,}\s*")
_LONE_END = re.compile(r"\s*>\s*[:：]\s*")  # the address of an announcement, broken before it ends
_PREFIXED = re.compile(r"\s*\w{1,6}\s?(?:[\[(]\d{1,3}[\])])?\s?[:：]")
_ASIDE = re.compile(r"\([^()]*\)|<[^<>]*>")
# GroupWise sets its announcement between arrows.
_ARROWS = re.compile(r">>>\s.{3,300}\d.{0,40}>>>\s*")
# Notes names writer and time between dashes.
_DASHES = re.compile(
    r"\s*\S.{1,80}\s?-{2,3}\s?\d{1,4}[./-]\d{1,2}[./-]\d{2,4}.{0,20}-{2,3}.{0,200}"
)
_LETTERS = re.compile(r"\w")
_BRACKETED_END = re.compile(r"[>)\]]\s*[:：]\s*$")
_BRACKETED = re.compile(r"[>)\]]\s*$")
_DATE_FIRST = re.compile(
    r"\s*(?:(?:\w{2,12}[.,]{0,2}\s{1,2}){0,2}\d{1,4}[./\-:년年 ]|"
    r"(?:\w{2,12},?\s){1,2}\d{1,2},?\s|<)",
    re.I,
)
_SHORT = 160  # characters of an announcement without a date
_WRAPPED = 60  # characters from which on a line may have been broken
_FEW_WORDS = 15
_MOST_TRIES = 5000  # lines weighed as announcements in one letter
_LONGEST = 400  # characters of an announcement
_MOST_LINES = 20_000  # beyond this, lines are taken as they are
_ZOHO = re.compile(
    r"\s*-{2,}\s*(?:on\b.{4,300}\bwrote|.{4,300}\b(?:wrote|schrieb|escribió|a écrit))"
    r"\s*:?\s*-{2,}\s*",
    re.I,
)


# Lines that by themselves announce an older letter.
_ALONE = (ORIGINAL, ORIGINAL_BARE, _ZOHO, _DASHES, _ARROWS)


@dataclass(frozen=True, slots=True)
class Reply:
    """The new text, and everything else in its order."""

    text: str
    quoted: str


def split_text(text: str, *, author: str = "") -> Reply:
    """Split plain text; `author` is the sender's name, by which a bare signature is known."""
    return split_lines([Line(line.rstrip()) for line in text.split("\n")], author=author)


def holds_older(text: str) -> bool:
    """Say whether something in a text might be older than its letter: for whoever hands it on."""
    lines = [Line(line.rstrip()) for line in text.split("\n")]
    return resembles_head(text) or not all(_Judging(lines).judged())


def handed_on(subject: str, lines: list[Line]) -> str | None:
    """Return the subject, less its prefix, of a letter that by it hands another one on; None
    for a letter that does not."""
    prefix = FORWARD.match(subject) or _prefix_above(subject, lines)
    return subject[prefix.end() :] if prefix else None


def marks_handed_on(lines: list[Line]) -> bool:
    """Say whether the first older letter within is marked as one that is handed on, whatever
    the subject says."""
    if not any(HANDS_ON.fullmatch(line.text) for line in lines[:_MOST_LINES]):
        return False
    shown = _Judging(lines[:_MOST_LINES]).judged()
    below = range(warning_ends(lines), len(shown))
    first = next((i for i in below if not shown[i] and _LETTERS.search(lines[i].text)), None)
    return first is not None and bool(HANDS_ON.fullmatch(lines[first].text))


def holds_a_head(subject: str, lines: list[Line]) -> bool:
    """Say whether the first older letter within begins with a repeated head, and the subject does
    not say that it is answered: so look forwards of Outlook whose subject was written anew."""
    if _PREFIXED.match(subject) or len(lines) > _MOST_LINES:
        return False
    shown = _Judging(lines).judged()
    for index in range(warning_ends(lines), len(lines)):
        text = lines[index].text
        is_heading = _RULE.fullmatch(text) or ORIGINAL.fullmatch(text)
        if not shown[index] and text.strip() and not is_heading:
            return head_ends(lines, index) is not None
    return False


def _prefix_above(subject: str, lines: list[Line]) -> re.Match[str] | None:
    for prefix, head in FORWARD_ABOVE:
        found = prefix.match(subject)
        if found is not None and any(head.match(line.text) for line in lines):
            return found
    return None


def split_lines(lines: list[Line], *, author: str = "") -> Reply:
    """Split lines; when nothing new would remain, the whole is shown."""
    if len(lines) > _MOST_LINES:
        head = split_lines(lines[:_MOST_LINES], author=author)
        rest = "\n".join(line.text for line in lines[_MOST_LINES:])
        if not head.quoted:
            return Reply(f"{head.text}\n{rest}", "")
        return Reply(head.text, f"{head.quoted}\n{rest}")
    shown = _Judging(lines).judged()
    kept = without_signature(lines, shown, author=author)
    if not any(keep and line.text.strip() for line, keep in zip(lines, kept, strict=True)):
        kept = shown
    if not any(keep and line.text.strip() for line, keep in zip(lines, kept, strict=True)):
        return Reply(_joined(lines, [True] * len(lines)), "")
    if _points_below(lines, kept) or _answers_in_colour(lines, kept):
        return Reply(_joined(lines, [True] * len(lines)), "")
    return Reply(_joined(lines, kept), _joined(lines, [not keep for keep in kept]))


def _points_below(lines: list[Line], kept: list[bool]) -> bool:
    """Say whether all that is new says that the answers stand in the old text: Outlook sets no
    marks by which they could be told from it."""
    said = [index for index, keep in enumerate(kept) if keep and lines[index].text.strip()]
    words = " ".join(lines[index].text for index in said)
    if len(words.split()) > _FEW_WORDS or not SEE_BELOW.search(words):
        return False
    folded = [index for index, line in enumerate(lines) if not kept[index] and line.text.strip()]
    return bool(folded) and folded[0] > said[-1]


def _answers_in_colour(lines: list[Line], kept: list[bool]) -> bool:
    """Say whether below a repeated head some words stand out by their colour alone."""
    if not any(line.tint for line in lines):
        return False
    heads = (i for i, keep in enumerate(kept) if not keep and may_begin_head(lines[i].text))
    first = next((i for i in heads if head_ends(lines, i)), None)
    if first is None or any(kept[first:]):
        return False
    return holds_tinted_answers(lines, first)


def split_forward(lines: list[Line]) -> Reply:
    """Split a letter that hands another one on: that one is what it has to say."""
    above = warning_ends(lines)
    shown = [index >= above and not line.is_signature for index, line in enumerate(lines)]
    return Reply(_joined(lines, shown), _joined(lines, [not show for show in shown]))


class _Judging:
    """One walk over the lines; `shown` holds a verdict for each."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.shown = [True] * len(lines)
        self.tries = _MOST_TRIES
        self.is_announced = any(line.is_quoted for line in lines)
        self.is_marked = [line.is_quoted or _is_marked(line.text) for line in lines]
        self._mark_wrapped()

    def judged(self) -> list[bool]:
        index = warning_ends(self.lines)
        self.shown[:index] = [False] * index
        is_first = True  # nothing of the author's has been said yet
        while index < len(self.lines):
            if self.is_marked[index] and not _ARROWS.fullmatch(self.lines[index].text):
                self.is_announced = self.is_announced or self._announces_within(index)
                self.shown[index] = False
                index += 1
                continue
            after = self._announced(index)
            if after is None:
                is_first = is_first and not self._is_said(index)
                index += 1
            elif is_first and is_mark(self.lines[index].text):
                # It stands above all: this is no answer, but the letter to be answered.
                self.shown[index] = False
                index = after
            else:
                index = self._fold_from(index, after)
        if not self.is_announced:
            self._show_own_quotes()
        return self.shown

    def _mark_wrapped(self) -> None:
        """Mark the rest of a quoted line that a mailer broke without a mark of its own."""
        for index in range(1, len(self.lines) - 1):
            before, text = self.lines[index - 1].text, self.lines[index].text
            if (
                not self.is_marked[index]
                and self.is_marked[index - 1]
                and self.is_marked[index + 1]
                and text[:1].islower()
                and len(before) >= max(_WRAPPED, len(text))
                and not before.endswith((".", "?", "!", ":"))
            ):
                self.is_marked[index] = True

    def _show_own_quotes(self) -> None:
        """Show `>` lines that nothing announces and that new text follows: the author's own."""
        last = max((i for i, show in enumerate(self.shown) if show and self._is_said(i)), default=0)
        for index in range(last):
            if self.is_marked[index] and not self.lines[index].is_quoted:
                self.shown[index] = True

    def _is_said(self, index: int) -> bool:
        return bool(self.lines[index].text.strip())

    def _announces_within(self, index: int) -> bool:
        """Say whether a quoted line announces the quote that it begins, as Apple's does."""
        text = self.lines[index].text.lstrip(" \t>").strip()
        return text.endswith((":", "：")) and is_dated(text) and bool(WROTE_LINE.search(text))

    def _announced(self, index: int) -> int | None:
        """Return the line after an announcement that begins here, or None."""
        text = self.lines[index].text
        if not text.strip() or len(text) > 4 * _LONGEST:
            return None
        if any(known.fullmatch(text) for known in _ALONE) or is_mark(text):
            return index + 1
        return self._head(index) or self._wrote(index)

    def _head(self, index: int) -> int | None:
        if not self.tries or not may_begin_head(self.lines[index].text):
            return None
        self.tries -= 1
        return head_ends(self.lines, index)

    def _fold_from(self, start: int, after: int) -> int:
        self.is_announced = True
        for index in range(start, after):
            self.shown[index] = False
        self._fold_rule_above(start)
        following = after
        while following < len(self.lines) and not self.lines[following].text.strip():
            following += 1
        if following < len(self.lines) and self.is_marked[following]:
            return after
        for index in range(after, len(self.lines)):
            self.shown[index] = False
        return len(self.lines)

    def _fold_rule_above(self, start: int) -> None:
        """Fold a rule above an announcement, and the words "original message" without one."""
        for heading in (ORIGINAL_WORDS, _RULE):
            above = start - 1
            while above >= 0 and not self.lines[above].text.strip():
                above -= 1
            if above >= 0 and heading.fullmatch(self.lines[above].text):
                self.shown[above] = False
                start = above

    def _wrote(self, index: int) -> int | None:
        """Recognise `On <date>, <name> wrote:`, also broken over up to four lines."""
        if not _LETTERS.search(self.lines[index].text):
            return None
        joined = ""
        for position in range(index, min(index + 4, len(self.lines))):
            text = self.lines[position].text.strip()
            if not text or (position > index and self.is_marked[position]):
                return None
            joined = f"{joined} {text}".strip()
            if len(joined) > _LONGEST:
                return None
            if self._closes(joined) and self.tries and self._says_wrote(joined, position + 1):
                is_whole = position == index or self._starts_here(index)
                starts_later = self._starts_later(index, position)
                return position + 1 if is_whole and not starts_later else None
        return None

    def _starts_here(self, index: int) -> bool:
        text = self.lines[index].text
        return is_dated(text) or bool(_EMAIL.search(text) or OPENS.match(text))

    def _starts_later(self, index: int, last: int) -> bool:
        """Say whether the announcement begins below `index`: the lines above are new text."""
        for later in range(index + 1, last + 1):
            rest = " ".join(line.text.strip() for line in self.lines[later : last + 1])
            if is_dated(rest) and OPENS.match(rest) and WROTE_LINE.search(rest):
                return True
        return False

    def _closes(self, text: str) -> bool:
        return text.endswith((":", "：")) or bool(WROTE_LINE.search(text[-30:]))

    def _says_wrote(self, text: str, after: int) -> bool:
        self.tries -= 1
        has_date, has_email = is_dated(text), bool(_EMAIL.search(text))
        is_followed = self._is_followed(after)
        if not has_date and not is_followed:
            return False
        has_colon = text.endswith((":", "："))
        verb = WROTE_LINE.search(text)
        if not verb and is_followed and QUOTING.fullmatch(text):
            return True
        if not verb:
            return has_colon and has_date and has_email and (is_followed or _is_stamp(text))
        if has_colon and is_followed and (has_date or len(text) < _SHORT):
            return True
        before, rest = text[: verb.start()], text[verb.end() :]
        if has_colon and _BRACKETED.search(before) and is_dated(rest) and len(rest) < _WRAPPED:
            return True
        if not (has_date and (is_followed or _names_only(rest))):
            return False
        if has_email:
            return has_colon or bool(OPENS.match(text))
        return (has_colon or is_followed) and bool(OPENS.match(text))

    def _is_followed(self, after: int) -> bool:
        while after < len(self.lines) and not self.lines[after].text.strip():
            after += 1
        return after < len(self.lines) and self.is_marked[after]


def _is_stamp(text: str) -> bool:
    """Recognise `30.09.2017, 18:30, "John" <j@example.com>:`, which names no verb at all."""
    return bool(_BRACKETED_END.search(text) and _DATE_FIRST.match(text))


def _names_only(rest: str) -> bool:
    """Say whether nothing but a name follows the verb: `schrieb Hans Maier:`, but not
    `wrote you about this:`, which is a sentence."""
    if _BRACKETED_END.search(rest):
        return True
    words = _ASIDE.sub(" ", rest).strip(" :：").split()
    return len(words) <= 6 and all(not word[0].isalpha() or not word[0].islower() for word in words)


def _is_marked(text: str) -> bool:
    return bool(_MARK.match(text)) and not _LONE_END.fullmatch(text)


def _joined(lines: list[Line], keep: list[bool]) -> str:
    """Join the kept lines; a gap left by others becomes one blank line."""
    out: list[str] = []
    is_gap = False
    for line, is_kept in zip(lines, keep, strict=True):
        if not is_kept or (is_gap and not line.text.strip()):
            is_gap = bool(out)
            continue
        if is_gap:
            while out and not out[-1].strip():
                out.pop()
            out.append("")
        is_gap = False
        out.append(line.text)
    return "\n".join(out).strip("\n").rstrip()
