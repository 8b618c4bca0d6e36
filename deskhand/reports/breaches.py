"""Promises that were broken: why, and by how much; and what was promised anew."""

from collections import Counter
from datetime import date

from django.utils.translation import gettext as _

from deskhand.reports.asking import Asked, per_label, per_month
from deskhand.reports.figures import Column, Figure, Kind, Picture
from deskhand.reports.naming import kind_name, reason_names
from deskhand.sla.models import PromiseKind


def figures(asked: Asked) -> list[Figure]:
    return [_by_reason(asked), _by_kind(asked), _moved(asked)]


def _by_reason(asked: Asked) -> Figure:
    counts: Counter[int] = Counter()
    for row in per_label(asked, "breach"):
        counts[int(row["label"].partition(":")[2])] += row["times"]
    named = reason_names(counts)
    return Figure(
        "reasons",
        _("Why promises were broken"),
        _("As agents said on the ticket."),
        (Column(_("Reason"), Kind.TEXT), Column(_("Broken"))),
        [(named[key], count) for key, count in counts.most_common()],
        Picture("bars", 1),
    )


def _by_kind(asked: Asked) -> Figure:
    broken: Counter[str] = Counter()
    for row in per_label(asked, "breach"):
        broken[row["label"].partition(":")[0]] += row["times"]
    late = {row["label"]: row for row in per_label(asked, "late_by")}
    rows = []
    for kind, count in broken.most_common():
        done = late.get(kind)
        mean = done["open_time"] / done["times"] if done and done["times"] else None
        rows.append((kind_name(kind), count, done["times"] if done else 0, mean))
    return Figure(
        "kinds",
        _("By how much"),
        _("How late those were that were done at last, in open hours on average."),
        (
            Column(_("Kind"), Kind.TEXT),
            Column(_("Broken")),
            Column(_("Done late")),
            Column(_("Late by"), Kind.SPAN),
        ),
        rows,
        Picture("bars", 1),
    )


def _moved(asked: Asked) -> Figure:
    dates: Counter[date] = Counter()
    calls: Counter[date] = Counter()
    for row in per_month(asked, "repromise"):
        counts = calls if row["label"] == PromiseKind.CALLBACK else dates
        counts[row["starts_on"]] += row["times"]
    return Figure(
        "moved",
        _("Promised anew"),
        _("How often a promised date, or the time of a call that is owed, was given anew."),
        (
            Column(_("Month"), Kind.MONTH),
            Column(_("In all")),
            Column(_("Dates")),
            Column(_("Calls")),
        ),
        [
            (month, dates[month] + calls[month], dates[month], calls[month])
            for month in asked.months
        ],
        Picture("months", 1),
    )
