"""From tokens to a checked tree. Blank binds closer than `or`; `-` binds closest."""

from collections.abc import Mapping

from deskhand.rules.conditions.error import ConditionError, nearest
from deskhand.rules.conditions.fields import ORDERED, WHOLE_OR_PART, Field, Kind
from deskhand.rules.conditions.folding import fold
from deskhand.rules.conditions.lexing import Sign, Token, lex
from deskhand.rules.conditions.reading import read_value, read_word
from deskhand.rules.conditions.tree import Condition, Either, Every, Node, Not, Place, Term
from deskhand.rules.conditions.values import (
    Day,
    Duration,
    NearDay,
    Number,
    Span,
    Value,
)

LONGEST = 2000
DEEPEST = 20
MOST_VALUES = 100


def parse(text: str, fields: Mapping[str, Field], *, allow_words: bool) -> Condition:
    """Return the checked condition; an empty text matches everything.

    Free words are refused unless `allow_words`: rules must name the field they mean. What
    is too long, too deep or too wide for a database is refused as well. Raises
    ConditionError with the position.
    """
    if len(text) > LONGEST:
        raise ConditionError(f"longer than {LONGEST} characters", position=LONGEST)
    return Condition(_Parser(lex(text), fields, allow_words=allow_words).whole(), text)


class _Parser:
    def __init__(
        self, tokens: list[Token], fields: Mapping[str, Field], *, allow_words: bool
    ) -> None:
        self._tokens = tokens
        self._fields = fields
        self._allow_words = allow_words
        self._place = 0
        self._depth = 0
        self._values = 0

    def whole(self) -> Node:
        if self._peek().sign is Sign.END:
            return Every(())
        node = self._either()
        if self._peek().sign is not Sign.END:
            raise self._stray()
        return node

    def _peek(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self._peek()
        self._place += 1
        return token

    def _either(self) -> Node:
        parts = [self._every()]
        while self._peek().sign is Sign.OR:
            self._take()
            parts.append(self._every())
        if len(parts) == 1:
            return parts[0]
        flat = [p for part in parts for p in (part.parts if isinstance(part, Either) else [part])]
        return Either(tuple(flat), _around(parts))

    def _every(self) -> Node:
        parts = [self._factor()]
        while self._peek().sign not in {Sign.OR, Sign.CLOSE, Sign.END}:
            if self._peek().sign is Sign.AND:
                self._take()
            parts.append(self._factor())
        if len(parts) == 1:
            return parts[0]
        flat = [p for part in parts for p in (part.parts if isinstance(part, Every) else [part])]
        return Every(tuple(flat), _around(parts))

    def _factor(self) -> Node:
        token = self._peek()
        if token.sign is Sign.MINUS:
            return self._negated()
        if token.sign is Sign.OPEN:
            return self._enclosed()
        if token.sign is Sign.FIELD:
            return self._term()
        if token.sign is Sign.WORD:
            return self._word()
        raise self._stray()

    def _stray(self) -> ConditionError:
        token = self._peek()
        if token.sign is Sign.END:
            return ConditionError("something is missing", position=token.start)
        hint = f'write `"{token.text}"` for the word' if token.sign in {Sign.OR, Sign.AND} else ""
        return ConditionError(f"`{token.text}` does not belong", position=token.start, hint=hint)

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ConditionError("nested too deeply", position=token.start)

    def _negated(self) -> Node:
        minus = self._take()
        self._deeper(minus)
        part = self._factor()
        self._depth -= 1
        place = Place(minus.start, part.place.end)
        if isinstance(part, Not):
            return _placed(part.part, place)
        return Not(part, place)

    def _enclosed(self) -> Node:
        opening = self._take()
        self._deeper(opening)
        node = self._either()
        self._depth -= 1
        if self._peek().sign is not Sign.CLOSE:
            raise ConditionError("this parenthesis is never closed", position=opening.start)
        closing = self._take()
        return _placed(node, Place(opening.start, closing.end))

    def _word(self) -> Term:
        token = self._take()
        field = next((f for f in self._fields.values() if f.takes_words), None)
        if not self._allow_words or field is None:
            raise ConditionError(
                f"`{token.text}` names no field",
                position=token.start,
                hint="free words belong to the search; write `field:value` here",
            )
        if not fold(token.text):
            raise ConditionError("nothing to look for", position=token.start)
        self._count(token)
        place = Place(token.start, token.end)
        return Term(field, ":", (read_word(field, token),), is_free=True, place=place)

    def _term(self) -> Term:
        head = self._take()
        field = self._fields.get(head.text) or self._unknown(head)
        values = [self._value(field)]
        while self._peek().sign is Sign.COMMA:
            self._take()
            values.append(self._value(field))
        operator = head.operator
        if operator == "=" and field.kind not in WHOLE_OR_PART:
            operator = ":"
        _check(field, operator, values, head)
        place = Place(head.start, self._tokens[self._place - 1].end)
        return Term(field, operator, tuple(values), place=place)

    def _unknown(self, head: Token) -> Field:
        meant = nearest(head.text, self._fields)
        hint = f"did you mean `{meant}`?"
        if not meant and self._allow_words:
            hint = "put it in quotes to look for these words"
        elif not meant:
            hint = f"here stand {', '.join(self._fields)}"
        raise ConditionError(f"unknown field `{head.text}`", position=head.start, hint=hint)

    def _value(self, field: Field) -> Value:
        token = self._take()
        self._count(token)
        value = read_value(field, token)
        if self._peek().sign is not Sign.DOTS:
            return value
        dots = self._take()
        high = read_value(field, self._take())
        return _span(field, value, high, dots)

    def _count(self, token: Token) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            raise ConditionError(f"more than {MOST_VALUES} values", position=token.start)


def _span(field: Field, low: Value, high: Value, dots: Token) -> Span:
    if isinstance(low, Number) and isinstance(high, Number):
        return Span(low, high)
    if isinstance(low, Duration) and isinstance(high, Duration):
        return Span(low, high)
    if isinstance(low, Day | NearDay) and isinstance(high, Day | NearDay):
        return Span(low, high)
    hint = "both ends must be of one sort" if field.kind in ORDERED else "put it in quotes"
    raise ConditionError("this is no range", position=dots.start, hint=hint)


def _check(field: Field, operator: str, values: list[Value], head: Token) -> None:
    at = head.start
    if operator in {":", "="}:
        if any(isinstance(value, Duration) for value in values):
            raise ConditionError(
                f"`{field.name}` needs `<` or `>` before a duration",
                position=at,
                hint=_duration_hint(field, values[0]),
            )
        return
    if field.kind not in ORDERED:
        raise ConditionError(
            f"`{field.name}` cannot be compared by `{operator}`",
            position=at,
            hint=f"write `{field.name}:{values[0]}`",
        )
    if len(values) > 1 or not isinstance(values[0], Number | Duration | Day | NearDay):
        raise ConditionError(
            f"`{operator}` takes one {'time' if field.kind in _TIMES else 'number'}", position=at
        )


_TIMES = frozenset({Kind.PAST, Kind.DUE})


def _duration_hint(field: Field, value: Value) -> str:
    less, more = ("sooner", "later") if field.kind is Kind.DUE else ("younger", "older")
    return f"`{field.name}:<{value}` is {less}, `{field.name}:>{value}` {more}"


def _around(parts: list[Node]) -> Place:
    return Place(parts[0].place.start, parts[-1].place.end)


def _placed(node: Node, place: Place) -> Node:
    match node:
        case Term(field, operator, values, is_free, _):
            return Term(field, operator, values, is_free, place)
        case Not(part, _):
            return Not(part, place)
        case Every(parts, _):
            return Every(parts, place)
        case Either(parts, _):
            return Either(parts, place)
