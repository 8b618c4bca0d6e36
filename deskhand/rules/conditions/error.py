"""The refusal of a condition, and the guess at what was meant."""

from collections.abc import Iterable
from difflib import get_close_matches


class ConditionError(ValueError):
    """A text that is no condition: what is wrong, where (counted from 0), and what would help."""

    def __init__(self, message: str, *, position: int, hint: str = "") -> None:
        self.message = message
        self.position = position
        self.hint = hint
        super().__init__(message)

    def __str__(self) -> str:
        said = f"{self.message} at character {self.position + 1}"
        return f"{said}; {self.hint}" if self.hint else said


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that was probably meant, or an empty text."""
    candidates = sorted(known)
    close = get_close_matches(word, candidates, n=1, cutoff=0.6)
    begun = [c for c in candidates if word and (c.startswith(word) or word.startswith(c))]
    return (close + begun + [""])[0]
