"""What must happen when something is asked for: the acts of a request type, in order.

Each act says when it is due, what is to be done and, where it matters, within what time. They are
told to whoever works on the ticket; the promises that go with them stand in the policy.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deskhand.rules.amounts import read_amount
from deskhand.rules.shapes import Amount, Flag, OneOf, Several, Table, Text, Whole

ALWAYS = "always"
# When an act is due; the first is what is meant where nothing is said.
WHEN = {
    ALWAYS: gettext_lazy("Always"),
    "lines_busy": gettext_lazy("If all lines are busy"),
    "documented": gettext_lazy("Once it is documented"),
    "research": gettext_lazy("If research is needed"),
    "critical": gettext_lazy("In critical cases"),
}
DO = {
    "at_once": gettext_lazy("done at once by whoever is on the desk"),
    "look": gettext_lazy("looked at at once"),
    "work_order": gettext_lazy("a work order of priority %(level)s"),
    "call_back": gettext_lazy("call back %(within)s"),
    "update": gettext_lazy("call with an update %(within)s"),
    "solve": gettext_lazy("solved %(within)s"),
    "stage": gettext_lazy("%(within)s for: %(about)s"),
    "promise_date": gettext_lazy("a new promise date"),
    "book": gettext_lazy("an appointment is booked %(within)s"),
    "meet": gettext_lazy("the appointment is held %(within)s"),
    "turn_over": gettext_lazy("turned over to tier %(tier)s"),
    "approve": gettext_lazy("approved by the client before work begins"),
    "confirm": gettext_lazy("a person confirms it"),
}
SHAPE = Several(
    Table(
        {
            "when": OneOf(tuple(WHEN)),
            "do": OneOf(tuple(DO)),
            "within": Amount(),
            "about": Text(120),
            "level": Whole(1, 9),
            "tier": Whole(0, 4),
            "agreed": Flag(),
        },
        needed=("do",),
    )
)
Act = Mapping[str, Any]


def call_asked_for(acts: Iterable[Act]) -> Act | None:
    """Return the call that is owed in any case, when acts ask for one."""
    always = (act for act in acts if act.get("when", ALWAYS) == ALWAYS)
    return next((act for act in always if act.get("do") == "call_back"), None)


def acts_when(acts: Iterable[Act], when: str) -> list[Act]:
    """Return what is to be done in one case, in its order."""
    return [act for act in acts if act.get("when", ALWAYS) == when]


def acts_words(acts: Iterable[Act]) -> list[str]:
    """Tell the acts of a request type, a sentence each."""
    return [act_words(act) for act in acts]


def act_words(act: Act) -> str:
    """Tell one act in a sentence: "If all lines are busy: call back within 1 hour"."""
    do, about = act.get("do", ""), act.get("about", "")
    facts = {
        "level": act.get("level", ""),
        "tier": act.get("tier", ""),
        "about": about,
        "within": within_words(act.get("within", ""), is_span=do == "stage"),
    }
    words = " ".join((str(DO.get(do, do)) % facts).split())
    if about and do != "stage":
        words = f"{words}, {about}"
    if act.get("agreed"):
        words = _("%(act)s, agreed with the client") % {"act": words}
    when = act.get("when", ALWAYS)
    if when != ALWAYS:
        return f"{WHEN.get(when, when)}: {words}"
    return words[:1].upper() + words[1:]


def within_words(amount: str, *, is_span: bool = False) -> str:
    """Tell an amount such as "1 h elapsed" as people say it; empty for none."""
    if not amount:
        return ""
    spec = read_amount(amount)
    if spec["unit"] == "none":
        return ""
    if spec["unit"] != "business_days":
        span = length_words(spec["seconds"], is_open=spec["unit"] == "business")
        return span if is_span else _("within %(span)s") % {"span": span}
    days = spec["n"]
    if days == 1 and not is_span:
        return _("within the next business day")
    if days == 0:
        return _("on the same business day")
    span = ngettext("%(days)d business day", "%(days)d business days", days) % {"days": days}
    return span if is_span else _("within %(span)s") % {"span": span}


def length_words(seconds: int, *, is_open: bool = False) -> str:
    """Tell a length in hours and minutes; open time is named as such."""
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    parts = []
    if hours:
        parts.append(ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
    if minutes or not hours:
        parts.append(ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes})
    words = " ".join(parts)
    return _("%(span)s of open time") % {"span": words} if is_open else words
