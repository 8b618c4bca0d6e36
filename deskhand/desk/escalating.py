"""What a step of a promise does when it fires: each thing once, in a transaction of its own.

A step fires for a promise that is still open. What has been kept meanwhile needs nothing more; of
what is late somebody is still told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from deskhand.connectors import hooks
from deskhand.connectors.models import Hook
from deskhand.desk import handover, hearing, paging
from deskhand.desk.story import story
from deskhand.journal.actor import Actor, system
from deskhand.notices.kinds import Kind
from deskhand.notices.telling import Telling, tell
from deskhand.oncall.models import Ladder
from deskhand.people.models import Agent, Team, Tier
from deskhand.sla import clocks
from deskhand.sla.models import Clock, StepAct
from deskhand.sla.stepwords import step_words
from deskhand.tickets import conversation
from deskhand.tickets.access import lock
from deskhand.tickets.changes import change
from deskhand.tickets.conversation import NewMessage
from deskhand.tickets.models import Channel, Message, Ticket

S, State = Clock.State, StepAct.State
ESCALATION = system("escalation")
# Of a promise that was broken and then done after all, these are still told.
OF_THE_PAST = frozenset({"notify", "call"})


class Needless(Exception):
    """There is nothing to do (any more); the text says why."""


class ActsFailed(Exception):
    """Some of what a step has to do failed; it is tried again."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What an act works on: its locked ticket, and what came."""

    act: StepAct
    ticket: Ticket
    clock: Clock
    event_id: int
    at: datetime

    @property
    def spec(self) -> dict[str, Any]:
        spec: dict[str, Any] = self.act.spec
        return spec

    @property
    def source(self) -> str:
        return f"step:{self.act.pk}"

    @property
    def words(self) -> str:
        """What came, in words."""
        return f"{self.clock.get_kind_display()}: {step_words(self.act.fired.spec)}"


def carry_out(fired_id: int, *, event_id: int, at: datetime) -> None:
    """Do all that a fired step has to do; one thing that fails holds up no other.

    Raises ActsFailed, so that it is tried again.
    """
    waiting = StepAct.objects.filter(fired=fired_id, state=State.WAITING).order_by("place")
    failures = []
    for act_id in list(waiting.values_list("pk", flat=True)):
        try:
            do_act(act_id, event_id=event_id, at=at)
        except Exception as error:
            failures.append(error)
    if failures:
        raise ActsFailed(str(failures[0])) from failures[0]


@story
def do_act(act_id: int, *, event_id: int, at: datetime) -> bool:
    """Do one thing; False when it was done before."""
    number = StepAct.objects.values_list("fired__clock__ticket", flat=True).get(pk=act_id)
    ticket = lock(number)
    acts = StepAct.objects.select_for_update(of=("self",)).select_related("fired__clock")
    act = acts.get(pk=act_id)
    if act.state != State.WAITING:
        return False
    scene = Scene(act, ticket, act.fired.clock, event_id, at)
    try:
        _need_open(scene)
        act.why = DOES[act.do](scene, ESCALATION)[:300]
        act.state = State.DONE
    except Needless as reason:
        act.state, act.why = State.NEEDLESS, str(reason)[:300]
    act.settled_at = at
    act.save(update_fields=["state", "why", "settled_at"])
    return True


def _need_open(scene: Scene) -> None:
    clock = scene.clock
    is_over = clock.state in {S.MET, S.CANCELLED} or clock.replaced_at is not None
    if clock.stopped_at is not None and scene.act.do not in OF_THE_PAST:
        is_over = True
    if is_over:
        raise Needless(_("The promise is no longer open."))


def _notify(scene: Scene, by: Actor) -> str:
    agents = hearing.hearers(scene.spec, scene.ticket)
    if not agents:
        raise Needless(_("There is nobody whom this could tell."))
    tell(
        [
            Telling(
                person_id=agent.person_id,
                kind=Kind.ESCALATED,
                source=scene.source,
                event_id=scene.event_id,
                subject_kind="ticket",
                subject_id=scene.ticket.pk,
                is_urgent=scene.clock.state == S.BREACHED,
                at=scene.at,
            )
            for agent in agents
        ],
        at=scene.at,
    )
    return _("Told %(names)s") % {"names": ", ".join(map(str, agents))}


def _page(scene: Scene, by: Actor) -> str:
    ladder = Ladder.objects.filter(pk=scene.spec["ladder"]).first()
    if ladder is None:
        raise Needless(_("The ladder is no more."))
    paging.page(scene.ticket, ladder, source=scene.source, words=scene.words, by=by, at=scene.at)
    return _("Paged by %(ladder)s") % {"ladder": ladder}


def _reassign(scene: Scene, by: Actor) -> str:
    if "agent" in scene.spec:
        agent = Agent.objects.active().filter(pk=scene.spec["agent"]).first()
        if agent is None or not hearing.sees(agent, scene.ticket):
            raise Needless(_("The agent is no longer active, or may not see the ticket."))
        if not change(scene.ticket, "assignee", agent, by=by, at=scene.at):
            raise Needless(_("%(name)s has it already.") % {"name": agent})
        return _("Given to %(name)s") % {"name": agent}
    team = Team.objects.filter(pk=scene.spec["team"], archived_at=None).first()
    if team is None:
        raise Needless(_("The team is put away."))
    if team.pk == scene.ticket.team_id:
        raise Needless(_("%(name)s has it already.") % {"name": team})
    handover.give_to(scene.ticket, team, by=by, at=scene.at)
    return _("Given to %(name)s") % {"name": team}


def _move_up(scene: Scene, by: Actor) -> str:
    ticket = scene.ticket
    teams = Team.objects.filter(archived_at=None, tier__gt=ticket.tier, tier__lt=Tier.OUTSIDE)
    team = teams.order_by("tier", "-is_default", "name").first()
    if team is None:
        raise Needless(_("No team works on a higher tier."))
    words = _("**Turned over to %(team)s** by a step of its promise: %(words)s.")
    note = NewMessage(
        text=words % {"team": team, "words": scene.words},
        is_public=False,
        channel=Channel.DESK,
        author_name=by.name,
        format=Message.Format.MARKDOWN,
        is_automatic=True,
        once_key=scene.source,
    )
    conversation.add(ticket, note, by=by, at=scene.at, released_at=None)
    handover.turn_over(ticket, team, by=by, at=scene.at)
    return _("Turned over to %(team)s") % {"team": team}


def _raise(scene: Scene, by: Actor) -> str:
    """At most once for a clock, so that it can never set itself off."""
    before = StepAct.objects.filter(fired__clock=scene.clock, do="raise", state=State.DONE)
    if before.exists():
        raise Needless(_("It was raised once already."))
    ticket = scene.ticket
    higher = ticket.priority.scheme.priorities.filter(level__lt=ticket.priority_level)
    priority = higher.order_by("-level").first()
    if priority is None:
        raise Needless(_("No priority is higher."))
    ticket.keeps_priority = True
    change(ticket, "priority", priority, by=by, at=scene.at)
    clocks.retarget(ticket, by=by, at=scene.at)
    return _("Raised to %(priority)s") % {"priority": priority}


def _call(scene: Scene, by: Actor) -> str:
    hook = Hook.objects.filter(pk=scene.spec["hook"]).first()
    subject = f"ticket:{scene.ticket.pk}"
    call = hook and hooks.tell_hook(
        hook, _told(scene), key=scene.source, subject=subject, at=scene.at
    )
    if not call:
        raise Needless(_("The hook is no more, or switched off."))
    return _("Handed to %(hook)s") % {"hook": hook}


def _told(scene: Scene) -> dict[str, Any]:
    """What another program hears: no word that somebody wrote of what is confidential."""
    ticket, clock, fired = scene.ticket, scene.clock, scene.act.fired
    return {
        "type": "step.came",
        "at": scene.at.isoformat(),
        "ticket": {
            "number": ticket.pk,
            "subject": "" if ticket.is_confidential else ticket.subject,
            "status": ticket.status.name,
            "priority": ticket.priority_level,
            "team": str(ticket.team) if ticket.team else None,
            "assignee": str(ticket.assignee) if ticket.assignee else None,
            "organization": str(ticket.organization) if ticket.organization else None,
        },
        "clock": {
            "kind": clock.kind,
            "state": clock.state,
            "due_at": clock.due_at.isoformat() if clock.due_at else None,
        },
        "step": {
            "kind": fired.spec["kind"],
            "number": fired.step,
            "occurrence": fired.occurrence,
            "due_at": fired.due_at.isoformat(),
        },
    }


DOES: dict[str, Callable[[Scene, Actor], str]] = {
    "notify": _notify,
    "page": _page,
    "reassign": _reassign,
    "move_up": _move_up,
    "raise": _raise,
    "call": _call,
}
