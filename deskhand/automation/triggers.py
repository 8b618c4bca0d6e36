"""What rules can begin with: what happened to a ticket, told from an event of the journal; or that
it has stood for a time."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from deskhand.journal.models import Event
from deskhand.tickets.models import Ticket

RULE = "rule"


class Trigger(TextChoices):
    """When a rule is asked, in the order in which it is offered."""

    OPENED = "opened", _("a ticket is opened")
    REQUESTER_WROTE = "requester_wrote", _("the requester writes")
    AGENT_REPLIED = "agent_replied", _("a reply goes out")
    NOTED = "noted", _("a note is written")
    STATUS = "status", _("the status changes")
    PRIORITY = "priority", _("the priority changes")
    TEAM = "team", _("the team changes")
    ASSIGNED = "assignee", _("the assignee changes")
    TAGGED = "tags", _("the tags change")
    ORGANIZATION = "organization", _("the client changes")
    HANDED_OVER = "handed_over", _("it is turned over")
    NEAR = "near", _("a promise is soon due")
    BREACHED = "breached", _("a promise is broken")
    CALLED = "called", _("a call is logged")
    STANDS = "stands", _("it has stood for a time")


FIELDS = frozenset({"status", "priority", "team", "assignee", "tags", "organization"})
_PLAIN: Mapping[str, Trigger] = {
    "ticket_opened": Trigger.OPENED,
    "message_released": Trigger.AGENT_REPLIED,
    "ticket_handed_over": Trigger.HANDED_OVER,
    "target_near": Trigger.NEAR,
    "target_breached": Trigger.BREACHED,
    "call_made": Trigger.CALLED,
}


def trigger_of(event: Event) -> str:
    """Return what an event means to rules; an empty text for nothing."""
    if event.name == "ticket_changed":
        field = str(event.payload["field"])
        return field if field in FIELDS else ""
    if event.name == "message_added":
        return _said(event)
    return str(_PLAIN.get(event.name, ""))


def names_of_events(trigger: str) -> list[str]:
    """Return the names of the events that can mean this to rules."""
    if trigger in FIELDS:
        return ["ticket_changed"]
    if trigger in {Trigger.NOTED, Trigger.REQUESTER_WROTE}:
        return ["message_added"]
    return [name for name, meant in _PLAIN.items() if meant == trigger]


def begins_with(event: Event, ticket: Ticket) -> bool:
    """Whether a message is the one with which its ticket was opened: that is told by itself."""
    return event.name == "message_added" and event.at <= ticket.opened_at


def _said(event: Event) -> str:
    if event.payload["is_note"]:
        return Trigger.NOTED if event.actor_kind == "agent" else ""
    return Trigger.REQUESTER_WROTE if event.actor_kind == "requester" else ""
