"""What a promise explains of itself, for the page of its ticket."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from deskhand.sla.mending import is_set_by_hand
from deskhand.sla.models import Clock, PromiseKind
from deskhand.sla.reading import is_owed
from deskhand.sla.why import why
from deskhand.web import bars, promises

register = template.Library()

DATE = PromiseKind.PROMISE_DATE


@dataclass(frozen=True, slots=True)
class Explained:
    """What stands in the drawer of a promise."""

    title: str
    bar: bars.Bar | None
    reasons: Iterable[str]
    foot: str
    by_hand: str
    may_set: bool
    may_correct: bool


@register.simple_tag(takes_context=True)
def explained(context: Mapping[str, Any], clock: Clock) -> Explained:
    """Explain a clock in the zone of the reader."""
    at = context["request"].at
    zone: Any = timezone.get_current_timezone()
    told = why(clock, at=at, zone=zone)
    return Explained(
        title=_title(clock, at),
        bar=bars.bar(told, at=at),
        reasons=bars.reasons(told),
        foot=_foot(clock, at),
        by_hand=_by_hand(clock),
        may_set=is_owed(clock) and clock.started_at is not None and clock.kind != DATE,
        may_correct=clock.state == Clock.State.BREACHED and clock.row_id is not None,
    )


def _by_hand(clock: Clock) -> str:
    """Say what was computed, where somebody set the due time."""
    if not is_set_by_hand(clock):
        return ""
    if clock.computed_due_at is None:
        return _("Set by hand. Computed it would have none while it is paused.")
    words = _("Set by hand. Computed it would be due %(when)s.")
    return words % {"when": promises.exact_words(clock.computed_due_at)}


def _title(clock: Clock, at: Any) -> str:
    kind = clock.get_kind_display()
    if clock.due_at is None or clock.state == Clock.State.CANCELLED:
        return _("%(kind)s: why nothing is due") % {"kind": kind}
    about = {"kind": kind, "when": promises.moment_words(clock.due_at, at=at)}
    words = _("Why %(kind)s is due %(when)s") if clock.due_at >= at else ""
    words = words or _("Why %(kind)s was due %(when)s")
    return words % {**about, "kind": kind[:1].lower() + kind[1:]}


def _foot(clock: Clock, at: Any) -> str:
    version = clock.policy_version
    about = {
        "policy": version.policy,
        "number": version.number,
        "calendar": clock.calendar_version.calendar,
        "zone": timezone.localtime(at).tzname(),
    }
    words = _("%(policy)s, version %(number)d. Calendar %(calendar)s. Times are %(zone)s.")
    return words % about
