"""Steps of a policy as sentences: when they come, and what they do."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

ROLES = {
    "assignee": gettext_lazy("whoever has the ticket"),
    "team": gettext_lazy("the team"),
    "lead": gettext_lazy("the team’s lead"),
    "manager": gettext_lazy("the account manager"),
    "watchers": gettext_lazy("whoever watches"),
}
UNITS = {
    "business": gettext_lazy("of open time"),
    "calendar": gettext_lazy("of all time"),
}


def step_words(spec: Mapping[str, Any]) -> str:
    """Say when a step comes."""
    kind = spec["kind"]
    if kind == "percent":
        return _("at %(value)d\N{NO-BREAK SPACE}%% of the time") % {"value": spec["value"]}
    if kind == "due":
        return _("when it is late")
    words = {"span": span(spec["seconds"]), "unit": UNITS.get(spec.get("unit", ""), "")}
    if kind == "before":
        said = _("%(span)s %(unit)s before it is due") % words
    elif kind == "after":
        said = _("%(span)s %(unit)s after it was due") % words
    else:
        times = int(spec.get("times", 1))
        often = ngettext("once", "%(times)d times", times) % {"times": times}
        said = _("every %(span)s %(unit)s after it was due, %(often)s") % {**words, "often": often}
    return " ".join(said.split())


def span(seconds: int) -> str:
    """Say a length of time in days, hours and minutes."""
    minutes, rest = divmod(int(seconds), 60)
    days, minutes = divmod(minutes, 1440) if minutes % 1440 == 0 else (0, minutes)
    hours, minutes = divmod(minutes, 60)
    parts = [
        (days, ngettext("%(n)d day", "%(n)d days", days)),
        (hours, ngettext("%(n)d hour", "%(n)d hours", hours)),
        (minutes, ngettext("%(n)d minute", "%(n)d minutes", minutes)),
        (rest, ngettext("%(n)d second", "%(n)d seconds", rest)),
    ]
    return " ".join(words % {"n": count} for count, words in parts if count) or "0"
