"""What is wrong with the steps of a row, each in a sentence that says how to mend it.

A step is kept as `{"kind": "percent", "value": 80, "actions": [...]}`. An action says what it does:

- `{"do": "notify", "who": ["assignee", "team", "lead", "manager", "watchers"], "agents": [1]}`
- `{"do": "page", "ladder": 1}`
- `{"do": "reassign", "team": 1}` or `{"do": "reassign", "agent": 1}`
- `{"do": "move_up"}`, `{"do": "raise"}`
- `{"do": "call", "hook": 1}`

For those that need no more words `"action": "raise"` is short.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from deskhand.connectors.models import Hook
from deskhand.people.models import Agent, Team
from deskhand.rules.steps import Step, StepError
from deskhand.sla.drafts import RowDraft
from deskhand.sla.models import Target
from deskhand.sla.remarks import Remark, fault, warning
from deskhand.sla.stepping import actions_of, read_step
from deskhand.sla.stepwords import ROLES, span

MOST_STEPS, MOST_ACTIONS = 20, 10
SHORTEST_REPEAT = 60
# What each action must say, beside what it does.
PARTS: Mapping[str, frozenset[str]] = {
    "notify": frozenset({"who", "agents"}),
    "page": frozenset({"ladder"}),
    "reassign": frozenset({"team", "agent"}),
    "move_up": frozenset(),
    "raise": frozenset(),
    "call": frozenset({"hook"}),
}


def check_steps(row: RowDraft, place: int) -> Iterator[Remark]:
    """Yield what is to be said about the steps of a row of a draft."""
    if len(row.steps) > MOST_STEPS:
        yield fault(place, _("At most %(most)d steps fit in a row.") % {"most": MOST_STEPS})
        return
    raises = 0
    for number, spec in enumerate(row.steps, start=1):
        try:
            step = read_step(spec)
        except StepError as error:
            words = _("Step %(number)d cannot be: %(why)s.")
            yield fault(place, words % {"number": number, "why": error})
            continue
        yield from (fault(place, _named(number, why)) for why in _faults(step))
        yield from (warning(place, _named(number, why)) for why in _doubts(step, row))
        actions = actions_of(spec)
        yield from (fault(place, _named(number, why)) for why in _actions(actions))
        if isinstance(actions, list):
            raises += sum(isinstance(a, dict) and a.get("do") == "raise" for a in actions)
    if raises > 1:
        words = _("More than one step raises the priority: only the first that comes does.")
        yield warning(place, words)


def _named(number: int, why: str) -> str:
    return _("Step %(number)d: %(why)s") % {"number": number, "why": why}


def _faults(step: Step) -> Iterator[str]:
    if step.kind == "percent" and not 1 <= step.value <= 1000:
        yield _("name a share from 1 to 1000 percent.")
    if step.kind in {"before", "after"} and not step.seconds:
        yield _("say how long; for the due time itself choose “when it is late”.")
    if step.kind == "repeat" and step.seconds < SHORTEST_REPEAT:
        yield _("it may come once a minute at the most; make the interval longer.")


def _doubts(step: Step, row: RowDraft) -> Iterator[str]:
    counted = (Target.Unit.BUSINESS, Target.Unit.CALENDAR)
    amounts = [cell.seconds for cell in row.cells if cell.unit in counted]
    if step.kind == "before" and amounts and step.seconds >= min(amounts):
        words = _("a target of this row is %(least)s, so there it comes at once. Make it shorter.")
        yield words % {"least": span(min(amounts))}


def _actions(actions: Any) -> Iterator[str]:
    if not isinstance(actions, list) or not all(isinstance(each, dict) for each in actions):
        yield _("what it does cannot be read.")
    elif not actions:
        yield _("say what it does.")
    elif len(actions) > MOST_ACTIONS:
        yield _("it may do %(most)d things at the most.") % {"most": MOST_ACTIONS}
    else:
        for action in actions:
            yield from _action(action)


def _action(action: Mapping[str, Any]) -> Iterator[str]:
    do = str(action.get("do"))
    if do not in PARTS:
        yield _("“%(do)s” is nothing that a step can do.") % {"do": do[:40]}
        return
    unknown = sorted(set(action) - PARTS[do] - {"do"})
    if unknown:
        words = _("“%(part)s” says nothing here.")
        yield words % {"part": str(unknown[0])[:40]}
        return
    yield from _CHECKS.get(do, _nothing)(action)


def _nothing(action: Mapping[str, Any]) -> Iterator[str]:
    yield from ()


def _notify(action: Mapping[str, Any]) -> Iterator[str]:
    who, agents = action.get("who", []), action.get("agents", [])
    if not (_is_list_of(who, str) and _is_list_of(agents, int)):
        yield _("whom it tells cannot be read.")
    elif not who and not agents:
        yield _("say whom it tells.")
    elif unknown := sorted(set(who) - set(ROLES)):
        yield _("“%(who)s” is nobody whom it could tell.") % {"who": unknown[0][:40]}
    elif Agent.objects.active().filter(pk__in=agents).count() < len(set(agents)):
        yield _("an agent whom it tells is no longer active; choose another.")


def _reassign(action: Mapping[str, Any]) -> Iterator[str]:
    team, agent = action.get("team"), action.get("agent")
    if type(team) is int and agent is None:
        if not Team.objects.filter(pk=team, archived_at=None).exists():
            yield _("the team is put away; choose another.")
    elif type(agent) is int and team is None:
        if not Agent.objects.active().filter(pk=agent).exists():
            yield _("the agent is no longer active; choose another.")
    else:
        yield _("say to which team, or to which agent, it gives the ticket.")


def _page(action: Mapping[str, Any]) -> Iterator[str]:
    if type(action.get("ladder")) is not int:
        yield _("say by which ladder it pages.")


def _call(action: Mapping[str, Any]) -> Iterator[str]:
    hook = action.get("hook")
    if type(hook) is not int or not Hook.objects.filter(pk=hook).exists():
        yield _("say which hook it calls.")


def _is_list_of(values: Any, kind: type) -> bool:
    return isinstance(values, list) and all(type(value) is kind for value in values)


_CHECKS = {"notify": _notify, "reassign": _reassign, "page": _page, "call": _call}
