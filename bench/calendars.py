"""`make bench-calendars`: how fast and how right calendars are reckoned, beside other libraries.

All are asked the same: additions and measurements on one calendar of the demo, in turns, in one
run; then every vector for adding and measuring, of which each library is only held to those
that it can express. Writes bench/CALENDARS.md and prints it.
"""

import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.calendar_peers import rate
from bench.mail import environment, installed
from deskhand.rules import worktime
from deskhand.rules.pauses import Pause, due
from deskhand.rules.worktime_lines import answers

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "CALENDARS.md"
VECTORS = ROOT / "tests" / "data" / "sla-vectors" / "vectors.jsonl"
OTHERS = ("businesstimedelta", "business-duration", "pandas")
SECONDS, TURNS = 0.6, 5
HOUR = 3600
HEAD = """# Calendars, measured

Made by `make bench-calendars`; nothing here is estimated. Each figure is calls in a second of
processor time, aware datetimes in and out, the median of {turns} turns in which all are asked one
after the other; times are how often theirs fits into ours. The calendar is Monday to Friday,
07:30 to 17:00 in Los Angeles, with its holidays. "Cannot" is what a library has no way to say;
"fails" is what it raises an error for.
"""


def main() -> int:
    vectors = [json.loads(line) for line in VECTORS.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        python = environment(Path(folder), OTHERS)
        there = {name: version for name in OTHERS if (version := installed(name, python))}
        peers = {name: stack.enter_context(_peer(name, python)) for name in there}
        text = "\n".join(
            [
                HEAD.format(turns=TURNS),
                *_speeds(vectors[0]["calendar"], peers, there),
                "",
                *_rights(vectors, peers, there),
                "",
                *_alone(vectors[0]["calendar"]),
                "",
            ]
        )
    RESULTS.write_text(text, "utf-8")
    print(text)
    return 0


class Peer:
    """Another library in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, **asked: Any) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answered: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answered


@contextmanager
def _peer(name: str, python: Path) -> Iterator[Peer]:
    words = [python, "-W", "ignore", ROOT / "bench" / "calendar_peers.py", name]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) as process:
        yield Peer(process)
        assert process.stdin
        process.stdin.close()


def _inputs() -> dict[str, tuple[str, list[dict[str, Any]]]]:
    """What is timed: the operation, and its arguments drawn by chance within two years."""
    chance = random.Random(7)
    first = datetime(2025, 1, 1, tzinfo=UTC)
    starts = [first + timedelta(seconds=chance.randrange(700 * 86400)) for _ in range(400)]

    def until(days: int) -> list[dict[str, Any]]:
        return [{"from": _iso(s), "to": _iso(s + timedelta(days=days))} for s in starts]

    return {
        "add 4 h": ("add", [{"start": _iso(s), "seconds": 4 * HOUR} for s in starts]),
        "between, 1 day apart": ("between", until(1)),
        "between, 1 week apart": ("between", until(7)),
        "between, 1 year apart": ("between", until(365)),
    }


def _speeds(
    spec: dict[str, Any], peers: dict[str, Peer], versions: dict[str, str]
) -> Iterator[str]:
    yield f"| calls a second | Deskhand | {' | '.join(f'{n} {v}' for n, v in versions.items())} |"
    yield f"|---|--:|{'--:|' * len(versions)}"
    for name, (op, cases) in _inputs().items():
        taken: dict[str, list[float]] = {who: [] for who in ("ours", *peers)}
        fails: set[str] = set()
        for _turn in range(TURNS):
            taken["ours"].append(rate(_our_calls(spec, op, cases), seconds=SECONDS))
            for who, peer in peers.items():
                told = peer.ask(calendar=spec, op=op, cases=cases, seconds=SECONDS)
                taken[who] += [told["a_second"]] if "a_second" in told else []
                fails |= {who} if "failed" in told else set()
        ours = statistics.median(taken["ours"])
        cells = ["fails" if who in fails else _beside(taken[who], ours) for who in peers]
        yield f"| {name} | {ours:,.0f} | {' | '.join(cells)} |"


def _beside(theirs: list[float], ours: float) -> str:
    if not theirs:
        return "cannot"
    median = statistics.median(theirs)
    return f"{median:,.0f} ({ours / median:,.0f} times)"


def _our_calls(spec: dict[str, Any], op: str, cases: list[dict[str, Any]]) -> list[Any]:
    calendar = worktime.Calendar.from_spec(spec)

    def add(start: datetime, amount: timedelta) -> Any:
        return lambda: worktime.add(calendar, start, amount)

    def between(begin: datetime, end: datetime) -> Any:
        return lambda: worktime.between(calendar, begin, end)

    if op == "add":
        return [add(_instant(c["start"]), timedelta(seconds=c["seconds"])) for c in cases]
    return [between(_instant(c["from"]), _instant(c["to"])) for c in cases]


def _rights(
    vectors: list[dict[str, Any]], peers: dict[str, Peer], versions: dict[str, str]
) -> Iterator[str]:
    yield f"| vectors answered rightly | Deskhand | {' | '.join(versions)} |"
    yield f"|---|---|{'---|' * len(versions)}"
    for op in ("add", "between"):
        for word in ("in daytime, ordinary days", "at night, or a change of the clock"):
            asked = [v for v in vectors if v["op"] == op and _is_hard(v) == word.startswith("at")]
            right = sum(told == v["expected"] for told, v in zip(_ours(asked), asked, strict=True))
            cells = [_right(peer, asked) for peer in peers.values()]
            yield f"| {op}, {word} | {right} of {len(asked)} | {' | '.join(cells)} |"


def _ours(vectors: list[dict[str, Any]]) -> list[Any]:
    return [told.get("result") for told in answers(map(json.dumps, vectors))]


def _right(peer: Peer, asked: list[dict[str, Any]]) -> str:
    right = cannot = 0
    for vector in asked:
        told = peer.ask(calendar=vector["calendar"], op=vector["op"], args=vector["args"])
        cannot += "cannot" in told
        right += "result" in told and told["result"] == vector["expected"]
    tried = len(asked) - cannot
    return f"{right} of {tried}, {cannot} cannot" if tried else "cannot"


def _is_hard(vector: dict[str, Any]) -> bool:
    """Whether some hours run past midnight, or the case is about a change of the clock."""
    hours = [pair for day in vector["calendar"]["weekly"].values() for pair in day]
    is_night = any(end <= start and end != "24:00" for start, end in hours)
    return is_night or any(tag.startswith("dst") for tag in vector["tags"])


def _alone(spec: dict[str, Any]) -> Iterator[str]:
    """What others have no word for: due times with pauses, and business days."""
    calendar = worktime.Calendar.from_spec(spec)
    starts = [_instant(case["start"]) for case in _inputs()["add 4 h"][1]]

    def paused(start: datetime) -> Any:
        pauses = [
            Pause(start + timedelta(hours=h), start + timedelta(hours=h + 1))
            for h in range(1, 11, 2)
        ]
        return lambda: due(calendar, start, timedelta(hours=8), pauses=pauses)

    def next_day(start: datetime) -> Any:
        return lambda: worktime.business_day(calendar, start, 1)

    measured = {
        "due times with five pauses": [paused(start) for start in starts],
        "close of the next business day": [next_day(start) for start in starts],
    }
    yield "| Deskhand alone | a second |"
    yield "|---|--:|"
    for name, calls in measured.items():
        runs = [rate(calls, seconds=SECONDS) for _turn in range(TURNS)]
        yield f"| {name} | {statistics.median(runs):,.0f} |"
    yield f"| years of this calendar compiled | {_compiling(spec):,.0f} |"
    yield ""
    yield (
        f"On {os.cpu_count()} processors, {platform.machine()}, Python "
        f"{platform.python_version()}; other work ran at a load of {os.getloadavg()[0]:.1f}."
    )


def _compiling(spec: dict[str, Any]) -> float:
    """How many years of a calendar are compiled a second."""
    begin, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)

    def compiled() -> Any:
        return worktime.between(worktime.Calendar.from_spec(spec), begin, end)

    # A span has a year to spare on either side.
    return 12 * rate([compiled], seconds=SECONDS)


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


if __name__ == "__main__":
    sys.exit(main())
