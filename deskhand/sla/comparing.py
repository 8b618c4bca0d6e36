"""What one version of a calendar changed, and who goes by it."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from deskhand.rules.worktime import WEEKDAYS
from deskhand.sla.models import Calendar, CalendarVersion, Policy, PolicyVersion, PromiseRow
from deskhand.sla.working import day_words

NAMED = 6


def users_of(calendar: Calendar) -> list[Policy]:
    """Return the policies whose newest version goes by a calendar, in whatever place."""
    newest = {v.policy_id: v.pk for v in PolicyVersion.objects.order_by("number")}.values()
    rows = PromiseRow.objects.filter(Q(calendar=calendar) | Q(coverage=calendar))
    used = Q(versions__calendar=calendar) | Q(versions__rows__in=rows.values("pk"))
    return list(Policy.objects.filter(used, versions__in=list(newest)).distinct())


def differences(before: CalendarVersion | None, after: CalendarVersion) -> list[str]:
    """Say in a few words what a version changed; nothing of the first."""
    if before is None:
        return []
    old, new = before.spec, after.spec
    said = []
    if old["tz"] != new["tz"]:
        said.append(_("zone %(old)s to %(new)s") % {"old": old["tz"], "new": new["tz"]})
    for place, day in enumerate(WEEKDAYS):
        was, now = (spec["weekly"].get(day, []) for spec in (old, new))
        if was != now:
            about = {"day": WEEKDAYS_ABBR[place], "old": _hours(was), "new": _hours(now)}
            said.append(_("%(day)s %(old)s to %(new)s") % about)
    said += _dates(_("added %(days)s"), set(new["holidays"]) - set(old["holidays"]))
    said += _dates(_("removed %(days)s"), set(old["holidays"]) - set(new["holidays"]))
    other = {
        day
        for day in {*old["exceptions"], *new["exceptions"]}
        if old["exceptions"].get(day) != new["exceptions"].get(day)
    }
    return said + _dates(_("other hours on %(days)s"), other)


def _dates(words: str, days: set[str]) -> list[str]:
    if not days:
        return []
    named = [day_words(date.fromisoformat(day)) for day in sorted(days)[:NAMED]]
    more = len(days) - len(named)
    listed = ", ".join(named) + (_(" and %(count)d more") % {"count": more} if more else "")
    return [words % {"days": listed}]


def _hours(hours: list[Any]) -> str:
    return ", ".join(f"{begin}–{end}" for begin, end in hours) or _("closed")
