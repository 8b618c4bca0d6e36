"""Values as they are typed, read by the type of their field."""

import re
from collections.abc import Callable
from datetime import date

from deskhand.rules.conditions.answers import wanted
from deskhand.rules.conditions.error import ConditionError, nearest
from deskhand.rules.conditions.fields import Field, Kind
from deskhand.rules.conditions.folding import fold
from deskhand.rules.conditions.lexing import Token
from deskhand.rules.conditions.values import (
    NEAR_DAYS,
    Day,
    Duration,
    Flag,
    Me,
    Name,
    NearDay,
    Nobody,
    Number,
    Phrase,
    Value,
)
from deskhand.rules.words import words_in

_NUMBER = re.compile(r"-?[0-9]{1,18}")
_DURATION = re.compile(r"(-?)((?:[0-9]{1,9}[mhdw])+)", re.IGNORECASE)
_PIECE = re.compile(r"([0-9]+)([a-z])", re.IGNORECASE)
_MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10080}
_LONGEST = 100 * 365 * 1440
_YEARS = range(1970, 2200)
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}
_NEAR = {word: NearDay(days) for days, word in NEAR_DAYS.items()}


def read_value(field: Field, token: Token) -> Value:
    """Return the value that a token means for this field; raises ConditionError."""
    word = token.text.casefold()
    if not token.is_quoted and word == "none" and field.may_be_missing:
        return Nobody()
    return _READERS[field.kind](field, token)


def read_word(field: Field, token: Token) -> Value:
    """Return what a free word means; raises ConditionError."""
    return _words(field, token) if field.kind is Kind.WORDS else Name(token.text)


def _name(field: Field, token: Token) -> Value:
    if not fold(token.text):
        raise ConditionError(f"the value of `{field.name}` is empty", position=token.start)
    return Name(token.text)


def _answers(field: Field, token: Token) -> Value:
    if wanted(token.text) is not None:
        return Name(token.text)
    raise ConditionError(
        f"`{token.text}` is no field of a form with its answer",
        position=token.start,
        hint=f"such as `{field.name}:users`, `{field.name}:users:12`, `{field.name}:users:>5`",
    )


def _words(field: Field, token: Token) -> Value:
    if not words_in(token.text):
        raise ConditionError(
            f"`{token.text}` holds no letter or digit to look for", position=token.start
        )
    return Phrase(token.text) if token.is_quoted else Name(token.text)


def _person(field: Field, token: Token) -> Value:
    if not token.is_quoted and token.text.casefold() == "me":
        return Me()
    return _name(field, token)


def _choice(field: Field, token: Token) -> Value:
    word = fold(token.text)
    if word in field.choices:
        return Name(word)
    meant = nearest(word, field.choices)
    raise ConditionError(
        f"`{token.text}` is not a value of `{field.name}`",
        position=token.start,
        hint=f"did you mean `{meant}`?" if meant else f"one of {', '.join(field.choices)}",
    )


def _number(field: Field, token: Token) -> Value:
    if _NUMBER.fullmatch(token.text):
        return Number(int(token.text))
    raise ConditionError(
        f"`{field.name}` is a number, which `{token.text}` is not", position=token.start
    )


def _level(field: Field, token: Token) -> Value:
    if _NUMBER.fullmatch(token.text):
        return Number(int(token.text))
    return _name(field, token)


def _flag(field: Field, token: Token) -> Value:
    if token.text.casefold() in _FLAGS:
        return Flag(_FLAGS[token.text.casefold()])
    raise ConditionError(f"`{field.name}` is `yes` or `no`", position=token.start)


def _instant(field: Field, token: Token) -> Value:
    word = token.text.casefold()
    if word in _NEAR:
        return _NEAR[word]
    if _DURATION.fullmatch(word):
        return _duration(token)
    try:
        day = date.fromisoformat(word) if len(word) == 10 else None
    except ValueError:
        day = None
    if day and day.year in _YEARS:
        return Day(day)
    raise ConditionError(
        f"`{token.text}` is neither a duration nor a day",
        position=token.start,
        hint="such as `30m`, `2h`, `7d`, `3w`, `today`, `2026-03-31`",
    )


def _duration(token: Token) -> Duration:
    minutes = sum(int(n) * _MINUTES[u] for n, u in _PIECE.findall(token.text.casefold()))
    if minutes > _LONGEST:
        raise ConditionError(f"`{token.text}` is too long a time", position=token.start)
    return Duration(-minutes if token.text.startswith("-") else minutes)


_READERS: dict[Kind, Callable[[Field, Token], Value]] = {
    Kind.TEXT: _name,
    Kind.WORDS: _words,
    Kind.NAME: _name,
    Kind.NAMES: _name,
    Kind.ANSWERS: _answers,
    Kind.PERSON: _person,
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.LEVEL: _level,
    Kind.FLAG: _flag,
    Kind.PAST: _instant,
    Kind.DUE: _instant,
}
