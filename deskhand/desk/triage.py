"""An agent sets what a ticket is, how urgent it is, who works on it and where it stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from deskhand.catalog.models import Category, RequestType
from deskhand.contracts import covering
from deskhand.desk import ending, first_contact, grading
from deskhand.desk.contracts import covering as coverage
from deskhand.desk.requesting import follow_request
from deskhand.desk.standing import stand
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.people.acting import NotAllowed, actor_of, agent_id_of
from deskhand.people.models import Agent, Person
from deskhand.people.reader import Reader
from deskhand.sla import clocks, replacing
from deskhand.sla.asked_calls import owe_asked
from deskhand.tickets import participants
from deskhand.tickets.access import TicketNotFound, lock, need_worker
from deskhand.tickets.changes import change
from deskhand.tickets.models import Ticket
from deskhand.tickets.participants import add_participant, remove_participant

FIELDS = frozenset(
    {
        "kind",
        "channel",
        "subject",
        "status",
        "priority",
        "team",
        "tier",
        "assignee",
        "requester",
        "organization",
        "site",
        "service",
        "request_type",
        "tags",
        "is_confidential",
        "needs_review",
        "first_contact",
        "impact",
        "urgency",
    }
)


class ChangeRefused(Exception):
    """The value does not fit the ticket; `field` names it and the text says why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@story
def set_field(number: int, field: str, value: Any, *, by: Reader, at: datetime) -> Ticket:
    """Set one field of a ticket; its clocks follow in the same transaction.

    What tells whom and what it is for is a correction: promises are chosen anew. Another team
    is one too, and starts nothing: see `handover`. Raises ChangeRefused, TicketNotFound,
    NotAllowed.
    """
    need_worker(by)
    if field not in FIELDS:
        raise ChangeRefused(field, _("This cannot be changed."))
    ticket = lock(number, reader=by)
    put(ticket, field, value, by=actor_of(by), at=at)
    return ticket


@story
def set_fields(number: int, values: Mapping[str, Any], *, by: Reader, at: datetime) -> Ticket:
    """Set several fields in one go. Raises as `set_field`; then nothing is set."""
    need_worker(by)
    ticket = lock(number, reader=by)
    put_all(ticket, values, by=actor_of(by), at=at)
    return ticket


def put(ticket: Ticket, field: str, value: Any, *, by: Actor, at: datetime) -> bool:
    """Set one field of a locked ticket, with all that follows; False when it has this value.

    Raises ChangeRefused.
    """
    _check(ticket, field, value)
    if field == "status":
        _check_end(ticket, value)
        return stand(ticket, value, by=by, at=at)
    if field == "priority":
        grading.keep_by_hand(ticket, value)
    before = ticket.request_type
    if not change(ticket, field, value, by=by, at=at):
        return False
    _follow(ticket, field, before, by=by, at=at)
    return True


def _follow(
    ticket: Ticket, field: str, before: RequestType | None, *, by: Actor, at: datetime
) -> None:
    """What follows from a field that was set; `before` is what was asked for until then."""
    if field == "request_type":
        follow_request(ticket, before, by=by, at=at)
    if field == "tier":
        # The ticket goes on from here; what it had drawn stays.
        covering.cover_again(ticket, by=by, at=at)
    elif field in covering.FIELDS:
        coverage.correct(ticket, by=by, at=at)
    if field in replacing.FIELDS:
        replacing.choose_anew(ticket, field=field, by=by, at=at)
    is_graded = field in grading.FIELDS and grading.follow(ticket, by=by, at=at)
    if field in {"priority", "request_type"} or is_graded:
        clocks.retarget(ticket, by=by, at=at)
    if field == "request_type":
        owe_asked(ticket, by=by, at=at)


def put_all(ticket: Ticket, values: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Set several fields of a locked ticket, in the order in which clocks have to follow: what
    stops them before what changes their targets, and that before what holds them.

    Raises ChangeRefused.
    """
    status = values.get("status")
    is_end = status is not None and not Category(status.category).is_open
    last = [] if is_end else ["status"]
    first = ["status"] if is_end else []
    for field in sorted(values, key=lambda name: (name not in first, name in last)):
        put(ticket, field, values[field], by=by, at=at)


def _check(ticket: Ticket, field: str, value: Any) -> None:
    if ticket.merged_into_id is not None:
        reason = _("This ticket was merged into #%(number)d. Work on that one, or undo the merge.")
        raise ChangeRefused(field, reason % {"number": ticket.merged_into_id})
    if field == "status" and value.scheme_id != ticket.status.scheme_id:
        raise ChangeRefused(field, _("This status belongs to another scheme."))
    if field == "priority" and value.scheme_id != ticket.priority.scheme_id:
        raise ChangeRefused(field, _("This priority belongs to another scheme."))
    if field == "assignee" and value is not None and not value.is_active:
        raise ChangeRefused(field, _("This agent is no longer active."))
    if field == "first_contact" and value and (reason := first_contact.refusal(ticket)):
        raise ChangeRefused(field, reason)
    if field == "site" and value is not None and value.organization_id != ticket.organization_id:
        raise ChangeRefused(field, _("This site belongs to another organization."))
    if field == "subject" and not value.strip():
        raise ChangeRefused(field, _("Write a subject."))


def _check_end(ticket: Ticket, status: Any) -> None:
    try:
        ending.check(ticket, status)
    except ending.StillOpen as error:
        raise ChangeRefused("status", str(error)) from error


@story
def take(number: int, *, by: Reader, at: datetime) -> Ticket:
    """Assign a ticket to oneself; raises NotAllowed when a colleague has it already."""
    need_worker(by)
    ticket = lock(number, reader=by)
    if ticket.assignee_id not in {None, by.agent_id}:
        raise NotAllowed(_("%(name)s already works on this.") % {"name": ticket.assignee})
    agent = Agent.objects.get(pk=agent_id_of(by))
    change(ticket, "assignee", agent, by=actor_of(by), at=at)
    return ticket


@story
def share(number: int, person: Person, *, by: Reader, at: datetime) -> bool:
    """Let somebody read along, also from outside: an agent's consent is what it takes."""
    need_worker(by)
    ticket = lock(number, reader=by)
    return add_participant(ticket, person, by=actor_of(by), at=at)


@story
def mute(number: int, row_id: int, *, is_muted: bool, by: Reader, at: datetime) -> bool:
    """Send somebody who reads along no more letters, or letters again. Raises TicketNotFound."""
    need_worker(by)
    ticket = lock(number, reader=by)
    row = participants.participant_of(row_id)
    if row is None or row.ticket_id != ticket.pk:
        raise TicketNotFound(row_id)
    return participants.mute(row, is_muted=is_muted, by=actor_of(by), at=at)


@story
def unshare(number: int, person: Person, *, by: Reader, at: datetime) -> bool:
    """Let somebody read along no longer."""
    need_worker(by)
    ticket = lock(number, reader=by)
    return remove_participant(ticket, person, by=actor_of(by), at=at)
