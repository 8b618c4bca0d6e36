"""The working of a clock in words: each fact of `rules.explain` is a line, told in a zone.

Names of holidays, and who set a status, stand on rows; the arithmetic knows only instants.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.rules.clock import Clock
from deskhand.rules.explain import Fact, facts
from deskhand.rules.targets import Target
from deskhand.rules.worktime import Calendar

# A long account names its first and last stretches and sums up those between.
NAMED_FIRST, NAMED_LAST = 8, 3
IN_HOURS = ("counted", "closed")


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known besides the arithmetic: the names of holidays by date, and who did what, by
    its kind and instant; when, where that was later than from when it counts; and the hours by
    which a change was reckoned, where these became others later."""

    holidays: Mapping[str, str] = field(default_factory=dict)
    doers: Mapping[tuple[str, datetime], str] = field(default_factory=dict)
    done_at: Mapping[tuple[str, datetime], datetime] = field(default_factory=dict)
    known: Mapping[datetime, Calendar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A fact with its sentence, in the zone in which it is told."""

    fact: Fact
    words: str


def working(clock: Clock, at: datetime, *, zone: ZoneInfo, beside: Beside) -> list[Line]:
    """Tell a clock line by line as it is known at an instant, in a zone."""
    told = _summed(facts(clock, at, known=beside.known))
    teller = _Teller(clock, zone, beside)
    return [Line(fact, teller.words(fact, count)) for fact, count in told]


def sentences(
    clock: Clock, at: datetime, *, zone: ZoneInfo | None = None, beside: Beside | None = None
) -> list[str]:
    """Return the working as bare sentences; without a zone in that of the calendar."""
    zone = zone or clock.calendar.zone
    return [line.words for line in working(clock, at, zone=zone, beside=beside or Beside())]


def _summed(told: Sequence[Fact]) -> Iterator[tuple[Fact, int]]:
    """Yield facts, one in place of many like it; with how many it stands for, or 0."""
    counted = [fact for fact in told if fact.kind == "counted"]
    left_out = counted[NAMED_FIRST:-NAMED_LAST]
    first, last = (left_out[0], left_out[-1]) if left_out else (None, None)
    is_left_out = False
    for fact in told:
        is_left_out = is_left_out or fact is first
        if fact is first:
            lapse = sum((f.lapse for f in left_out), timedelta())
            yield Fact("counted", fact.at, left_out[-1].until, lapse), len(left_out)
        elif not is_left_out or fact.kind not in IN_HOURS:
            yield fact, 0
        is_left_out = is_left_out and fact is not last


def length_words(lapse: timedelta) -> str:
    """A length of time in hours, since a day means different things to different calendars."""
    seconds = abs(int(lapse.total_seconds()))
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    words = [
        *([_("%(hours)d h") % {"hours": hours}] if hours else []),
        *([_("%(minutes)d min") % {"minutes": minutes}] if minutes else []),
        *([_("%(seconds)d s") % {"seconds": seconds}] if seconds else []),
    ]
    return " ".join(words) or _("%(minutes)d min") % {"minutes": 0}


def target_words(target: Target, zone: ZoneInfo) -> str:
    """Say what is promised, whatever it counts from."""
    if target.named_at is not None:
        return _("by %(when)s") % {"when": instant_words(target.named_at, zone)}
    if target.unit == "business_days":
        if target.n == 0:
            return _("the close of the same business day")
        opening = _("the opening of business day %(n)d after the start")
        closing = _("the close of business day %(n)d after the start")
        return (opening if target.edge == "open" else closing) % {"n": target.n}
    if target.unit == "none":
        return _("nothing")
    words = _("%(amount)s of open time") if target.unit == "business" else ""
    words = words or _("%(amount)s of elapsed time")
    return words % {"amount": length_words(target.amount)}


def instant_words(at: datetime, zone: ZoneInfo) -> str:
    """An instant in full, with its zone."""
    local = at.astimezone(zone)
    day = formats.date_format(local, "D j M Y")
    return _("%(day)s, %(time)s %(zone)s") % {
        "day": day,
        "time": _time(local),
        "zone": local.tzname(),
    }


def stretch_words(began: datetime, ended: datetime, zone: ZoneInfo) -> str:
    """From when to when, each day named once."""
    begin, end = began.astimezone(zone), ended.astimezone(zone)
    if begin.date() == end.date():
        return f"{day_words(begin.date())} {_time(begin)}–{_time(end)}"
    if (end.hour, end.minute, end.second) == (0, 0, 0) and end - begin <= timedelta(days=1):
        return f"{day_words(begin.date())} {_time(begin)}–24:00"
    return _("%(began)s to %(ended)s") % {
        "began": f"{day_words(begin.date())} {_time(begin)}",
        "ended": f"{day_words(end.date())} {_time(end)}",
    }


def day_words(day: date) -> str:
    return str(formats.date_format(day, "D j M"))


def _time(local: datetime) -> str:
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


@dataclass(frozen=True, slots=True)
class _Teller:
    clock: Clock
    zone: ZoneInfo
    beside: Beside

    def words(self, fact: Fact, count: int) -> str:
        if fact.kind in PLAIN:
            return str(PLAIN[fact.kind])
        if fact.kind in AT and fact.at is not None:
            return str(AT[fact.kind]) % {"when": instant_words(fact.at, self.zone)}
        if fact.kind == "promised" and fact.target is not None:
            words = target_words(fact.target, self.zone)
            return _("Promised: %(target)s.") % {"target": words}
        if fact.kind == "kept":
            return _("Kept, with %(length)s to spare.") % {"length": length_words(fact.lapse)}
        if fact.kind in CHANGED:
            return self._change(fact)
        if count:
            words = _("Counted: %(count)d more stretches (%(length)s).")
            return words % {"count": count, "length": length_words(fact.lapse)}
        return self._stretch(fact)

    def _stretch(self, fact: Fact) -> str:
        if fact.at is None or fact.until is None:
            return ""
        if fact.kind in {"holiday", "special"}:
            return self._date(fact.kind, fact.at.astimezone(self.clock.calendar.zone).date())
        stretch = stretch_words(fact.at, fact.until, self.zone)
        is_whole = fact.lapse == fact.until - fact.at
        # As the two times are shown, without fractions, so that they add up.
        shown = fact.until.replace(microsecond=0) - fact.at.replace(microsecond=0)
        lapse = length_words(shown if is_whole else fact.lapse)
        if fact.kind == "counted":
            return _("Counted: %(stretch)s (%(length)s).") % {"stretch": stretch, "length": lapse}
        if fact.kind == "closed":
            return _("Not counted: %(stretch)s, out of hours.") % {"stretch": stretch}
        lost = _("%(length)s that would have counted") % {"length": lapse}
        about = {"stretch": stretch, "lost": lost if fact.lapse else _("out of hours")}
        if fact.kind == "solved":
            return _("Not counted, solved: %(stretch)s (%(lost)s).") % about
        return (_("Paused: %(stretch)s (%(lost)s)") % about) + self._cause(fact) + "."

    def _cause(self, fact: Fact) -> str:
        """By which status, and who set it."""
        doer = self.beside.doers.get(("pause", fact.at)) if fact.at else ""
        if fact.cause and doer:
            words = _(": %(cause)s, set by %(doer)s")
        else:
            words = ": %(cause)s" if fact.cause else ""
        return words % {"cause": fact.cause, "doer": doer}

    def _date(self, kind: str, day: date) -> str:
        name = self.beside.holidays.get(day.isoformat(), "")
        about = {"day": day_words(day), "name": name}
        if kind == "holiday":
            named = _("Not counted: %(day)s is a holiday (%(name)s).")
            return (named if name else _("Not counted: %(day)s is a holiday.")) % about
        hours = self.clock.calendar.hours_of(day)
        told = [f"{_face(begin)}–{_face(end)}" for begin, end in hours]
        words = _(" and ").join(told) or _("closed")
        return _("%(day)s has hours of its own: %(hours)s.") % {**about, "hours": words}

    def _change(self, fact: Fact) -> str:
        about = {"when": self._when_by(fact), "why": f" ({fact.cause})" if fact.cause else ""}
        if fact.target is not None:
            about["target"] = target_words(fact.target, self.zone)
        key = f"retarget {fact.mode}" if fact.kind == "retarget" else fact.kind
        return (str(CHANGED_WORDS[key]) % about) + self._effect(fact)

    def _when_by(self, fact: Fact) -> str:
        if fact.at is None:
            return ""
        kind = WRITTEN.get(fact.kind, fact.kind)
        when = instant_words(self.beside.done_at.get((kind, fact.at), fact.at), self.zone)
        doer = self.beside.doers.get((kind, fact.at))
        return _("%(when)s by %(doer)s") % {"when": when, "doer": doer} if doer else when

    def _effect(self, fact: Fact) -> str:
        """What the change did to the due time."""
        if fact.kind == "cancel" or fact.before == fact.after or None in (fact.before, fact.after):
            return ""
        before, after = (
            instant_words(moment, self.zone) for moment in (fact.before, fact.after) if moment
        )
        words = _(" The due time went from %(before)s to %(after)s.")
        return words % {"before": before, "after": after}


def _face(minute: int) -> str:
    hours, minutes = divmod(minute, 60)
    return f"{hours if hours <= 24 and minute <= 1440 else hours - 24:02}:{minutes:02}"


PLAIN = {
    "pending": gettext_lazy("The clock has not started yet."),
    "void": gettext_lazy("The promise was cancelled; nothing is due."),
    "no_due": gettext_lazy("No due time while the clock is paused."),
    "never": gettext_lazy("Never due: the calendar does not offer enough open time."),
}
AT = {
    "started": gettext_lazy("The clock started on %(when)s."),
    "due": gettext_lazy("Due on %(when)s."),
    "stopped": gettext_lazy("Stopped on %(when)s."),
    "late": gettext_lazy("Late since %(when)s."),
}
CHANGED = frozenset({"retarget", "correct", "forgiven", "override", "computed", "cancel", "reopen"})
# As which event a change without a target was written down.
WRITTEN = {"forgiven": "correct", "computed": "override"}
CHANGED_WORDS = {
    "cancel": gettext_lazy("Cancelled on %(when)s%(why)s."),
    "reopen": gettext_lazy("Opened again on %(when)s%(why)s."),
    "override": gettext_lazy("Due time set by hand on %(when)s%(why)s: %(target)s."),
    "computed": gettext_lazy("The computed due time holds again since %(when)s%(why)s."),
    "retarget grace": gettext_lazy(
        "Target changed on %(when)s%(why)s: %(target)s, counted from the start, with some grace "
        "from the change."
    ),
    "forgiven": gettext_lazy("Lateness forgiven on %(when)s%(why)s."),
    "correct": gettext_lazy("Corrected on %(when)s%(why)s: %(target)s, from the start."),
    "retarget retroactive": gettext_lazy(
        "Target changed on %(when)s%(why)s: %(target)s, counted from the start."
    ),
    "retarget prospective": gettext_lazy(
        "Target changed on %(when)s%(why)s: %(target)s, counted from the change."
    ),
    "retarget proportional": gettext_lazy(
        "Target changed on %(when)s%(why)s: %(target)s, the unused share of it, counted from "
        "the change."
    ),
    "retarget raised": gettext_lazy(
        "Target changed on %(when)s%(why)s: %(target)s, counted from the change, unless the old "
        "due time is earlier."
    ),
}
