"""A policy in words: its rows by kind, each target as people say it, and what changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deskhand.catalog.acts import length_words
from deskhand.catalog.models import Category, Priority
from deskhand.rules.amounts import read_amount
from deskhand.rules.worktime import WEEKDAYS
from deskhand.sla.administration import latest
from deskhand.sla.calendars import arithmetic, version_at
from deskhand.sla.drafts import Cell, Draft, RowDraft, cells_by_level
from deskhand.sla.lines import spec_of
from deskhand.sla.models import Carry, Policy, PolicyVersion, PromiseKind, Start
from deskhand.sla.parts import NAMES
from deskhand.sla.remarks import Remark
from deskhand.sla.supposing import kinds_in
from deskhand.web.setup.step_sentences import names_of_things, sentence

WHAT = {
    PromiseKind.FIRST_RESPONSE: gettext_lazy("Answer within"),
    PromiseKind.NEXT_RESPONSE: gettext_lazy("Answer again within"),
    PromiseKind.UPDATE: gettext_lazy("Tell how it stands every"),
    PromiseKind.RESOLUTION: gettext_lazy("Solve within"),
    PromiseKind.CALLBACK: gettext_lazy("Call back within"),
    PromiseKind.ACKNOWLEDGEMENT: gettext_lazy("Acknowledge a page within"),
}
WHY = {
    PromiseKind.FIRST_RESPONSE: gettext_lazy("From its start to the first answer of a person."),
    PromiseKind.NEXT_RESPONSE: gettext_lazy(
        "From the oldest unanswered message of the requester to the next answer."
    ),
    PromiseKind.UPDATE: gettext_lazy("From each public answer to the next, while it is open."),
    PromiseKind.RESOLUTION: gettext_lazy("From its start until it is solved."),
    PromiseKind.CALLBACK: gettext_lazy("From the wish to be called, or from its start."),
    PromiseKind.ACKNOWLEDGEMENT: gettext_lazy("From the page until somebody says that he has it."),
}
FIELDS = {
    "calendar": gettext_lazy("business hours"),
    "coverage": gettext_lazy("hours that decide the band"),
    "priorities": gettext_lazy("priorities"),
    "statuses": gettext_lazy("statuses"),
    "carry": gettext_lazy("which of two bands holds"),
    "condition": gettext_lazy("condition"),
    "name": gettext_lazy("name"),
    "kind": gettext_lazy("kind"),
    "start": gettext_lazy("counts from"),
    "start_team": gettext_lazy("team"),
    "start_tier": gettext_lazy("tier"),
    "start_category": gettext_lazy("status"),
    "answered_on_call": gettext_lazy("answered by entering it during a call"),
    "voicemail_counts": gettext_lazy("a voicemail counts"),
    "try_counts": gettext_lazy("a call is kept by calling, whoever answers"),
    "steps": gettext_lazy("steps"),
    "order": gettext_lazy("order of the rows"),
    "tz": gettext_lazy("time zone"),
    "meaning": gettext_lazy("meaning"),
    "is_usual": gettext_lazy("given when nobody says"),
    "category": gettext_lazy("category"),
    "requester_name": gettext_lazy("name for requesters"),
    "position": gettext_lazy("position"),
    "description": gettext_lazy("description"),
    "service": gettext_lazy("service"),
    "level": gettext_lazy("usual priority"),
    "acts": gettext_lazy("what must happen"),
    "tier": gettext_lazy("tier"),
}


@dataclass(frozen=True, slots=True)
class ToCome:
    """A version of a policy that holds only from a day on, in the zone of its business hours."""

    number: int
    day: str


def to_come(version: PolicyVersion, *, at: datetime) -> ToCome | None:
    """Return a policy's newest version where that does not hold yet."""
    if version.valid_from <= at:
        return None
    zone = arithmetic(version_at(version.calendar, at)).zone
    return ToCome(version.number, formats.date_format(version.valid_from.astimezone(zone), "j M Y"))


def saved_words(policy: Policy, *, at: datetime) -> str:
    """Say from when on what was saved of a policy holds."""
    coming = to_come(latest(policy), at=at)
    if coming is None:
        return _("Saved. It holds for what comes in from now on.")
    words = _("Saved. It holds with the version before it, for what comes in from %(day)s on.")
    return words % {"day": coming.day}


def amount_shown(spec: dict[str, Any]) -> str:
    """A target as a cell of a table shows it: "1 hour", "next business day"; empty for none."""
    if spec["unit"] == "none":
        return ""
    if spec["unit"] != "business_days":
        return length_words(spec["seconds"], is_open=spec["unit"] == "business")
    days = spec["n"]
    words = {0: _("same business day"), 1: _("next business day")}.get(days)
    words = words or ngettext("%(n)d business day", "%(n)d business days", days) % {"n": days}
    return _("%(days)s, at its opening") % {"days": words} if spec["edge"] == "open" else words


@dataclass(frozen=True, slots=True)
class Shown:
    """One target of a row: in business hours, and after them where that differs."""

    level: int
    in_hours: str
    after: str

    @property
    def is_alike(self) -> bool:
        return self.in_hours == self.after


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row of a table of promises, with what is said about it."""

    row: RowDraft
    cells: list[Shown]
    starts: str
    remarks: list[Remark]
    is_new: bool
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class KindShown:
    """All rows of a kind, under the words for it."""

    kind: PromiseKind
    what: str
    why: str
    rows: list[RowShown]


def kinds_shown(
    draft: Draft, in_force: Draft, remarks: Sequence[Remark], priorities: Sequence[Priority]
) -> list[KindShown]:
    """Return the rows of a draft by kind, each with its remarks; new and changed ones marked."""
    known = {row.key: row for row in in_force.rows}
    found = []
    for kind in kinds_in(draft):
        places = [place for place, row in enumerate(draft.rows) if row.kind == kind]
        rows = [
            RowShown(
                row=draft.rows[place],
                cells=_cells(draft.rows[place], priorities),
                starts=starts_words(draft.rows[place]),
                remarks=[remark for remark in remarks if remark.row == place],
                is_new=known.get(draft.rows[place].key) != draft.rows[place],
                is_first=place == places[0],
                is_last=place == places[-1],
            )
            for place in places
        ]
        k = PromiseKind(kind)
        found.append(KindShown(k, str(WHAT[k]), str(WHY[k]), rows))
    return found


def _cells(row: RowDraft, priorities: Sequence[Priority]) -> list[Shown]:
    by_level = cells_by_level(row)
    return [_shown(priority.level, by_level.get(priority.level)) for priority in priorities]


def _shown(level: int, cells: dict[str, Cell] | None) -> Shown:
    if cells is None:
        return Shown(level, "", "")
    return Shown(level, *(amount_shown(spec_of(cells[band])) for band in ("in", "after")))


def starts_words(row: RowDraft) -> str:
    """Say what a row counts from; empty for receipt, which is usual."""
    if row.start == Start.RECEIPT:
        return ""
    if row.start == Start.HANDOVER and row.start_team is not None:
        return _("from the hand-over to %(team)s") % {"team": row.start_team}
    if row.start == Start.HANDOVER and row.start_tier is not None:
        return _("from the hand-over to tier %(tier)d") % {"tier": row.start_tier}
    if row.start == Start.STATUS and row.start_category in Category.values:
        return _("from the status “%(status)s” on") % {"status": Category(row.start_category).label}
    return str(FROM.get(Start(row.start), "")) if row.start in Start.values else row.start


FROM = {
    Start.HANDOVER: gettext_lazy("from the hand-over to a team"),
    Start.PASSED_ON: gettext_lazy("from the instant at which the on-call service passes it on"),
    Start.DATE: gettext_lazy("from the promise of a date"),
}


def field_words(name: str, levels: dict[int, str] | None = None) -> str:
    """Name a field in which two readings differ: "1 Urgent, in business hours"."""
    part, _dot, rest = name.partition(".")
    if part == "targets":
        level, _dot, band = rest.partition(".")
        called = (levels or {}).get(int(level), "")
        hours = _("in business hours") if band == "in" else _("after business hours")
        return f"{level} {called}, {hours}".replace(" ,", ",")
    if part == "holidays":
        return _("holiday %(day)s") % {"day": rest}
    if part == "weekly":
        day = WEEKDAYS_ABBR[WEEKDAYS.index(rest)] if rest in WEEKDAYS else rest
        return _("hours on %(day)s") % {"day": day}
    if part == "exceptions":
        return _("hours on %(day)s") % {"day": rest}
    if part == "holds":
        return _("held: %(kind)s") % {"kind": rest.replace("_", " ")}
    if part == "parts":
        return rest.replace("_", " ")
    return str(FIELDS.get(name, name.replace("_", " ")))


def value_words(name: str, value: Any) -> str:
    """A value in which two readings differ, in words; a dash where it is not there."""
    if value in (None, "", [], {}):
        return "–"
    if name.startswith("targets.") and isinstance(value, str):
        return amount_shown(read_amount(value)) or _("no promise")
    if name.partition(".")[0] in {"weekly", "exceptions"}:
        return ", ".join(f"{begin}–{end}" for begin, end in value)
    if name == "steps":
        names = names_of_things()
        return "; ".join(": ".join(sentence(spec, names)) for spec in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "carry" and value in Carry.values:
        return str(Carry(value).label)
    if name == "start" and value in Start.values:
        return str(Start(value).label)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        pairs = ((key.replace("_", " "), _plain(each)) for key, each in value.items())
        return "; ".join(f"{key}: {words}" for key, words in pairs)
    if isinstance(value, list | tuple):
        return ", ".join(_plain(each) for each in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


@dataclass(frozen=True, slots=True)
class PartShown:
    """What a policy says beside its table, and what that waits for."""

    name: str
    waits: str
    lines: list[str]


def parts_shown(parts: dict[str, Any]) -> list[PartShown]:
    """Return the parts of a policy in words."""
    return [
        PartShown(str(name), str(waits), list(_lines(parts[part])))
        for part, (name, waits) in NAMES.items()
        if parts.get(part)
    ]


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        yield from (_plain(each) for each in value)
        return
    for key, each in value.items():
        yield f"{key.replace('_', ' ')}: {_plain(each)}"
