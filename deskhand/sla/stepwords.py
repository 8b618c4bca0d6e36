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
PLAIN = {
    "move_up": gettext_lazy("move it up a tier"),
    "raise": gettext_lazy("raise its priority, once"),
}
# What something is called, by kind and key.
Names = Mapping[tuple[str, int], str]
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
        often = ngettext("once", "%(times)s times", times) % {"times": times}
        said = _("every %(span)s %(unit)s after it was due, %(often)s") % {**words, "often": often}
    return " ".join(said.split())


def action_words(action: Mapping[str, Any], names: Names) -> str:
    """Say what an action does. `names` has what teams, agents, ladders and hooks are called, by
    kind and key."""
    do = action.get("do")
    if do == "notify":
        return _("tell %(names)s") % {"names": ", ".join(_told(action, names))}
    if do == "page":
        return _("page by %(name)s") % {"name": _name(names, "ladder", action["ladder"])}
    if do == "call":
        return _("call %(name)s") % {"name": _name(names, "hook", action["hook"])}
    if do == "reassign":
        kind = "team" if "team" in action else "agent"
        return _("give it to %(name)s") % {"name": _name(names, kind, action[kind])}
    return str(PLAIN.get(str(do), ""))


def _told(action: Mapping[str, Any], names: Names) -> list[str]:
    roles = [str(ROLES[role]) for role in action.get("who", ()) if role in ROLES]
    return [*roles, *(_name(names, "agent", key) for key in action.get("agents", ()))]


def _name(names: Names, kind: str, key: int) -> str:
    return names.get((kind, key)) or _("(removed)")


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
