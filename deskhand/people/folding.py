"""Columns that keep a text as it is compared, beside the text as it was written.

No engine folds every alphabet (SQLite folds ASCII only), so it is done here once. A bulk
`update()` passes such a column by: save the row, or set both.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.db import models

from deskhand.rules.conditions.folding import fold


class FoldedField(models.TextField):
    """The folded form of the column `of`, written with every save.

    A list is kept as lines between line feeds: a line that holds "vip" is found by
    looking for "\\nvip\\n". An empty list is an empty text.
    """

    def __init__(self, *args: Any, of: str = "", **options: Any) -> None:
        self.of = of
        options |= {"editable": False, "default": "", "blank": True}
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        for given in ("editable", "default", "blank"):
            options.pop(given, None)
        return name, path, list(args), options | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        written = getattr(model_instance, self.of)
        folded = fold_lines(written) if isinstance(written, list) else fold(str(written))
        setattr(model_instance, self.attname, folded)
        return folded


class TailField(models.CharField):
    """The last digits of the telephone number in the column `of`, written with every save.

    However a number is typed, these are the same; who has it is found by them and then compared
    in full.
    """

    def __init__(self, *args: Any, of: str = "", **options: Any) -> None:
        self.of = of
        options |= {"editable": False, "default": "", "blank": True, "max_length": TAIL}
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        for given in ("editable", "default", "blank", "max_length"):
            options.pop(given, None)
        return name, path, list(args), options | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        tail = tail_of(str(getattr(model_instance, self.of)))
        setattr(model_instance, self.attname, tail)
        return tail


TAIL = 6
# Where the number within a house begins.
_EXTENSION = re.compile(r"[;,#x]|ext", re.IGNORECASE)


def tail_of(typed: str) -> str:
    """Return the last digits of a telephone number, without an extension; fewer of a short one."""
    digits = [char for char in _EXTENSION.split(typed, maxsplit=1)[0] if char.isdecimal()]
    return "".join(str(int(char)) for char in digits[-TAIL:])


def fold_lines(texts: list[Any]) -> str:
    """Return the folded texts, each between line feeds."""
    return "".join(f"\n{fold(str(text))}" for text in texts) + ("\n" if texts else "")
