"""Forms of request types: which fields are asked, given what was answered.

A field may wait for another: it is asked once that one is asked and answered, or answered so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from deskhand.rules.conditions.folding import fold


@dataclass(frozen=True, slots=True)
class Question:
    """A field as far as this matters: `waits_for` names another, `until` what that must say."""

    slug: str
    waits_for: str = ""
    until: str = ""


Words = Mapping[str, Sequence[str]]


def asked(questions: Iterable[Question], words: Words) -> set[str]:
    """Return which fields are asked, where `words` are those of each answer that was given.

    A field that waits for one that is not there is asked; of those that wait for one another, none.
    """
    by_slug = {question.slug: question for question in questions}
    return {slug for slug in by_slug if _is_asked(slug, by_slug, words, frozenset())}


def _is_asked(
    slug: str, by_slug: Mapping[str, Question], words: Words, on_the_way: frozenset[str]
) -> bool:
    question = by_slug[slug]
    if question.waits_for not in by_slug:
        return True
    if slug in on_the_way:
        return False
    if not _is_asked(question.waits_for, by_slug, words, on_the_way | {slug}):
        return False
    given = [fold(word) for word in words.get(question.waits_for, ())]
    return fold(question.until) in given if question.until else bool(given)
