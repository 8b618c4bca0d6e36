"""A rule in words: when it is asked, and what it does."""

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deskhand.automation.acts import words_of
from deskhand.automation.models import Recurring, Rule, RuleRun
from deskhand.automation.schedules import read_pattern
from deskhand.automation.triggers import Trigger


def when_words(rule: Rule) -> str:
    """Say when a rule is asked, as the beginning of a sentence."""
    if rule.trigger != Trigger.STANDS:
        words = dict(Trigger.choices).get(rule.trigger, rule.trigger)
        return _("When %(what)s") % {"what": words}
    span = _span(rule.unit, rule.amount or 0) % {"count": rule.amount}
    words = _("When it has stood at “%(status)s” for %(span)s")
    return words % {"status": rule.get_category_display(), "span": span}


def acts_words(rule: Rule) -> list[str]:
    """Say what a rule does, one line for each act."""
    return words_of(rule.acts)


def run_words(run: RuleRun) -> str:
    """Say on a ticket what a rule did there, and why."""
    did = "; ".join(run.did)
    if run.outcome != RuleRun.Outcome.DONE:
        return _("Rule “%(name)s”: %(did)s") % {"name": run.rule, "did": did}
    if not run.why:
        return _("By rule: %(did)s") % {"did": did}
    return _("By rule: %(did)s (%(why)s)") % {"did": did, "why": "; ".join(run.why)}


def _span(unit: str, count: int) -> str:
    if unit == Rule.Unit.OPEN_HOURS:
        return ngettext("%(count)s business hour", "%(count)s business hours", count)
    if unit == Rule.Unit.OPEN_DAYS:
        return ngettext("%(count)s business day", "%(count)s business days", count)
    if unit == Rule.Unit.HOURS:
        return ngettext("%(count)s hour", "%(count)s hours", count)
    return ngettext("%(count)s day", "%(count)s days", count)


def pattern_words(row: Recurring) -> str:
    """Say on which days a recurring ticket is made."""
    pattern = read_pattern(row.pattern)
    every = {
        "days": ngettext("every day", "every %(count)d days", pattern.every),
        "weeks": ngettext("every week", "every %(count)d weeks", pattern.every),
        "months": ngettext("every month", "every %(count)d months", pattern.every),
    }[pattern.unit] % {"count": pattern.every}
    named = ", ".join(str(WEEKDAYS[day]) for day in sorted(pattern.weekdays))
    if pattern.unit == "days":
        return every
    if pattern.unit == "weeks":
        return _("%(every)s on %(days)s") % {"every": every, "days": named}
    if pattern.by == "number":
        return _("%(every)s on day %(day)d") % {"every": every, "day": pattern.nth}
    what = named if pattern.by == "weekday" else _("business day")
    words = {"every": every, "nth": ORDINALS[pattern.nth], "what": what}
    return _("%(every)s on the %(nth)s %(what)s") % words


ORDINALS = {
    1: gettext_lazy("first"),
    2: gettext_lazy("second"),
    3: gettext_lazy("third"),
    4: gettext_lazy("fourth"),
    -1: gettext_lazy("last"),
}
