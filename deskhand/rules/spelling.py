"""Misspelt words: what lies one slip of the fingers away, and how far two words are apart."""

from collections.abc import Iterator

_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщъыьэюя",
    "αβγδεζηθικλμνξοπρσςτυφχψω",
)


def slips(word: str) -> set[str]:
    """Return the words from which one slip makes this one.

    A slip leaves out a letter, adds one, takes another one, or changes two over.
    """
    letters = _letters(word)
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    made = {head + tail[1:] for head, tail in cuts if tail}
    made |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    made |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in letters}
    made |= {head + letter + tail for head, tail in cuts for letter in letters}
    return made - {word}


def distance(one: str, other: str) -> int:
    """Return by how many slips two words differ."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, wanted in enumerate(other, 1):
            steps = [last[column] + 1, now[-1] + 1, last[column - 1] + (letter != wanted)]
            if row > 1 and column > 1 and (letter, one[row - 2]) == (other[column - 2], wanted):
                steps.append(before[column - 2] + 1)
            now.append(min(steps))
        before, last = last, now
    return last[-1]


def _letters(word: str) -> set[str]:
    """The alphabets of a word, and its own letters whatever they are."""
    return {*word, *_used(word)}


def _used(word: str) -> Iterator[str]:
    for alphabet in _ALPHABETS:
        if any(letter in alphabet for letter in word):
            yield from alphabet
