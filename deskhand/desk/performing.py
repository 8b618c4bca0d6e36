"""What a rule does to a ticket: its fields are set together, then the rest is done act by act."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from deskhand.automation import giving
from deskhand.automation.acts import ME, PARTICIPANTS, REQUESTER, Act, macro_called
from deskhand.automation.models import Rule
from deskhand.connectors import hooks
from deskhand.connectors.models import Hook
from deskhand.desk import hearing
from deskhand.desk.automatic import is_forgeable, write_told
from deskhand.desk.doing import ActRefused, plan, put_plan, text_for
from deskhand.desk.triage import ChangeRefused, put
from deskhand.journal.actor import Actor
from deskhand.notices.kinds import Kind
from deskhand.notices.telling import Telling, tell
from deskhand.rules.placeholders import placeholders_in
from deskhand.tickets import conversation
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.conversation import NewMessage
from deskhand.tickets.models import Channel, Message, Ticket

# What a stranger chose himself.
HIS_WORDS = frozenset(
    {"requester.name", "requester.first_name", "organization.name", "ticket.subject"}
)
REFUSALS = (ActRefused, ChangeRefused, TicketLocked)


@dataclass(frozen=True, slots=True)
class Scene:
    """A locked ticket, the rule that acts on it, and because of what."""

    ticket: Ticket
    rule: Rule
    by: Actor
    source: str
    at: datetime

    @property
    def key(self) -> str:
        """Names this doing, so that nothing is done twice because of it."""
        return f"rule:{self.rule.pk}:{self.ticket.pk}:{self.source}"[:64]


def perform(scene: Scene) -> list[str]:
    """Do all acts of the rule; returns what was done in words. Raises what REFUSALS names."""
    acts = expanded(scene.rule.acts)
    planned = plan(acts, scene.ticket, me=None)
    put_plan(scene.ticket, planned, by=scene.by, at=scene.at)
    did = [f"{change.field}: {change.old} → {change.new}" for change in planned.changes]
    if planned.note:
        _say(scene, planned.note, is_public=False)
        did.append(_("Wrote a note"))
    did += [DOES[act["do"]](act, scene) for act in acts if act["do"] in DOES]
    return did or [_("Nothing had to be changed.")]


def expanded(acts: Sequence[Act]) -> list[dict[str, Any]]:
    """Return the acts with those of a macro in its place; the rule's own come after and win.

    Its reply goes out as an automatic letter, and nobody uses it, so nobody is assigned as that.
    """
    found: list[dict[str, Any]] = []
    for act in acts:
        if act["do"] != "macro":
            found.append(dict(act))
            continue
        macro = macro_called(act["macro"])
        if macro is None:
            raise ActRefused(_("The macro %(name)s is no more.") % {"name": act["macro"]})
        found += [_as_rule(each) for each in macro.acts if each.get("who") != ME]
    return found


def _as_rule(act: Mapping[str, Any]) -> dict[str, Any]:
    if act["do"] != "reply":
        return dict(act)
    return {"do": "mail", "to": REQUESTER, "text": act["text"]}


def _say(scene: Scene, text: str, *, is_public: bool) -> Message:
    new = NewMessage(
        text=text,
        is_public=is_public,
        channel=Channel.DESK,
        author_name=scene.rule.name,
        format=Message.Format.MARKDOWN,
        is_automatic=True,
        once_key=scene.key if is_public else None,
    )
    released_at = scene.at if is_public else None
    return conversation.add(scene.ticket, new, by=scene.by, at=scene.at, released_at=released_at)


def _mail(act: Act, scene: Scene) -> str:
    """Write an automatic letter; what goes to people of the ticket stands on it, too."""
    is_outside = act["to"] not in {REQUESTER, PARTICIPANTS}
    if is_outside and scene.ticket.is_confidential:
        return _("Nothing of a confidential ticket is written to others.")
    if HIS_WORDS & set(placeholders_in(act["text"])) and is_forgeable(scene.ticket):
        return _("Not written: nothing but a letter says who the requester is.")
    text = text_for(scene.ticket, act["text"], me=None)
    if not is_outside:
        _say(scene, text, is_public=True)
        to = _people(act["to"], scene.ticket)
    else:
        to = [act["to"]]
    sent = [address for address in to if write_told(scene.ticket, address, text, at=scene.at)]
    if not sent:
        return _("There was nobody to write to, or the letter was held back.")
    return _("Wrote to %(to)s") % {"to": ", ".join(sent)}


def _people(to: str, ticket: Ticket) -> list[str]:
    people = [ticket.requester] if ticket.requester else []
    if to == PARTICIPANTS:
        rows = ticket.participants.filter(is_muted=False).select_related("person")
        people += [row.person for row in rows]
    return list(dict.fromkeys(p.main_address for p in people if p.main_address))


def _notify(act: Act, scene: Scene) -> str:
    agents = hearing.hearers(act, scene.ticket)
    if not agents:
        return _("There was nobody whom this could tell.")
    tell(
        [
            Telling(
                person_id=agent.person_id,
                kind=Kind.RULE,
                source=scene.key,
                subject_kind="ticket",
                subject_id=scene.ticket.pk,
                actor=scene.by,
                at=scene.at,
            )
            for agent in agents
        ],
        at=scene.at,
    )
    return _("Told %(names)s") % {"names": ", ".join(map(str, agents))}


def _hook(act: Act, scene: Scene) -> str:
    hook = Hook.objects.filter(name=act["hook"]).first()
    subject = f"ticket:{scene.ticket.pk}"
    call = hook and hooks.tell_hook(hook, _told(scene), key=scene.key, subject=subject, at=scene.at)
    if not call:
        return _("The hook is no more, or switched off.")
    return _("Handed to %(hook)s") % {"hook": act["hook"]}


def _assign(act: Act, scene: Scene) -> str:
    """Give a ticket that nobody has to one of its team."""
    ticket = scene.ticket
    if ticket.assignee is not None:
        return _("%(name)s has it already.") % {"name": ticket.assignee}
    if ticket.team is None:
        return _("It is with no team.")
    sticky = act.get("sticky", False)
    made = giving.choose(ticket, ticket.team, how=act["how"], sticky=sticky, at=scene.at)
    if made.agent is not None:
        put(ticket, "assignee", made.agent, by=scene.by, at=scene.at)
        giving.note_given(ticket, made.agent, at=scene.at)
    return made.why


def _told(scene: Scene) -> dict[str, Any]:
    """What another program hears: no word that somebody wrote of what is confidential."""
    ticket = scene.ticket
    return {
        "type": "rule.ran",
        "at": scene.at.isoformat(),
        "rule": {"number": scene.rule.pk, "name": scene.rule.name, "source": scene.source},
        "ticket": {
            "number": ticket.pk,
            "subject": "" if ticket.is_confidential else ticket.subject,
            "status": ticket.status.name,
            "priority": ticket.priority_level,
            "team": str(ticket.team) if ticket.team else None,
            "assignee": str(ticket.assignee) if ticket.assignee else None,
            "organization": str(ticket.organization) if ticket.organization else None,
        },
    }


DOES: dict[str, Callable[[Act, Scene], str]] = {
    "assign": _assign,
    "mail": _mail,
    "notify": _notify,
    "hook": _hook,
}
