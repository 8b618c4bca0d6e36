"""Promises kept: how many of those that were decided in these months, and whose.

A promise is decided when it is kept, or when its time ran out. What was withdrawn or replaced
before, and what still runs, is not counted.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from deskhand.reports.asking import Asked, Cut, per_key, per_label, per_month
from deskhand.reports.figures import Column, Figure, Kind, Picture, share
from deskhand.reports.naming import kind_name, names_of

MEASURE = "promise"
KEPT, BROKEN = 0, 1


def figures(asked: Asked) -> list[Figure]:
    """By month, by kind, and by what the whole may be compared by."""
    compared = (
        ("clients", _("By client"), Cut.ORGANIZATION),
        ("teams", _("By team"), Cut.TEAM),
        ("policies", _("By policy"), Cut.POLICY),
        ("priorities", _("By priority"), Cut.PRIORITY),
    )
    found = [_by_month(asked), _by_kind(asked)]
    found += [
        _compared(asked, name, title, cut)
        for name, title, cut in compared
        if asked.may_compare(cut)
    ]
    return found


def _by_month(asked: Asked) -> Figure:
    rows = per_month(asked, MEASURE)
    everything = _decided(rows, lambda row: row["starts_on"])
    by_policy = _decided(
        (
            row
            for row in [*rows, *per_month(asked, "as_computed")]
            if row["label"].endswith(":policy")
        ),
        lambda row: row["starts_on"],
    )
    return Figure(
        "months",
        _("Promises kept"),
        _(
            "Of the promises that were decided in each month. The second share is that of the "
            "policy alone: without what an agent promised by hand, and with due times as they were "
            "before somebody set them."
        ),
        (
            Column(_("Month"), Kind.MONTH),
            Column(_("Kept")),
            Column(_("Broken")),
            Column(_("Share kept"), Kind.SHARE),
            Column(_("By policy alone"), Kind.SHARE),
        ),
        [
            (month, *everything[month], share(*everything[month]), share(*by_policy[month]))
            for month in asked.months
        ],
        Picture("months", 3),
    )


def _by_kind(asked: Asked) -> Figure:
    decided = _decided(per_label(asked, MEASURE), lambda row: row["label"].partition(":")[0])
    rows = [(kind_name(str(kind)), *counts, share(*counts)) for kind, counts in decided.items()]
    return _table("kinds", _("By kind"), _("Kind"), rows)


def _compared(asked: Asked, name: str, title: str, cut: str) -> Figure:
    decided = _decided(per_key(asked, MEASURE, cut), lambda row: row["key"])
    named = names_of(cut, decided)
    rows = [(named[key], *counts, share(*counts)) for key, counts in decided.items()]
    return _table(name, title, str(Cut(cut).label), sorted(rows, key=lambda row: -row[1] - row[2]))


def _table(name: str, title: str, first: str, rows: list[tuple[Any, ...]]) -> Figure:
    columns = (
        Column(first, Kind.TEXT),
        Column(_("Kept")),
        Column(_("Broken")),
        Column(_("Share kept"), Kind.SHARE),
    )
    about = _("The filled part was kept, the rest was broken.")
    return Figure(name, title, about, columns, rows, Picture("bars", 1, rest=2))


def _decided(
    rows: Iterable[dict[str, Any]], by: Callable[[dict[str, Any]], Hashable]
) -> dict[Any, tuple[int, int]]:
    """How many were kept and how many were broken."""
    counts: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        counts[by(row)][BROKEN if ":broken:" in row["label"] else KEPT] += row["times"]
    found: dict[Any, tuple[int, int]] = defaultdict(lambda: (0, 0))
    found.update({key: (kept, broken) for key, (kept, broken) in counts.items()})
    return found
