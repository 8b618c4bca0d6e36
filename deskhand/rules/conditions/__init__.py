"""The condition language: does this match? One small language wherever the house asks that.

`parse` checks a text against typed fields, `evaluate` asks a mapping of facts, `explain`
says why, and `str(condition)` is the one canonical way to write it. What is not known
(NULL) matches nothing, not even under `-`. `docs/conditions.md` tells it to users.
"""

from deskhand.rules.conditions.answers import Mark, Wanted, rank_of, wanted
from deskhand.rules.conditions.error import ConditionError
from deskhand.rules.conditions.evaluation import evaluate
from deskhand.rules.conditions.explanation import explain
from deskhand.rules.conditions.facts import Level, Someone, Wording
from deskhand.rules.conditions.fields import Field, Kind, field_table
from deskhand.rules.conditions.folding import fold
from deskhand.rules.conditions.overlap import covers, fields_of, may_match, may_meet
from deskhand.rules.conditions.parsing import parse
from deskhand.rules.conditions.tree import Condition

__all__ = [
    "Condition",
    "ConditionError",
    "Field",
    "Kind",
    "Level",
    "Mark",
    "Someone",
    "Wanted",
    "Wording",
    "covers",
    "evaluate",
    "explain",
    "field_table",
    "fields_of",
    "fold",
    "may_match",
    "may_meet",
    "parse",
    "rank_of",
    "wanted",
]
