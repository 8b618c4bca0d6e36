"""Messages and changes of a ticket in one order, with names instead of ids."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.people.models import Tier
from deskhand.people.reader import Reader
from deskhand.sla.models import PromiseKind
from deskhand.sla.replacing import POLICY
from deskhand.tickets.models import Channel, Kind, Message, Ticket
from deskhand.tickets.reading import CHANGES, TIME, Change, Window, changes_for
from deskhand.web.console.pieces.agreed import agreed_line
from deskhand.web.console.pieces.names import (
    ANSWERED,
    MACRO_USED,
    OTHERS,
    RELATED,
    RULE_RAN,
    names_told,
)
from deskhand.web.promises import exact_words, span_words
from deskhand.web.worked import worked_words

WHOLE = Window()
CHANGE_ICON, TIME_ICON = "sliders-horizontal", "clock"


@dataclass(frozen=True, slots=True)
class Entry:
    """A message, or some changes that one person made at one time; `length` is of a call."""

    at: datetime
    message: Message | None = None
    length: str = ""
    who: str = ""
    lines: list[str] = field(default_factory=list)
    icon: str = CHANGE_ICON


def timeline(
    reader: Reader,
    ticket: Ticket,
    messages: list[Message],
    window: Window = WHOLE,
    *,
    has_earlier: bool = False,
) -> tuple[list[Entry], set[int]]:
    """Return what happened, oldest first, and which tickets of those it names the reader may see;
    neighbouring changes by one doer are one entry.

    Changes are those of the time of the messages, and none where one sort of these is shown.
    """
    changes: list[Change] = []
    if window.show in {"", CHANGES, TIME}:
        since = _said_at(messages[0]) if has_earlier else None
        until = _end_of(window, reader, ticket)
        changes = changes_for(reader, ticket, since=since, until=until)
        if window.show == TIME:
            changes = [change for change in changes if change.event.name in TIMES]
    names = names_told(reader, ticket, messages, changes)
    lengths = {row["id"]: timedelta(seconds=row["seconds"]) for row in names.found["lengths"]}
    entries = [
        Entry(
            at=_said_at(m),
            message=m,
            length=span_words(lengths[m.pk]) if m.pk in lengths else "",
        )
        for m in messages
    ]
    entries += _changes(changes, names.words)
    return sorted(entries, key=lambda entry: entry.at), names.numbers


def _said_at(message: Message) -> datetime:
    return message.released_at or message.written_at


def _end_of(window: Window, reader: Reader, ticket: Ticket) -> datetime | None:
    """When the message came before which the window ends."""
    if window.before is None:
        return None
    later = ticket.messages.filter(pk__gte=window.before).order_by("pk").first()
    return _said_at(later) if later is not None else None


def _changes(changes: list[Change], names: dict[tuple[str, int], str]) -> list[Entry]:
    entries: list[Entry] = []
    for change in changes:
        line = _line(change, names)
        if not line:
            continue
        event, last = change.event, entries[-1] if entries else None
        who = "" if event.actor_kind == "system" else event.actor_name
        icon = TIME_ICON if event.name in TIMES else CHANGE_ICON
        is_next = last and last.who == who and (change.at - last.at).total_seconds() < 60
        if last and is_next and last.icon == icon:
            last.lines.append(line)
        else:
            entries.append(Entry(at=change.at, who=who, lines=[line], icon=icon))
    return entries


def _line(change: Change, names: dict[tuple[str, int], str]) -> str:
    payload = change.event.payload
    if change.event.name.startswith("participant_"):
        person = names.get((change.event.name, payload["person"]), "?")
        words = READING_ALONG[change.event.name, payload.get("is_muted", False)]
        return str(words) % {"name": person}
    if change.event.name == "ticket_changed":
        return _change_line(change, names)
    if change.event.name == MACRO_USED:
        line = _("Macro “%(name)s” taken back") if payload["is_undone"] else _("Macro “%(name)s”")
        return line % {"name": names.get((MACRO_USED, payload["use"]), "?")}
    if change.event.name == RULE_RAN:
        return names.get((RULE_RAN, payload["run"]), _("A rule was followed"))
    if change.event.name == "message_moved":
        return _moved_line(payload)
    if change.event.name in BESIDE:
        return _beside_line(change.event.name, payload, names)
    if change.event.name == "date_answered":
        return _("Date agreed") if payload["is_agreed"] else _("Another date asked for")
    return _told_line(change.event.name, payload)


def _beside_line(name: str, payload: dict, names: dict[tuple[str, int], str]) -> str:
    """What happened with other tickets, third parties, tasks and appointments."""
    if name in PLANNED:
        return str(PLANNED[name].get(payload["act"], ""))
    if name == ANSWERED:
        return names.get((ANSWERED, payload["revision"]), "")
    if name == "side_changed":
        return str(SIDES[payload["act"]])
    if name == "task_changed":
        title = names.get(("task", payload["task"]), _("a task that is gone"))
        return str(TASKS[payload["act"]]) % {"title": title}
    if name in TIMES:
        return str(TIMES[name]) % {"span": worked_words(payload["seconds"])}
    if name in RELATED:
        return _related_line(name, payload, names)
    return _regrouped_line(name, payload, names)


def _told_line(name: str, payload: dict) -> str:
    if name in HANDED:
        return _handed_line(name, payload)
    if name == "promise_mended":
        kind = PromiseKind(payload["kind"]).label
        return str(MENDED.get(payload["act"], "")) % {"kind": kind}
    if name in KEPT:
        kind = PromiseKind(payload["kind"]).label
        return str(KEPT[name]) % {"kind": kind}
    if name in ESCALATED:
        return _escalated_line(name, payload)
    if name in {"ticket_snoozed", "ticket_woken"}:
        return _snoozed_line(name, payload)
    if name.startswith("approval_"):
        return agreed_line(name, payload)
    return str(PLAIN.get(name, ""))


def _snoozed_line(name: str, payload: dict) -> str:
    if name == "ticket_woken":
        return str(WOKEN.get(payload["why"], ""))
    if not payload["until"]:
        return _("Snoozed until a reply")
    until = datetime.fromisoformat(payload["until"])
    return _("Snoozed until %(when)s") % {"when": exact_words(until)}


def _moved_line(payload: dict) -> str:
    """The number of the other ticket stays out: not everybody who reads this one sees that."""
    if payload["into"] == payload["ticket"]:
        return _("A letter was moved here from another ticket")
    return _("A letter was moved into another ticket")


def _regrouped_line(name: str, payload: dict, names: dict[tuple[str, int], str]) -> str:
    is_here = payload["into"] == payload["ticket"]
    further = _other(payload["origin"] if is_here else payload["into"], names)
    if name == "regrouping_undone":
        words = (
            _("Merge with %s undone") if payload["kind"] == "merge" else _("Split with %s undone")
        )
    elif name == "ticket_merged":
        words = _("%s was merged into it") if is_here else _("Merged into %s")
    elif is_here:
        words = _("Split off %s")
    elif payload["is_copy"]:
        words = _("Messages were copied into %s")
    else:
        words = _("Messages were split off into %s")
    return words % further


def _related_line(name: str, payload: dict, names: dict[tuple[str, int], str]) -> str:
    further = _other(payload["other"], names)
    words = _("Linked with %s") if name == "relation_made" else _("No longer linked with %s")
    return words % further


def _other(number: int, names: dict[tuple[str, int], str]) -> str:
    """Its number stays out for whoever may not see it."""
    return names.get(("ticket", number), _("another ticket"))


def _handed_line(name: str, payload: dict) -> str:
    if name == "promises_replaced" and payload["field"] == POLICY:
        return _("Promises follow the policy as it is now")
    if name == "promises_replaced":
        label = LABELS.get(payload["field"], payload["field"])
        return _("Promises replaced: %(field)s was corrected") % {"field": label}
    if name == "message_passed_on":
        span = span_words(timedelta(seconds=payload["waited_seconds"]))
        return _("Passed on by the on-call service after %(span)s") % {"span": span}
    words = _("Handed back to tier %(tier)s") if payload["is_bounced"] else ""
    words = words or _("Turned over, tier %(tier)s")
    return words % {"tier": Tier(payload["to_tier"]).label}


def _escalated_line(name: str, payload: dict) -> str:
    if name == "step_came":
        words = {"kind": PromiseKind(payload["kind"]).label, "step": STEPS[payload["step"]]}
        does = [str(DOES[do]) for do in dict.fromkeys(payload["does"].split(",")) if do in DOES]
        return _("%(kind)s, %(step)s: %(does)s") % {**words, "does": ", ".join(does)}
    if name == "page_sent":
        if not payload["count"]:
            return _("Page to level %(level)s: nobody is there") % payload
        if payload["count"] == 1:
            return _("Page to level %(level)s: one agent") % payload
        return _("Page to level %(level)s: %(count)s agents") % payload
    return str(PAGE_ENDS.get(payload["how"], ""))


def _change_line(change: Change, names: dict[tuple[str, int], str]) -> str:
    if change.field == "emergency_settled":
        return ""  # The note or the mark beside it says which.
    label = LABELS.get(change.field, change.field)
    if change.field in {"subject", "tags", "vendor_numbers", "related", "emergency_cause"}:
        return _("%(field)s changed") % {"field": label}
    old = _word(change.field, change.event.payload.get("old"), names)
    new = _word(change.field, change.event.payload.get("new"), names)
    return _("%(field)s from %(old)s to %(new)s") % {"field": label, "old": old, "new": new}


def _word(name: str, value: object, names: dict[tuple[str, int], str]) -> str:
    if value is None:
        return _("nobody") if name in {"assignee", "requester"} else _("none")
    if name in ENUMERATIONS:
        return str(ENUMERATIONS[name](value).label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return names.get((name, value), str(value)) if isinstance(value, int) else str(value)


ENUMERATIONS: dict[str, Any] = {"kind": Kind, "channel": Channel, "tier": Tier}

# By what happened, and whether it was to mute.
READING_ALONG = {
    ("participant_added", False): gettext_lazy("%(name)s reads along"),
    ("participant_removed", False): gettext_lazy("%(name)s no longer reads along"),
    ("participant_muted", True): gettext_lazy("%(name)s wants no letters about it"),
    ("participant_muted", False): gettext_lazy("%(name)s wants letters about it again"),
}

PLAIN = {
    "ticket_opened": gettext_lazy("Ticket opened"),
    "call_owed": gettext_lazy("A call is owed"),
    "call_tied": gettext_lazy("A call is about it"),
    "voicemail_transcribed": gettext_lazy("The voicemail was written down"),
    "call_moved": gettext_lazy("The call is owed for another time"),
    "call_withdrawn": gettext_lazy("The call is owed no more"),
    "date_promised": gettext_lazy("Promise date given"),
    "date_withdrawn": gettext_lazy("Promise date taken back"),
    "breach_explained": gettext_lazy("Said why a promise was broken"),
    "checklist_applied": gettext_lazy("Checklist applied"),
    "receipt_written": gettext_lazy("Receipt written to the requester"),
    "units_asked": gettext_lazy("The client was asked to agree to units"),
    "units_agreed": gettext_lazy("The client answered whether units may be charged"),
}

PLANNED = {
    "appointment_changed": {
        "made": gettext_lazy("Appointment made"),
        "moved": gettext_lazy("Appointment moved"),
        "changed": gettext_lazy("Appointment changed"),
        "confirm": gettext_lazy("Appointment confirmed"),
        "on_way": gettext_lazy("On the way to the appointment"),
        "arrive": gettext_lazy("Arrived; the appointment is under way"),
        "conclude": gettext_lazy("Appointment concluded"),
        "break_off": gettext_lazy("Appointment broken off"),
        "no_show": gettext_lazy("Nobody was there for the appointment"),
        "cancel": gettext_lazy("Appointment cancelled"),
        "reopened": gettext_lazy("The appointment stands after all"),
        "answered": gettext_lazy("The requester’s calendar answered the invitation"),
        "signed": gettext_lazy("Work report signed"),
    },
    "times_offered": {
        "offered": gettext_lazy("Times offered for an appointment"),
        "taken": gettext_lazy("The requester chose a time"),
        "none_fits": gettext_lazy("None of the offered times fits"),
        "withdrawn": gettext_lazy("Offered times taken back"),
    },
}

SIDES = {
    "asked": gettext_lazy("A third party was asked"),
    "answered": gettext_lazy("A third party answered"),
    "ended": gettext_lazy("Nothing more is awaited of a third party"),
}

TASKS = {
    "added": gettext_lazy("Task added: %(title)s"),
    "changed": gettext_lazy("Task changed: %(title)s"),
    "done": gettext_lazy("Task done: %(title)s"),
    "reopened": gettext_lazy("Task to be done again: %(title)s"),
    "removed": gettext_lazy("Task removed"),
}

# What was worked; an adjustment says less than nothing where it takes back.
TIMES = {
    "time_entered": gettext_lazy("Time entered: %(span)s"),
    "time_corrected": gettext_lazy("Time corrected: %(span)s"),
    "time_withdrawn": gettext_lazy("Time withdrawn: %(span)s"),
}
BESIDE = OTHERS | TIMES.keys() | PLANNED.keys() | {"side_changed", "task_changed", ANSWERED}

WOKEN = {
    "answer": gettext_lazy("Woken by an answer"),
    "time": gettext_lazy("Woken: its time has come"),
    "agent": gettext_lazy("Woken"),
}

HANDED = frozenset({"promises_replaced", "message_passed_on", "ticket_handed_over"})

ESCALATED = frozenset({"step_came", "page_sent", "page_ended"})
STEPS = {
    "percent": gettext_lazy("a share of the time used up"),
    "before": gettext_lazy("soon due"),
    "due": gettext_lazy("late"),
    "after": gettext_lazy("late for some time"),
    "repeat": gettext_lazy("still late"),
}
DOES = {
    "notify": gettext_lazy("people are told"),
    "page": gettext_lazy("somebody is paged"),
    "reassign": gettext_lazy("it is given to others"),
    "move_up": gettext_lazy("it moves up a tier"),
    "raise": gettext_lazy("its priority is raised"),
    "call": gettext_lazy("another program is called"),
}
PAGE_ENDS = {
    "acknowledged": gettext_lazy("Has it: nobody else is paged"),
    "unanswered": gettext_lazy("Nobody answered the page"),
    "needless": gettext_lazy("The page is no longer needed"),
}

KEPT = {
    "target_near": gettext_lazy("%(kind)s soon due"),
    "target_met": gettext_lazy("%(kind)s in time"),
    "target_breached": gettext_lazy("%(kind)s late"),
    "answer_undelivered": gettext_lazy("%(kind)s is owed again: the reply did not arrive"),
    "verdict_turned": gettext_lazy("%(kind)s reckoned again: something was told late"),
}

MENDED = {
    "corrected": gettext_lazy("%(kind)s corrected: the priority had been wrong"),
    "due_set": gettext_lazy("%(kind)s: due time set by hand"),
    "due_unset": gettext_lazy("%(kind)s: the computed due time holds again"),
    "no reply needed": gettext_lazy("No reply needed"),
}

LABELS = {
    "kind": gettext_lazy("Type"),
    "channel": gettext_lazy("Channel"),
    "subject": gettext_lazy("Subject"),
    "status": gettext_lazy("Status"),
    "priority": gettext_lazy("Priority"),
    "impact": gettext_lazy("Impact"),
    "urgency": gettext_lazy("Urgency"),
    "team": gettext_lazy("Team"),
    "tier": gettext_lazy("Tier"),
    "assignee": gettext_lazy("Assignee"),
    "requester": gettext_lazy("Requester"),
    "organization": gettext_lazy("Organization"),
    "site": gettext_lazy("Site"),
    "service": gettext_lazy("Service"),
    "request_type": gettext_lazy("Request"),
    "tags": gettext_lazy("Tags"),
    "vendor_numbers": gettext_lazy("Numbers of vendors"),
    "related": gettext_lazy("Related ticket"),
    "is_confidential": gettext_lazy("Confidential"),
    "needs_review": gettext_lazy("To be reviewed"),
    "first_contact": gettext_lazy("Solved at first contact"),
    "is_emergency": gettext_lazy("Emergency"),
    "emergency_cause": gettext_lazy("Cause of the emergency"),
}
