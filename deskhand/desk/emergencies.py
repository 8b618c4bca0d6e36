"""Emergencies: declared by a person, proposed where the policy says that a request is one.

In doubt it is one, unless something that was planned explains it; that is a person's word, with a
reason, and stays on the ticket. Nothing is lowered by itself when it is taken back.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.desk.story import story
from deskhand.people.acting import actor_of, agent_id_of
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.sla import clocks, governing
from deskhand.sla.governing import EmergencyRule
from deskhand.tickets import conversation
from deskhand.tickets.access import TicketLocked, lock, need_worker
from deskhand.tickets.changes import change, tell_change
from deskhand.tickets.conversation import NewMessage
from deskhand.tickets.emergency import EmergencyFacts, facts_of_emergency, keep_facts
from deskhand.tickets.models import Channel, Message, Ticket

LONGEST_REASON = 300


def proposed(ticket: Ticket) -> EmergencyRule | None:
    """Return the rule by which an open ticket may be an emergency, while nobody has said."""
    if ticket.is_emergency or ticket.emergency_settled or not ticket.is_open:
        return None
    return governing.emergency_rule(ticket)


@story
def declare(number: int, *, by: Reader, at: datetime) -> Ticket:
    """It is an emergency: its priority becomes the highest of its scheme, this once; whoever lowers
    it afterwards is not overruled. Declared twice it is the same. Raises TicketLocked."""
    need_worker(by)
    ticket, actor = lock(number, reader=by), actor_of(by)
    if not ticket.is_open:
        raise TicketLocked(_("This ticket is done. Reopen it before you declare it an emergency."))
    if not change(ticket, "is_emergency", True, by=actor, at=at):
        return ticket
    change(ticket, "emergency_settled", True, by=actor, at=at)
    highest = ticket.priority.scheme.priorities.order_by("level").first()
    ticket.keeps_priority = True
    if highest is not None and change(ticket, "priority", highest, by=actor, at=at):
        clocks.retarget(ticket, by=actor, at=at)
    ticket.save(update_fields=["keeps_priority"])
    return ticket


@story
def take_back(number: int, why: str, *, by: Reader, at: datetime, planned: str = "") -> Ticket:
    """It is no emergency, or none any more: the reason is kept as a note, and the priority stays
    until somebody sets another. What was `planned` and explains it is a reason too, and stays with
    the ticket. Raises TicketLocked without a reason."""
    need_worker(by)
    ticket, actor = lock(number, reader=by), actor_of(by)
    planned = planned.strip()
    why = ". ".join(filter(None, (planned, why.strip())))
    if not why:
        raise TicketLocked(_("Say why it is no emergency."))
    if len(why) > LONGEST_REASON:
        raise TicketLocked(_("Say it in at most %d characters.") % LONGEST_REASON)
    changed = change(ticket, "is_emergency", False, by=actor, at=at)
    if not changed and ticket.emergency_settled:
        return ticket
    change(ticket, "emergency_settled", True, by=actor, at=at)
    if planned:
        keep_facts(ticket.pk, by=actor, at=at, planned=planned[:LONGEST_REASON])
    agent = Agent.objects.select_related("person").get(pk=agent_id_of(by))
    conversation.add(
        ticket,
        NewMessage(
            text=_("**No emergency:** %(why)s") % {"why": why},
            is_public=False,
            channel=Channel.DESK,
            agent=agent,
            person=agent.person,
            author_name=str(agent.person),
            format=Message.Format.MARKDOWN,
        ),
        by=actor,
        at=at,
        released_at=None,
    )
    return ticket


@story
def note_cause(number: int, cause: str, *, by: Reader, at: datetime) -> bool:
    """Keep why it came to the emergency; False where it says so already. Raises TicketLocked for
    nothing, for too much, and for what never was one."""
    need_worker(by)
    ticket, actor = lock(number, reader=by), actor_of(by)
    cause = " ".join(cause.split())
    if not cause or len(cause) > LONGEST_REASON:
        raise TicketLocked(_("Say the cause in at most %d characters.") % LONGEST_REASON)
    if not ticket.emergency_settled:
        raise TicketLocked(_("Nobody has said yet whether this is an emergency."))
    if not keep_facts(ticket.pk, by=actor, at=at, cause=cause):
        return False
    tell_change(ticket, "emergency_cause", by=actor, at=at)
    return True


def known_of(ticket: Ticket) -> EmergencyFacts | None:
    """Return cause and planned event of what was, or was taken for, an emergency."""
    return facts_of_emergency(ticket.pk) if ticket.emergency_settled else None


def causes_of(ticket: Ticket) -> tuple[str, ...]:
    """Return the causes that the ticket's policy offers to choose from."""
    rule = governing.emergency_rule(ticket) if ticket.emergency_settled else None
    return rule.causes if rule else ()
