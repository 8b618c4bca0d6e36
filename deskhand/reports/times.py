"""How long the first and the further answers take, and the solving: medians, and what nine of
ten did not exceed, in the hours of the calendars."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from deskhand.reports.asking import Asked, Cut, per_key, per_month
from deskhand.reports.figures import Column, Figure, Kind, Picture
from deskhand.reports.naming import names_of
from deskhand.rules.histogram import quantile

Rows = Iterable[dict[str, Any]]


def figures(asked: Asked) -> list[Figure]:
    answers = _(
        "Open hours from receipt, or from what the promise counts from, to the first answer. "
        "Half were not longer than the bar, nine of ten not longer than the line."
    )
    further = _("Open hours from what the requester wrote to the next answer.")
    solving = _(
        "Open hours while the ticket was open, from receipt until it was solved for the last time."
    )
    found = [
        _by_month(asked, "first", _("First answer"), answers, "first_response"),
        _by_month(asked, "next", _("Further answers"), further, "next_response"),
        _by_month(asked, "solving", _("Solving"), solving, "solve"),
    ]
    for name, cut in (("teams", Cut.TEAM), ("clients", Cut.ORGANIZATION)):
        if asked.may_compare(cut):
            found.append(_compared(asked, name, cut))
    return found


def _by_month(asked: Asked, name: str, title: str, about: str, measure: str) -> Figure:
    counted = _counted(per_month(asked, measure), lambda row: row["starts_on"])
    return Figure(
        name,
        title,
        about,
        (Column(_("Month"), Kind.MONTH), *_columns()),
        [(month, *_numbers(counted[month])) for month in asked.months],
        Picture("months", 2, line=3),
    )


def _compared(asked: Asked, name: str, cut: str) -> Figure:
    counted = _counted(per_key(asked, "first_response", cut), lambda row: row["key"])
    named = names_of(cut, counted)
    rows = [(named[key], *_numbers(counts)) for key, counts in counted.items()]
    title = _("First answer by team") if cut == Cut.TEAM else _("First answer by client")
    return Figure(
        name,
        title,
        _("The longest median first."),
        (Column(str(Cut(cut).label), Kind.TEXT), *_columns()),
        sorted(rows, key=lambda row: -(row[2] or 0)),
        Picture("bars", 2),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("How many")),
        Column(_("Half within"), Kind.SPAN),
        Column(_("Nine of ten within"), Kind.SPAN),
    )


def _numbers(counts: Counter[int]) -> tuple[int, float | None, float | None]:
    return counts.total(), quantile(counts, 0.5), quantile(counts, 0.9)


def _counted(
    rows: Rows, by: Callable[[dict[str, Any]], Hashable]
) -> defaultdict[Any, Counter[int]]:
    counts: defaultdict[Any, Counter[int]] = defaultdict(Counter)
    for row in rows:
        counts[by(row)][int(row["label"])] += row["times"]
    return counts
