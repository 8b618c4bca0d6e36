"""From text to tokens. Only `-` and blanks depend on where they stand."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from deskhand.rules.conditions.error import ConditionError
from deskhand.rules.conditions.tree import HEAD

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_BARE_VALUE = re.compile(r'(?:(?!\.\.)[^\s,()"])+')
_BARE_WORD = re.compile(r'[^\s()"]+')
_ESCAPED = re.compile(r"\\(.)")


class Sign(Enum):
    OPEN = auto()
    CLOSE = auto()
    MINUS = auto()
    OR = auto()
    AND = auto()
    WORD = auto()
    FIELD = auto()
    VALUE = auto()
    COMMA = auto()
    DOTS = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; `operator` belongs to a field's name alone."""

    sign: Sign
    text: str
    start: int
    end: int
    is_quoted: bool = False
    operator: str = ""


_MARKS = {"(": Sign.OPEN, ")": Sign.CLOSE, "-": Sign.MINUS}
_KEYWORDS = {"or": Sign.OR, "and": Sign.AND}


def lex(text: str) -> list[Token]:
    """Return the tokens, an END last; raises ConditionError.

    Characters that cannot be printed count as blanks.
    """
    plain = "".join(c if c.isprintable() else " " for c in text)
    tokens: list[Token] = []
    place = 0
    while place < len(plain):
        if plain[place].isspace():
            place += 1
            continue
        found = _next(plain, place)
        tokens += found
        place = found[-1].end
    return [*tokens, Token(Sign.END, "", len(plain), len(plain))]


def _next(text: str, place: int) -> list[Token]:
    mark = text[place]
    if mark in _MARKS:
        return [Token(_MARKS[mark], mark, place, place + 1)]
    if mark == '"':
        return [_quoted(text, place, Sign.WORD)]
    head = HEAD.match(text, place)
    if head:
        return _term(text, head)
    word = _bare(text, place, _BARE_WORD)
    return [Token(_KEYWORDS.get(word.casefold(), Sign.WORD), word, place, place + len(word))]


def _term(text: str, head: re.Match[str]) -> list[Token]:
    operator = head[2].lstrip(":") or ":"
    tokens = [Token(Sign.FIELD, head[1].casefold(), head.start(), head.end(), operator=operator)]
    place = head.end()
    while True:
        tokens.append(_value(text, place, head))
        place = tokens[-1].end
        if text.startswith(",", place):
            tokens.append(Token(Sign.COMMA, ",", place, place + 1))
        elif text.startswith("..", place):
            tokens.append(Token(Sign.DOTS, "..", place, place + 2))
        else:
            break
        place = tokens[-1].end
    if place < len(text) and not text[place].isspace() and text[place] != ")":
        raise ConditionError("a blank is missing", position=place)
    return tokens


def _value(text: str, place: int, head: re.Match[str]) -> Token:
    if text.startswith('"', place):
        return _quoted(text, place, Sign.VALUE)
    value = _bare(text, place, _BARE_VALUE)
    if not value:
        raise ConditionError(
            f"a value is missing after `{text[head.start() : place]}`",
            position=place,
            hint="write it without a blank, and in quotes if it holds blanks",
        )
    return Token(Sign.VALUE, value, place, place + len(value))


def _bare(text: str, place: int, pattern: re.Pattern[str]) -> str:
    found = pattern.match(text, place)
    return found[0] if found else ""


def _quoted(text: str, place: int, sign: Sign) -> Token:
    found = _QUOTED.match(text, place)
    if not found:
        raise ConditionError(
            "this quote is never closed", position=place, hint='close it with another `"`'
        )
    inner = _ESCAPED.sub(r"\1", found[1])
    return Token(sign, " ".join(inner.split()), place, found.end(), is_quoted=True)
