"""The arithmetic of promises as JSON lines: the operations of `deskhand worktime`."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from deskhand.rules import clock as clocks
from deskhand.rules import json_lines, pauses, steps, worktime
from deskhand.rules.bands import BandTable, choose
from deskhand.rules.clock import Clock, Event
from deskhand.rules.explain import Fact, facts
from deskhand.rules.json_lines import Answer, Args, chosen, length, listed, moment, told, whole
from deskhand.rules.pauses import Pause
from deskhand.rules.retargeting import Promise
from deskhand.rules.steps import Course, Step
from deskhand.rules.targets import Target
from deskhand.rules.worktime import Calendar


def answers(lines: Iterable[str]) -> Iterator[Answer]:
    """Answer each line as it comes; empty lines are passed over.

    The calendar stands beside `args` or in it. Instants are ISO 8601 with a zone; the answers
    end in Z. Durations are whole seconds. A result of null means there is no such instant.
    """
    return json_lines.answers(lines, _result)


def _result(question: Args) -> Any:
    answer, args = chosen(question, _OPS)
    spec = question["calendar"] if "calendar" in question else args["calendar"]
    return answer(_calendar(json.dumps(spec, sort_keys=True)), args)


@lru_cache(maxsize=256)
def _calendar(spec: str) -> Calendar:
    return Calendar.from_spec(json.loads(spec))


def _is_open(calendar: Calendar, args: Args) -> bool:
    return worktime.is_open(calendar, moment(args, "at"))


def _next_open(calendar: Calendar, args: Args) -> str | None:
    return told(worktime.next_open(calendar, moment(args, "at")))


def _close_of(calendar: Calendar, args: Args) -> str | None:
    return told(worktime.close_of(calendar, moment(args, "at")))


def _add(calendar: Calendar, args: Args) -> str | None:
    return told(worktime.add(calendar, moment(args, "start"), length(args, "seconds")))


def _sub(calendar: Calendar, args: Args) -> str | None:
    return told(worktime.sub(calendar, moment(args, "end"), length(args, "seconds")))


def _between(calendar: Calendar, args: Args) -> float:
    return _seconds(worktime.between(calendar, moment(args, "from"), moment(args, "to")))


def _due(calendar: Calendar, args: Args) -> str | None:
    amount, unit = length(args, "seconds"), _unit(args)
    start, paused = moment(args, "start"), _pauses(args)
    return told(pauses.due(calendar, start, amount, unit=unit, pauses=paused))


def _elapsed(calendar: Calendar, args: Args) -> float:
    start, at, unit = moment(args, "start"), moment(args, "at"), _unit(args)
    return _seconds(pauses.elapsed(calendar, start, at, unit=unit, pauses=_pauses(args)))


def _nbd(calendar: Calendar, args: Args) -> str | None:
    target = Target(
        "business_days",
        n=whole(args, "n"),
        edge=args.get("edge", "close"),
        rule=args.get("rule", "session"),
    )
    return told(target.due(moment(args, "received"), calendar=calendar))


def _band(calendar: Calendar, args: Args) -> dict[str, Any]:
    coverage = args.get("coverage")
    choice = choose(
        BandTable.from_spec(args["table"]),
        moment(args, "received"),
        calendar=calendar,
        coverage=_calendar(json.dumps(coverage, sort_keys=True)) if coverage else None,
        carry=args.get("carry", "at_receipt"),
    )
    return {"band": choice.band, "due": told(choice.due_at)}


def _steps(calendar: Calendar, args: Args) -> list[str | None]:
    course = Course(calendar, _target(args), moment(args, "start"), _pauses(args))
    return [told(steps.fire_at(Step.from_spec(step), course)) for step in listed(args, "steps")]


def _retarget(calendar: Calendar, args: Args) -> str | None:
    unit, paused = _unit(args), _pauses(args)
    old, new = (Target(unit, seconds=whole(args, k)) for k in ("from_seconds", "to_seconds"))
    promise = Promise.of(calendar, moment(args, "start"), old)
    changed_at, mode = moment(args, "changed_at"), args.get("mode", "retroactive")
    return told(promise.changed(new, at=changed_at, mode=mode, paused=paused).due(paused))


def _clock(calendar: Calendar, args: Args) -> dict[str, Any]:
    reading = clocks.read(_clock_of(calendar, args), moment(args, "asof"))
    return {
        "state": reading.state,
        "due_at": told(reading.due_at),
        "consumed": _seconds(reading.consumed),
        "breached_at": told(reading.breached_at),
        "stopped_at": told(reading.stopped_at),
    }


def _explain(calendar: Calendar, args: Args) -> list[dict[str, Any]]:
    return [_fact(fact) for fact in facts(_clock_of(calendar, args), moment(args, "asof"))]


def _fact(fact: Fact) -> dict[str, Any]:
    """A fact as text, without what it does not say."""
    instants = {name: told(getattr(fact, name)) for name in ("at", "until", "before", "after")}
    words = {
        "kind": fact.kind,
        **instants,
        "seconds": int(fact.lapse.total_seconds()),
        "cause": fact.cause,
        "target": fact.target.spec if fact.target else None,
        "mode": fact.mode,
    }
    return {name: value for name, value in words.items() if value}


_OPS: dict[str, Callable[[Calendar, Args], Any]] = {
    "is_open": _is_open,
    "next_open": _next_open,
    "close_of": _close_of,
    "add": _add,
    "sub": _sub,
    "between": _between,
    "due": _due,
    "elapsed": _elapsed,
    "nbd": _nbd,
    "band": _band,
    "steps": _steps,
    "retarget": _retarget,
    "clock": _clock,
    "explain": _explain,
}


def _clock_of(calendar: Calendar, args: Args) -> Clock:
    target = _target(args)
    events = tuple(_event(event, target) for event in listed(args, "events"))
    return Clock(calendar, target, moment(args, "start"), events)


def _event(spec: Any, target: Target) -> Event:
    if not isinstance(spec, Mapping):
        raise ValueError("an event must be an object")
    new = None
    if "target" in spec:
        new = Target.from_spec(spec["target"])
    elif "seconds" in spec:
        new = Target(target.unit, seconds=whole(spec, "seconds"))
    return Event(
        moment(spec, "at"),
        str(spec["type"]),
        target=new,
        mode=spec.get("mode", "retroactive"),
        reason=str(spec.get("reason", "")),
    )


def _target(args: Args) -> Target:
    if "target" in args:
        return Target.from_spec(args["target"])
    return Target(_unit(args), seconds=whole(args, "seconds"))


def _pauses(args: Args) -> tuple[Pause, ...]:
    return tuple(_pause(pair) for pair in listed(args, "pauses"))


def _pause(pair: Any) -> Pause:
    if not isinstance(pair, list) or len(pair) != 2:
        raise ValueError("a pause must be [from, to]")
    stretch = dict(zip(("from", "to"), pair, strict=True))
    ended = None if stretch["to"] is None else moment(stretch, "to")
    return Pause(moment(stretch, "from"), ended)


def _unit(args: Args) -> str:
    unit = args.get("unit", pauses.BUSINESS)
    if unit not in (pauses.BUSINESS, pauses.CALENDAR):
        raise ValueError(f"unit must be business or calendar, not {unit!r:.40}")
    return str(unit)


def _seconds(lapse: timedelta) -> float:
    """Whole seconds as a whole number, since that is what was asked for nearly always."""
    seconds = lapse.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds
