"""How tickets go through the desk: where their time goes, who solves them, what is handed over
and what bounces back."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from deskhand.reports.asking import Asked, Cut, per_label
from deskhand.reports.figures import Column, Figure, Kind, Picture
from deskhand.reports.naming import category_name, names_of, tier_name

Naming = Callable[[list[str]], dict[str, str]]


def figures(asked: Asked) -> list[Figure]:
    return [
        _solved(asked),
        _handovers(asked),
        _time(asked, "statuses", _("Time by status"), "status_time", _categories),
        _time(asked, "tiers", _("Time by tier"), "tier_time", _tiers),
        _time(asked, "teams", _("Time by team"), "team_time", _teams),
    ]


def _solved(asked: Asked) -> Figure:
    solved = {row["label"]: row["times"] for row in per_label(asked, "solved")}
    at_once = {row["label"]: row["times"] for row in per_label(asked, "first_contact")}
    whole = sum(solved.values())
    return Figure(
        "solved",
        _("Solved by tier"),
        _("At first contact: so said, or by who took it up with one answer; and for good."),
        (
            Column(_("Tier"), Kind.TEXT),
            Column(_("Solved")),
            Column(_("Share"), Kind.SHARE),
            Column(_("At first contact")),
        ),
        [
            (tier_name(tier), count, count / whole if whole else None, at_once.get(tier, 0))
            for tier, count in sorted(solved.items())
        ],
        Picture("bars", 1),
    )


def _handovers(asked: Asked) -> Figure:
    bounced = {row["label"] for row in per_label(asked, "bounce")}
    rows = []
    for row in per_label(asked, "handover"):
        before, _to, after = row["label"].partition(">")
        way = _("back") if row["label"] in bounced else _("on")
        path = _("%(before)s to %(after)s") % {
            "before": tier_name(before),
            "after": tier_name(after),
        }
        rows.append((path, way, row["times"]))
    columns = (
        Column(_("Between tiers"), Kind.TEXT),
        Column(_("Way"), Kind.TEXT),
        Column(_("Times")),
    )
    return Figure(
        "handovers",
        _("Hand-overs"),
        _("What goes back to a lower tier ought not to have come up, or was not made ready."),
        columns,
        sorted(rows, key=lambda row: -row[2]),
        Picture("bars", 2),
    )


def _time(asked: Asked, name: str, title: str, measure: str, naming: Naming) -> Figure:
    counted = per_label(asked, measure)
    named = naming([row["label"] for row in counted])
    rows = [
        (
            named[row["label"]],
            row["times"],
            row["open_time"],
            row["open_time"] / row["times"] if row["times"] else None,
            row["all_time"],
        )
        for row in counted
    ]
    return Figure(
        name,
        title,
        _("Open hours of stretches that ended in these months; a ticket has one or more of each."),
        (
            Column(_("Where"), Kind.TEXT),
            Column(_("Stretches")),
            Column(_("In all"), Kind.SPAN),
            Column(_("On average"), Kind.SPAN),
            Column(_("Elapsed"), Kind.SPAN),
        ),
        sorted(rows, key=lambda row: -row[2]),
        Picture("bars", 2),
    )


def _categories(labels: Iterable[str]) -> dict[str, str]:
    return {label: category_name(label) for label in labels}


def _tiers(labels: Iterable[str]) -> dict[str, str]:
    return {label: tier_name(label) for label in labels}


def _teams(labels: Iterable[str]) -> dict[str, str]:
    return {str(key): name for key, name in names_of(Cut.TEAM, map(int, labels)).items()}
