"""Arithmetic as JSON lines: `id`, `op`, `args` in, `id` and `result` out.

A line that makes no sense is answered with `id` and `error`; the others are not affected.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Args = Mapping[str, Any]
Answer = dict[str, Any]


def answers(lines: Iterable[str], result: Callable[[Args], Any]) -> Iterator[Answer]:
    """Answer each line as it comes by `result`, which is handed the line; empty lines are
    passed over."""
    for line in lines:
        if line.strip():
            yield _answer(line, result)


def _answer(line: str, result: Callable[[Args], Any]) -> Answer:
    name = None
    try:
        question = json.loads(line)
        if not isinstance(question, dict):
            raise ValueError("a line must be an object with id, op and args")
        name = question.get("id")
        return {"id": name, "result": result(question)}
    except json.JSONDecodeError as fault:
        return {"id": name, "error": f"this line is no JSON: {fault}"}
    except KeyError as missing:
        return {"id": name, "error": f"missing {missing.args[0]}"}
    except (ValueError, TypeError, OverflowError, RecursionError) as fault:
        return {"id": name, "error": " ".join(str(fault).split())[:300]}


def chosen(question: Args, ops: Mapping[str, Callable[..., Any]]) -> tuple[Any, Args]:
    """Return the function of a line's `op`, and its `args`; ValueError for what is none."""
    op, args = question["op"], question["args"]
    if not isinstance(op, str) or op not in ops:
        raise ValueError(f"no op {op!r:.40}; there are {', '.join(ops)}")
    return ops[op], part(question, "args") if args else {}


def part(args: Args, name: str) -> Args:
    """An object."""
    found = args[name]
    if not isinstance(found, Mapping):
        raise ValueError(f"{name} must be an object")
    return found


def listed(args: Args, name: str) -> list[Any]:
    found = args.get(name, [])
    if not isinstance(found, list):
        raise ValueError(f"{name} must be a list")
    return found


def objects(args: Args, name: str) -> list[Args]:
    found = listed(args, name)
    if not all(isinstance(each, Mapping) for each in found):
        raise ValueError(f"{name} must be a list of objects")
    return found


def text(args: Args, name: str) -> str:
    found = args[name]
    if not isinstance(found, str):
        raise ValueError(f"{name} must be a text")
    return found


def whole(args: Args, name: str, default: int | None = None) -> int:
    """A whole number, 0 or more."""
    number = args[name] if default is None else args.get(name, default)
    if type(number) is not int or number < 0:
        raise ValueError(f"{name} must be a whole number, 0 or more")
    return number


def integer(args: Args, name: str, default: int | None = None) -> int:
    """A whole number of either sign."""
    number = args[name] if default is None else args.get(name, default)
    if type(number) is not int:
        raise ValueError(f"{name} must be a whole number")
    return number


def length(args: Args, name: str) -> timedelta:
    return timedelta(seconds=whole(args, name))


def moment(args: Args, name: str) -> datetime:
    """An instant with its zone, in UTC."""
    written = args[name]
    if not isinstance(written, str):
        raise ValueError(f"{name} must be an instant such as 2026-01-31T09:00:00Z")
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(f"{name}: {written!r:.40} is no instant") from None
    if instant.tzinfo is None:
        raise ValueError(f"{name}: {written!r:.40} needs a zone, such as Z")
    return instant.astimezone(UTC)


def day(args: Args, name: str) -> date:
    try:
        return date.fromisoformat(text(args, name))
    except ValueError:
        raise ValueError(f"{name}: {args[name]!r:.40} is no date (YYYY-MM-DD)") from None


def zone(args: Args, name: str = "zone") -> ZoneInfo:
    try:
        return ZoneInfo(text(args, name))
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name}: {args.get(name)!r:.60} is no known time zone") from None


def word(kind: Any, args: Args, name: str, default: Any = None) -> Any:
    """One of the words of an enumeration."""
    found = args[name] if default is None else args.get(name, default)
    try:
        return kind(found)
    except ValueError:
        known = ", ".join(kind)
        raise ValueError(f"{name} must be one of {known}, not {found!r:.40}") from None


def told(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat().replace("+00:00", "Z")
