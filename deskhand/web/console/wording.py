"""The numbers of a report in words, on pages and in files."""

from datetime import date
from math import floor
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from deskhand.reports.figures import Column, Figure, Kind

NOTHING = "–"
NAMES = frozenset({Kind.TEXT, Kind.MONTH})


def words_of(figure: Figure) -> list[list[tuple[str, bool]]]:
    """Return the rows as people read them, each cell with whether it is a number."""
    return [
        [
            (cell_words(value, column), column.kind not in NAMES)
            for value, column in zip(row, figure.columns, strict=True)
        ]
        for row in figure.rows
    ]


def cell_words(value: Any, column: Column) -> str:
    """Return one number as people read it."""
    if value is None:
        return NOTHING
    return _WORDS.get(column.kind, str)(value)


def mark_words(value: Any, column: Column) -> str:
    """Return one number as it stands on a mark of a picture: shares in whole percents."""
    if value is not None and column.kind == Kind.SHARE:
        return _("%(percent)s %%") % {"percent": number_format(floor(value * 100))}
    return cell_words(value, column)


def plain_words(figure: Figure) -> list[list[str]]:
    """Return the rows as programs read them: months as 2026-03, shares as 0.95, spans in hours."""
    return [
        ["" if value is None else _PLAIN.get(column.kind, str)(value) for value, column in cells]
        for cells in (zip(row, figure.columns, strict=True) for row in figure.rows)
    ]


def month_words(month: date) -> str:
    return f"{MONTHS_3[month.month]} {month.year}".capitalize()


def _span(seconds: float) -> str:
    """Open hours are never days: a day of them would be anybody's guess."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    hours, rest = divmod(minutes, 60)
    if hours >= 10 or not rest:
        rounded = number_format(round(minutes / 60), use_l10n=True, force_grouping=True)
        return _("%(hours)s h") % {"hours": rounded}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


_WORDS = {
    Kind.MONTH: month_words,
    Kind.COUNT: lambda value: number_format(value, use_l10n=True, force_grouping=True),
    Kind.NUMBER: lambda value: number_format(value, 2, use_l10n=True, force_grouping=True),
    Kind.SHARE: lambda value: (
        _("%(percent)s %%")
        % {"percent": number_format(value * 100, decimal_pos=1 if 0 < value < 1 else 0)}
    ),
    Kind.SPAN: _span,
}
_PLAIN = {
    Kind.MONTH: lambda value: f"{value:%Y-%m}",
    Kind.NUMBER: lambda value: f"{value:.4f}",
    Kind.SHARE: lambda value: f"{value:.4f}",
    Kind.SPAN: lambda value: f"{value / 3600:.2f}",
}
