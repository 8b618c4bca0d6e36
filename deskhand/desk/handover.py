"""A ticket is turned over to a team of a tier, with a note of what was tried and what is needed;
and a message that waited with the on-call service is passed on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from deskhand.contracts import covering
from deskhand.desk.dispatch import owing
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.acting import actor_of, agent_id_of
from deskhand.people.models import Agent, Team
from deskhand.people.reader import Reader
from deskhand.sla import clocks
from deskhand.sla.events import MessagePassedOn
from deskhand.tickets import conversation
from deskhand.tickets.access import TicketLocked, lock, need_worker
from deskhand.tickets.changes import change
from deskhand.tickets.conversation import NewMessage
from deskhand.tickets.events import TicketHandedOver
from deskhand.tickets.models import Channel, Message, Ticket

# How long a message can have lain with the on-call service.
LONGEST = timedelta(days=31)


class HandoverRefused(ValueError):
    """It cannot be turned over so; `field` names what is wrong and the text says how to mend it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class Handover:
    """To whom, what was tried, and what is needed of them."""

    team: Team
    tried: str
    needed: str
    once_key: str | None = None


@story
def hand_over(number: int, over: Handover, *, by: Reader, at: datetime) -> Ticket:
    """Turn an open ticket over: team and tier follow, colleagues read the note, clocks that wait
    for it start.

    Its assignee stays only where he is of that team. The same `once_key` again changes nothing.
    Raises HandoverRefused, TicketLocked, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    if conversation.said_already(ticket, over.once_key):
        return ticket
    _check(ticket, over)
    actor = actor_of(by)
    _write(ticket, over, by=by, at=at)
    turn_over(ticket, over.team, by=actor, at=at)
    return ticket


def turn_over(ticket: Ticket, team: Team, *, by: Actor, at: datetime) -> None:
    """Let a locked ticket go over to a team; the note is written already."""
    before, tier = ticket.team_id, ticket.tier
    give_to(ticket, team, by=by, at=at)
    _tell(ticket, before, tier, by=by, at=at)
    clocks.turned_over(ticket, team, by=by, at=at)
    owing.owe(ticket, since=at, by=by, at=at)


def give_to(ticket: Ticket, team: Team, *, by: Actor, at: datetime) -> None:
    """Give a locked ticket to a team and its tier, and decide anew what is covered; its assignee
    stays where he is of that team."""
    change(ticket, "team", team, by=by, at=at)
    if change(ticket, "tier", team.tier, by=by, at=at):
        covering.cover_again(ticket, by=by, at=at)
    if ticket.assignee is not None and not team.agents.filter(pk=ticket.assignee.pk).exists():
        change(ticket, "assignee", None, by=by, at=at)


def _check(ticket: Ticket, over: Handover) -> None:
    if not ticket.is_open:
        raise TicketLocked(_("This ticket is done. Reopen it before you turn it over."))
    if over.team.pk == ticket.team_id:
        raise HandoverRefused("team", _("It is with this team already."))
    if not over.tried.strip():
        raise HandoverRefused("tried", _("Say what was tried, or that nothing was."))
    if not over.needed.strip():
        raise HandoverRefused("needed", _("Say what is needed of them."))


def _write(ticket: Ticket, over: Handover, *, by: Reader, at: datetime) -> None:
    agent = Agent.objects.select_related("person").get(pk=agent_id_of(by))
    words = _("**Turned over to %(team)s.**\n\nTried: %(tried)s\n\nNeeded: %(needed)s")
    parts = {"team": over.team, "tried": over.tried.strip(), "needed": over.needed.strip()}
    conversation.add(
        ticket,
        NewMessage(
            text=words % parts,
            is_public=False,
            channel=Channel.DESK,
            agent=agent,
            person=agent.person,
            author_name=str(agent.person),
            format=Message.Format.MARKDOWN,
            once_key=over.once_key,
        ),
        by=actor_of(by),
        at=at,
        released_at=None,
    )


def _tell(ticket: Ticket, team: int | None, tier: int, *, by: Actor, at: datetime) -> None:
    event = TicketHandedOver(
        ticket=ticket.pk,
        from_team=team,
        to_team=ticket.team_id,
        from_tier=tier,
        to_tier=ticket.tier,
        is_bounced=ticket.tier < tier,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)


@story
def pass_on(
    number: int, *, left_at: datetime, passed_at: datetime, by: Reader, at: datetime
) -> Ticket:
    """Note when a caller left a message with the on-call service, and when that passed it on.

    Clocks that wait for it count from the second instant. Raises HandoverRefused, TicketLocked,
    TicketNotFound, NotAllowed.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    if not ticket.is_open:
        raise TicketLocked(_("This ticket is done. Reopen it first."))
    if passed_at > at:
        raise HandoverRefused("passed_at", _("This is still to come. When was it passed on?"))
    if left_at > passed_at:
        raise HandoverRefused("left_at", _("It was left before it was passed on."))
    if at - left_at > LONGEST:
        raise HandoverRefused("left_at", _("That is more than a month ago."))
    actor = actor_of(by)
    event = MessagePassedOn(
        ticket=ticket.pk,
        waited_seconds=int((passed_at - left_at).total_seconds()),
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=actor, at=at)
    clocks.passed_on(ticket, left_at=left_at, passed_at=passed_at, by=actor, at=at)
    return ticket
