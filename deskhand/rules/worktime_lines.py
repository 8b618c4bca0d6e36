"""The arithmetic of promises as JSON lines: `id`, `op`, `args` in, `id` and `result` out.

A line that makes no sense is answered with `id` and `error`; the others are not affected.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from deskhand.rules import clock as clocks
from deskhand.rules import pauses, steps, worktime
from deskhand.rules.bands import BandTable, choose
from deskhand.rules.clock import Clock, Event
from deskhand.rules.explain import explain
from deskhand.rules.pauses import Pause
from deskhand.rules.retargeting import Promise
from deskhand.rules.steps import Course, Step
from deskhand.rules.targets import Target
from deskhand.rules.worktime import Calendar

Args = Mapping[str, Any]


def answers(lines: Iterable[str]) -> Iterator[str]:
    """Answer each line as it comes; empty lines are passed over.

    The calendar stands beside `args` or in it. Instants are ISO 8601 with a zone; the answers
    end in Z. Durations are whole seconds. A result of null means there is no such instant.
    """
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line))


def _answer(line: str) -> dict[str, Any]:
    name = None
    try:
        question = json.loads(line)
        if not isinstance(question, dict):
            raise ValueError("a line must be an object with id, op, args, calendar")
        name = question.get("id")
        return {"id": name, "result": _result(question)}
    except json.JSONDecodeError as fault:
        return {"id": name, "error": f"this line is no JSON: {fault}"}
    except KeyError as missing:
        return {"id": name, "error": f"missing {missing.args[0]}"}
    except (ValueError, TypeError, OverflowError, RecursionError) as fault:
        return {"id": name, "error": " ".join(str(fault).split())[:300]}


def _result(question: Args) -> Any:
    op, args = question["op"], question["args"]
    if not isinstance(op, str) or op not in _OPS:
        raise ValueError(f"no op {op!r:.40}; there are {', '.join(_OPS)}")
    if not isinstance(args, Mapping):
        raise ValueError("args must be an object")
    spec = question["calendar"] if "calendar" in question else args["calendar"]
    return _OPS[op](_calendar(json.dumps(spec, sort_keys=True)), args)


@lru_cache(maxsize=256)
def _calendar(spec: str) -> Calendar:
    return Calendar.from_spec(json.loads(spec))


def _is_open(calendar: Calendar, args: Args) -> bool:
    return worktime.is_open(calendar, _instant(args, "at"))


def _next_open(calendar: Calendar, args: Args) -> str | None:
    return _text(worktime.next_open(calendar, _instant(args, "at")))


def _close_of(calendar: Calendar, args: Args) -> str | None:
    return _text(worktime.close_of(calendar, _instant(args, "at")))


def _add(calendar: Calendar, args: Args) -> str | None:
    return _text(worktime.add(calendar, _instant(args, "start"), _length(args, "seconds")))


def _sub(calendar: Calendar, args: Args) -> str | None:
    return _text(worktime.sub(calendar, _instant(args, "end"), _length(args, "seconds")))


def _between(calendar: Calendar, args: Args) -> float:
    return _seconds(worktime.between(calendar, _instant(args, "from"), _instant(args, "to")))


def _due(calendar: Calendar, args: Args) -> str | None:
    amount, unit = _length(args, "seconds"), _unit(args)
    start, paused = _instant(args, "start"), _pauses(args)
    return _text(pauses.due(calendar, start, amount, unit=unit, pauses=paused))


def _elapsed(calendar: Calendar, args: Args) -> float:
    start, at, unit = _instant(args, "start"), _instant(args, "at"), _unit(args)
    return _seconds(pauses.elapsed(calendar, start, at, unit=unit, pauses=_pauses(args)))


def _nbd(calendar: Calendar, args: Args) -> str | None:
    target = Target(
        "business_days",
        n=_whole(args, "n"),
        edge=args.get("edge", "close"),
        rule=args.get("rule", "session"),
    )
    return _text(target.due(_instant(args, "received"), calendar=calendar))


def _band(calendar: Calendar, args: Args) -> dict[str, Any]:
    coverage = args.get("coverage")
    choice = choose(
        BandTable.from_spec(args["table"]),
        _instant(args, "received"),
        calendar=calendar,
        coverage=_calendar(json.dumps(coverage, sort_keys=True)) if coverage else None,
        carry=args.get("carry", "at_receipt"),
    )
    return {"band": choice.band, "due": _text(choice.due_at)}


def _steps(calendar: Calendar, args: Args) -> list[str | None]:
    course = Course(calendar, _target(args), _instant(args, "start"), _pauses(args))
    return [_text(steps.fire_at(Step.from_spec(step), course)) for step in _list(args, "steps")]


def _retarget(calendar: Calendar, args: Args) -> str | None:
    unit, paused = _unit(args), _pauses(args)
    old, new = (Target(unit, seconds=_whole(args, k)) for k in ("from_seconds", "to_seconds"))
    promise = Promise.of(calendar, _instant(args, "start"), old)
    changed_at, mode = _instant(args, "changed_at"), args.get("mode", "retroactive")
    return _text(promise.changed(new, at=changed_at, mode=mode, paused=paused).due(paused))


def _clock(calendar: Calendar, args: Args) -> dict[str, Any]:
    reading = clocks.read(_clock_of(calendar, args), _instant(args, "asof"))
    return {
        "state": reading.state,
        "due_at": _text(reading.due_at),
        "consumed": _seconds(reading.consumed),
        "breached_at": _text(reading.breached_at),
        "stopped_at": _text(reading.stopped_at),
    }


def _explain(calendar: Calendar, args: Args) -> list[str]:
    return explain(_clock_of(calendar, args), _instant(args, "asof"))


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
    events = tuple(_event(event, target) for event in _list(args, "events"))
    return Clock(calendar, target, _instant(args, "start"), events)


def _event(spec: Any, target: Target) -> Event:
    if not isinstance(spec, Mapping):
        raise ValueError("an event must be an object")
    new = None
    if "target" in spec:
        new = Target.from_spec(spec["target"])
    elif "seconds" in spec:
        new = Target(target.unit, seconds=_whole(spec, "seconds"))
    return Event(
        _instant(spec, "at"),
        str(spec["type"]),
        target=new,
        mode=spec.get("mode", "retroactive"),
        reason=str(spec.get("reason", "")),
    )


def _target(args: Args) -> Target:
    if "target" in args:
        return Target.from_spec(args["target"])
    return Target(_unit(args), seconds=_whole(args, "seconds"))


def _pauses(args: Args) -> tuple[Pause, ...]:
    return tuple(_pause(pair) for pair in _list(args, "pauses"))


def _pause(pair: Any) -> Pause:
    if not isinstance(pair, list) or len(pair) != 2:
        raise ValueError("a pause must be [from, to]")
    stretch = dict(zip(("from", "to"), pair, strict=True))
    ended = None if stretch["to"] is None else _instant(stretch, "to")
    return Pause(_instant(stretch, "from"), ended)


def _list(args: Args, part: str) -> list[Any]:
    listed = args.get(part, [])
    if not isinstance(listed, list):
        raise ValueError(f"{part} must be a list")
    return listed


def _unit(args: Args) -> str:
    unit = args.get("unit", pauses.BUSINESS)
    if unit not in (pauses.BUSINESS, pauses.CALENDAR):
        raise ValueError(f"unit must be business or calendar, not {unit!r:.40}")
    return str(unit)


def _whole(args: Args, part: str) -> int:
    number = args[part]
    if type(number) is not int or number < 0:
        raise ValueError(f"{part} must be a whole number, 0 or more")
    return number


def _length(args: Args, part: str) -> timedelta:
    return timedelta(seconds=_whole(args, part))


def _instant(args: Args, part: str) -> datetime:
    text = args[part]
    if not isinstance(text, str):
        raise ValueError(f"{part} must be an instant such as 2026-01-31T09:00:00Z")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{part}: {text!r:.40} is no instant") from None
    if instant.tzinfo is None:
        raise ValueError(f"{part}: {text!r:.40} needs a zone, such as Z")
    return instant.astimezone(UTC)


def _seconds(lapse: timedelta) -> float:
    """Whole seconds as a whole number, since that is what was asked for nearly always."""
    seconds = lapse.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat().replace("+00:00", "Z")
