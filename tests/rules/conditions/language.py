"""Fields and random conditions, for the tests of the language."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from deskhand.rules.conditions import Condition, Field, Kind, field_table, parse
from deskhand.rules.conditions.values import enclosed, quoted
from deskhand.rules.words import words_in

FIELDS = field_table(
    Field("status", Kind.NAME),
    Field("category", Kind.CHOICE, choices=("new", "open", "held")),
    Field("team", Kind.NAME, may_be_missing=True),
    Field("priority", Kind.LEVEL),
    Field("assignee", Kind.PERSON, may_be_missing=True),
    Field("subject", Kind.TEXT, takes_words=True),
    Field("tag", Kind.NAMES, may_be_missing=True),
    Field("said", Kind.WORDS),
    Field("number", Kind.NUMBER),
    Field("review", Kind.FLAG),
    Field("created", Kind.PAST),
    Field("closed", Kind.PAST, may_be_missing=True),
    Field("due", Kind.DUE, may_be_missing=True),
)

WORDS = st.sampled_from(
    [
        *("a", "b", "ab", "A b", "vip", "or", "none", "me", "open", "new", "1", "birch"),
        *("straße", "STRASSE", "İ", "ﬁn", "ǅ", "ς", "é", "e\u0301", "Ärger", "ärger"),
        *("-x", "x:y", "50%", "a_b", '"', "\\", "(", "a,b", "1..2", "<a", "#1", "%", "_"),
    ]
)
DURATIONS = st.sampled_from(["0h", "1m", "59m", "1h", "24h", "1d", "-1h", "-2d", "1w", "1d1h"])
DAYS = st.one_of(
    st.sampled_from(["today", "yesterday", "tomorrow"]),
    st.dates(date(2026, 2, 27), date(2026, 3, 8)).map(date.isoformat),
)
OPERATORS = st.sampled_from(["<", "<=", ">", ">="])


def terms(fields: Any, words: st.SearchStrategy[str] = WORDS) -> st.SearchStrategy[str]:
    """One term on one of the fields, or a free word."""
    taking = next(field for field in fields.values() if field.takes_words)
    free = words.filter(words_in) if taking.kind is Kind.WORDS else words
    written = free.map(lambda w: f'"{w}"' if ":" in w and "(" not in w else quoted(w))
    return st.one_of(written, *(_term(field, words) for field in fields.values()))


def conditions(
    fields: Any = FIELDS, words: st.SearchStrategy[str] = WORDS
) -> st.SearchStrategy[Condition]:
    """Random conditions with all operators, lists, ranges, minus signs and parentheses."""
    texts = st.recursive(
        terms(fields, words),
        lambda inner: st.one_of(
            inner.map(lambda text: f"-({text})"),
            st.lists(inner, min_size=2, max_size=3).map(" ".join),
            st.lists(inner, min_size=2, max_size=3).map(lambda t: f"({' or '.join(t)})"),
        ),
        max_leaves=5,
    )
    return texts.map(lambda text: parse(text, fields, allow_words=True))


NAMED = st.sampled_from(["users", "where"])
ANSWERED = st.one_of(
    NAMED,
    st.builds("{}:{}{}".format, NAMED, OPERATORS, st.integers(-1, 6)),
    st.builds("{}:{}".format, NAMED, st.integers(0, 6)),
)


def _term(field: Field, words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    values = _values(field, words)
    if field.may_be_missing:
        values = st.one_of(values, st.just("none"))
    mark = st.sampled_from([":", ":="]) if field.kind in {Kind.TEXT, Kind.PERSON} else st.just(":")
    many = st.lists(values, min_size=1, max_size=3).map(",".join)
    kinds = [st.builds(lambda m, v: f"{field.name}{m}{v}", mark, many)]
    bounds = _bounds(field)
    if bounds is not None:
        kinds.append(st.builds(lambda o, v: f"{field.name}:{o}{v}", OPERATORS, bounds))
    if field.kind in {Kind.PAST, Kind.DUE}:
        span = st.tuples(DURATIONS, DURATIONS).map("..".join)
        kinds.append(span.map(lambda v: f"{field.name}:{v}"))
    sign = st.sampled_from(["", "-"])
    return st.builds(lambda s, text: s + text, sign, st.one_of(kinds))


def _values(field: Field, words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    numbers = st.integers(0, 6).map(str)
    days = st.one_of(DAYS, st.tuples(DAYS, DAYS).map("..".join))
    # Behind what compares stands a number.
    said = words.filter(lambda word: not word.startswith(("<", ">", "=")))
    return {
        Kind.TEXT: words.map(quoted),
        Kind.WORDS: words.filter(words_in).map(quoted),
        Kind.NAME: words.map(quoted),
        Kind.NAMES: words.map(quoted),
        Kind.ANSWERS: st.one_of(ANSWERED, st.builds("{}:{}".format, NAMED, said).map(enclosed)),
        Kind.PERSON: st.one_of(words.map(quoted), st.just("me")),
        Kind.CHOICE: st.sampled_from(field.choices or ("",)),
        Kind.NUMBER: st.one_of(numbers, st.tuples(numbers, numbers).map("..".join)),
        Kind.LEVEL: st.one_of(numbers, words.map(quoted)),
        Kind.FLAG: st.sampled_from(["yes", "no"]),
        Kind.PAST: days,
        Kind.DUE: days,
    }[field.kind]


def _bounds(field: Field) -> st.SearchStrategy[str] | None:
    if field.kind in {Kind.NUMBER, Kind.LEVEL}:
        return st.one_of(st.integers(-1, 6), st.just(10**18 - 1)).map(str)
    if field.kind in {Kind.PAST, Kind.DUE}:
        return st.one_of(DURATIONS, DAYS)
    return None
