"""Fields have a type; it decides which operators and which values may follow the colon."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Kind(Enum):
    """What a field holds. In brackets: the Python type of its fact (None where nothing is)."""

    TEXT = "text"  # [str] `:` contains, `=` is the whole text
    WORDS = "words"  # [Wording] a word, or the beginning of one; in quotes words as they stand
    NAME = "name"  # [tuple of str] whatever it is called: short name, name
    NAMES = "names"  # [tuple of str] several at once, as tags are; empty rather than None
    ANSWERS = "answers"  # [tuple of Mark] answers to fields of forms: `name`, `name:word`
    PERSON = "person"  # [Someone] `:` part of name or address, `=` all of it; `me`
    CHOICE = "choice"  # [str] one of `choices`
    NUMBER = "number"  # [int]
    LEVEL = "level"  # [Level] a number, or one of its names
    FLAG = "flag"  # [bool] yes or no
    PAST = "past"  # [datetime] a duration is its age: `>7d` older, `<2h` younger
    DUE = "due"  # [datetime] a duration is the time left: `<2h` soon or late, `<0h` late


ORDERED = frozenset({Kind.NUMBER, Kind.LEVEL, Kind.PAST, Kind.DUE})
WHOLE_OR_PART = frozenset({Kind.TEXT, Kind.PERSON})


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `may_be_missing` allows `none`; free words are looked for where `takes_words`."""

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    may_be_missing: bool = False
    takes_words: bool = False


def field_table(*fields: Field) -> Mapping[str, Field]:
    """Return the fields by name; raises ValueError when two have the same."""
    table = {field.name: field for field in fields}
    if len(table) != len(fields):
        raise ValueError("two fields have the same name")
    return MappingProxyType(table)
