"""The words that are in use: what begins so, how usual each is, and what was meant instead.

How many entries have a word is counted among one in SAMPLE of them, which is enough to tell
the usual from the rare and costs next to nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from django.db import connection

from deskhand.jobs.memory import remembered
from deskhand.rules.spelling import distance, slips
from deskhand.rules.words import Sought, is_unspaced
from deskhand.search.columns import SIGN
from deskhand.search.models import Word
from deskhand.search.question import Pattern, Question, Wanted

SAMPLE = 16
# So many of the words that begin alike are looked for, the most usual ones.
MOST_FORMS = 50
LONGEST, LONGEST_WITH_DIGITS = 24, 12
# A word from this length on may hold two slips.
LONG = 7
NEAR = 60
_LAST = "\U0010ffff"


def is_listed(word: str) -> bool:
    """Whether a word is kept here: words of letters, short names such as srv01, and marks."""
    if word[:1] == SIGN:
        return True
    if not 1 < len(word) <= LONGEST or not word[0].isalpha() or is_unspaced(word):
        return False
    return word.isalpha() or len(word) <= LONGEST_WITH_DIGITS


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up: the forms of beginnings, the most usual first, and single words."""

    forms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sampled: Mapping[str, int] = field(default_factory=dict)

    def pattern(self, sought: Sought) -> Pattern:
        """Say in words of the index what somebody looks for."""
        *before, last = sought.words
        goes_on = sought.is_begun and not all(_has_forms(word) for word in last)
        if sought.is_begun and not goes_on:
            listed = [form for word in last for form in self.forms.get(word, ())]
            last = tuple(dict.fromkeys((*last, *listed)))[:MOST_FORMS]
        words = (*before, last)
        return Pattern(words, goes_on, entries=min(map(self.entries, words)))

    def entries(self, forms: Iterable[str]) -> int:
        """Return about how many entries have one of these."""
        return SAMPLE * sum(self.sampled.get(form, 0) for form in forms)


def wanted(question: Question, known: "Known | None" = None) -> Wanted:
    """Say a question in the words of the index; takes one statement, where what it asks for was
    not looked up before."""
    choices = [sought for group in question.every for sought in group]
    known = known or look_up([*choices, *question.none], signs(question.marks))
    return Wanted(
        every=tuple(tuple(map(known.pattern, group)) for group in question.every),
        none=tuple(map(known.pattern, question.none)),
        marks=question.marks,
        marked=tuple(known.entries([SIGN + mark for mark in each]) for each in question.marks),
        with_notes=question.with_notes,
    )


def signs(marks: Iterable[Iterable[str]]) -> list[str]:
    """Return how marks stand among the words."""
    return [SIGN + mark for each in marks for mark in sorted(each)]


def look_up(sought: Iterable[Sought], marks: Iterable[str] = ()) -> Known:
    """Look all words up with one statement."""
    beginnings: dict[str, None] = {}
    words: dict[str, None] = dict.fromkeys(marks)
    for each in sought:
        words.update(dict.fromkeys(word for forms in each.words for word in forms))
        if each.is_begun:
            beginnings.update(dict.fromkeys(filter(_has_forms, each.words[-1])))
    forms: dict[str, list[str]] = {}
    sampled: dict[str, int] = {}
    for beginning, word, count in _read(tuple(beginnings), tuple(words)):
        sampled[word] = count
        if beginning:
            forms.setdefault(beginning, []).append(word)
    return Known(forms, sampled)


def _has_forms(word: str) -> bool:
    """Whether what begins so is listed here; numbers and signs are left to the engine."""
    return word.isalpha() and 1 < len(word) <= LONGEST


@remembered
def _read(beginnings: tuple[str, ...], words: tuple[str, ...]) -> list[tuple[str, str, int]]:
    parts: list[str] = []
    values: list[str | int] = []
    for beginning in beginnings:
        parts.append(
            "SELECT * FROM (SELECT %s AS beginning, word, sampled FROM search_word "
            "WHERE word >= %s AND word < %s ORDER BY sampled DESC, word LIMIT %s) AS begun"
        )
        values += [beginning, beginning, beginning + _LAST, MOST_FORMS]
    if words:
        places = ", ".join(["%s"] * len(words))
        parts.append(f"SELECT '', word, sampled FROM search_word WHERE word IN ({places})")  # noqa: S608
        values += words
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return list(cursor.fetchall())


def nearest(word: str, *, most: int = 3) -> list[str]:
    """Return the words that were probably meant instead of a misspelt one, likeliest first."""
    if not word.isalpha() or not 3 < len(word) <= LONGEST:
        return []
    one_off = Word.objects.filter(word__in=slips(word)).values_list("word", "sampled")
    found = {each: (1, -sampled) for each, sampled in one_off}
    if len(word) >= LONG:
        for each, sampled in _beginning_alike(word):
            if each not in found and each != word and distance(word, each) == 2:
                found[each] = (2, -sampled)
    return sorted(found, key=lambda each: (found[each], each))[:most]


def _beginning_alike(word: str) -> Iterable[tuple[str, int]]:
    beginning, size = word[: len(word) // 2], len(word)
    alike = Word.objects.filter(word__gte=beginning, word__lt=beginning + _LAST, sampled__gt=0)
    return (
        alike.extra(where=["length(word) BETWEEN %s AND %s"], params=[size - 2, size + 2])
        .order_by("-sampled", "word")
        .values_list("word", "sampled")[:NEAR]
    )


@dataclass(slots=True)
class Change:
    """How the use of words changes when entries are written anew."""

    come: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def note(self, number: int, old: Set[str], new: Set[str]) -> None:
        """Note one entry: the words and marks that it had, and those that it has now."""
        come, gone = new - old, old - new
        self.come |= come
        self.gone |= gone
        if number % SAMPLE == 0:
            self.counts.update(come)
            self.counts.subtract(gone)

    def write(self) -> None:
        """List what is new, and count what is sampled."""
        known = _known(self.come)
        rows = [
            (word, self.counts[word])
            for word in sorted(self.come | self.gone)
            if (self.counts[word] or word not in known) and (word in known or is_listed(word))
        ]
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, [(word, max(n, 0), n, n) for word, n in rows])


def forget(words: Iterable[str]) -> None:
    """Take words off the list."""
    Word.objects.filter(word__in=list(words)).delete()


_ADD = (
    "INSERT INTO search_word (word, sampled) VALUES (%s, %s) ON CONFLICT (word) DO UPDATE SET "
    "sampled = CASE WHEN search_word.sampled + %s < 0 THEN 0 ELSE search_word.sampled + %s END"
)


def _known(words: Iterable[str]) -> set[str]:
    asked, found = list(words), set[str]()
    with connection.cursor() as cursor:
        for place in range(0, len(asked), 5_000):
            some = asked[place : place + 5_000]
            places = ", ".join(["%s"] * len(some))
            cursor.execute(f"SELECT word FROM search_word WHERE word IN ({places})", some)  # noqa: S608
            found.update(word for (word,) in cursor)
    return found
