"""Answers to the fields of forms: `field:users` is answered, `field:users:>5` says so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from operator import ge, gt, le, lt

from deskhand.rules.conditions.folding import fold

_SAID = re.compile(r"(?P<name>[\w-]+)(?::(?P<operator><=|>=|<|>)?(?P<word>[^<>].*))?", re.DOTALL)
LARGEST = Decimal(10) ** 12
_COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True, slots=True)
class Mark:
    """One word that a field was answered with, folded; `rank` orders numbers and days."""

    name: str
    word: str = ""
    rank: Decimal | None = None

    def __str__(self) -> str:
        return f"{self.name}:{self.word}" if self.word else self.name


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a condition asks of a field: nothing more than an answer, a word, or a rank."""

    name: str
    word: str = ""
    operator: str = ""
    rank: Decimal | None = None

    def holds(self, marks: Iterable[Mark]) -> bool:
        return any(self._is_met(mark) for mark in marks if mark.name == self.name)

    def _is_met(self, mark: Mark) -> bool:
        if self.operator and self.rank is not None:
            return mark.rank is not None and _COMPARE[self.operator](mark.rank, self.rank)
        return not self.word or mark.word == self.word


def wanted(text: str) -> Wanted | None:
    """Return what was asked for; None where no field is named, or where no number and no day
    follows `<` or `>`."""
    found = _SAID.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    word, operator = fold(found["word"] or ""), found["operator"] or ""
    rank = rank_of((found["word"] or "").strip()) if operator else None
    if operator and rank is None:
        return None
    return Wanted(fold(found["name"]), word, operator, rank)


def rank_of(text: str) -> Decimal | None:
    """Return where a number or a day (ISO 8601) stands among its like; None for anything else."""
    try:
        if len(text) == 10 and text[4:5] == "-":
            return Decimal(date.fromisoformat(text).toordinal())
        number = Decimal(text)
    except (ValueError, InvalidOperation):
        return None
    return number if number.is_finite() and abs(number) < LARGEST else None
