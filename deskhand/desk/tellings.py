"""Notices about tickets in words, for one reader who may see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.automation.models import Rule
from deskhand.automation.triggers import RULE
from deskhand.journal.models import Event
from deskhand.notices.kinds import Kind
from deskhand.notices.models import Notice
from deskhand.notices.subjects import Line
from deskhand.people.models import Agent, Person
from deskhand.people.reader import Reader
from deskhand.sla.models import Clock, PromiseKind, StepFired
from deskhand.sla.reading import when_words
from deskhand.sla.stepwords import step_words
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.naming import names_of
from deskhand.tickets.reading import tickets_for

Payload = dict[str, Any]


class Tickets:
    """Tickets as subjects of notices."""

    def visible_to(self, reader: Reader) -> QuerySet[Ticket] | bool:
        return tickets_for(reader)

    def lines(self, notices: Sequence[Notice], *, reader: Reader, at: datetime) -> dict[int, Line]:
        """Return their words, in a number of statements that does not grow with them."""
        told = _Told(notices, reader, at)
        return {
            notice.pk: told.line(notice, ticket)
            for notice in notices
            if (ticket := told.tickets.get(notice.subject_id)) is not None
        }


class _Told:
    def __init__(self, notices: Sequence[Notice], reader: Reader, at: datetime) -> None:
        self.reader, self.at = reader, at
        self.tickets = Ticket.objects.in_bulk({notice.subject_id for notice in notices})
        self.events = Event.objects.in_bulk({n.event_id for n in notices if n.event_id})
        payloads = [event.payload for event in self.events.values()]
        self.messages = Message.objects.in_bulk({p["message"] for p in payloads if "message" in p})
        self.clocks = Clock.objects.in_bulk({p["clock"] for p in payloads if "clock" in p})
        self.steps = StepFired.objects.in_bulk({p["fired"] for p in payloads if "fired" in p})
        self.names = _names(notices)
        self.values = names_of(_changed_to(payloads))

    def line(self, notice: Notice, ticket: Ticket) -> Line:
        event = self.events.get(notice.event_id or 0)
        payload = event.payload if event else {}
        message = self.messages.get(payload.get("message", 0))
        if message is not None and (
            message.withdrawn_at is not None or message.ticket_id != ticket.pk
        ):
            # Taken back, or moved to where this reader may not follow.
            message = None
        place = f"#message-{message.pk}" if message else ""
        return Line(
            name=f"#{ticket.pk}",
            title=f"#{ticket.pk} {ticket.subject}",
            words=self._words(notice, payload, message),
            said=message.text if message else "",
            url=f"/desk/tickets/{ticket.pk}/{place}",
            is_note=message is not None and not message.is_public,
            is_private=ticket.is_confidential,
        )

    def _words(self, notice: Notice, payload: Payload, message: Message | None) -> str:
        who = self.names.get((notice.actor_kind, notice.actor_id or 0), "")
        if notice.kind == Kind.CALL_OWED:
            return self._call(payload)
        if notice.kind in {Kind.NEAR, Kind.BREACHED}:
            return self._promise(notice, payload)
        if notice.kind == Kind.ESCALATED:
            return self._step(payload)
        if notice.kind == Kind.WATCHED:
            return self._watched(payload, message, who)
        with_name, without = _WORDS.get(Kind(notice.kind), _WORDS[Kind.WATCHED])
        if not who:
            return str(without)
        return str(with_name) % {"who": who}

    def _call(self, payload: Payload) -> str:
        clock = self.clocks.get(payload.get("clock", 0))
        if clock is None or clock.due_at is None:
            return _("A call is owed")
        when = when_words(clock.due_at, ZoneInfo(self.reader.time_zone), at=self.at)
        return _("A call is owed by %(when)s") % {"when": when}

    def _promise(self, notice: Notice, payload: Payload) -> str:
        words = {"kind": PromiseKind(payload["kind"]).label if "kind" in payload else ""}
        clock = self.clocks.get(payload.get("clock", 0))
        if clock is None or clock.due_at is None:
            late = notice.kind == Kind.BREACHED
            return (_("%(kind)s is late") if late else _("%(kind)s is soon due")) % words
        words["when"] = when_words(clock.due_at, ZoneInfo(self.reader.time_zone), at=self.at)
        if notice.kind == Kind.BREACHED:
            return _("%(kind)s is late: it was due %(when)s") % words
        return _("%(kind)s is due %(when)s") % words

    def _step(self, payload: Payload) -> str:
        kind = PromiseKind(payload["kind"]).label if "kind" in payload else ""
        fired = self.steps.get(payload.get("fired", 0))
        if fired is None:
            return str(kind)
        return f"{kind}: {step_words(fired.spec)}"

    def _watched(self, payload: Payload, message: Message | None, who: str) -> str:
        who = who or _("The desk")
        if message is not None:
            said = _("%(who)s wrote") if message.is_public else _("%(who)s wrote a note")
            return said % {"who": who}
        name = payload.get("field", "")
        if name not in LABELS:
            return _("%(who)s changed it") % {"who": who}
        new = payload.get("new")
        value = self.values.get((name, new), "") if new is not None else _("none")
        words = {"who": who, "field": str(LABELS[name]), "value": value}
        return _("%(who)s set %(field)s to %(value)s") % words


def _names(notices: Sequence[Notice]) -> dict[tuple[str, int], str]:
    """Names of those who did it, as they are now."""
    wanted: dict[str, set[int]] = {"agent": set(), "requester": set(), RULE: set()}
    for notice in notices:
        if notice.actor_kind in wanted and notice.actor_id is not None:
            wanted[notice.actor_kind].add(notice.actor_id)
    agents = Agent.objects.filter(pk__in=wanted["agent"]).select_related("person")
    people = Person.objects.filter(pk__in=wanted["requester"]).prefetch_related("addresses")
    rules = Rule.objects.filter(pk__in=wanted[RULE]) if wanted[RULE] else ()
    return (
        {("agent", row.pk): str(row) for row in agents}
        | {("requester", row.pk): str(row) for row in people}
        | {(RULE, row.pk): str(row) for row in rules}
    )


def _changed_to(payloads: Sequence[Payload]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for payload in payloads:
        if payload.get("field") in LABELS and payload.get("new") is not None:
            found.setdefault(payload["field"], set()).add(payload["new"])
    return found


LABELS = {
    "status": gettext_lazy("Status"),
    "priority": gettext_lazy("Priority"),
    "assignee": gettext_lazy("Assignee"),
    "team": gettext_lazy("Team"),
}
_WORDS = {
    Kind.MENTIONED: (gettext_lazy("%(who)s mentioned you"), gettext_lazy("You were mentioned")),
    Kind.ASSIGNED: (
        gettext_lazy("%(who)s assigned it to you"),
        gettext_lazy("It is assigned to you"),
    ),
    Kind.REQUESTER_WROTE: (gettext_lazy("%(who)s wrote"), gettext_lazy("A letter came")),
    Kind.UNDELIVERED: (
        gettext_lazy("A letter could not be delivered"),
        gettext_lazy("A letter could not be delivered"),
    ),
    Kind.TEAM_ASSIGNED: (
        gettext_lazy("%(who)s gave it to your team"),
        gettext_lazy("It was given to your team"),
    ),
    Kind.NEW_IN_TEAM: (
        gettext_lazy("New for your team, from %(who)s"),
        gettext_lazy("New for your team"),
    ),
    Kind.RULE: (gettext_lazy("Rule “%(who)s”"), gettext_lazy("A rule lets you know of it")),
    Kind.WATCHED: (gettext_lazy("%(who)s changed it"), gettext_lazy("It was changed")),
}
