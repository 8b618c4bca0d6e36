"""How tickets live: asked, answered now and then, solved, closed. All drawn by chance.

A life says what happened when; `generate` writes it down as rows. Shares are those of a busy
desk of a provider: most comes by mail, most is answered in time, nearly all is closed.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.moments import DAY
from bench.stage import Asker, Stage

HOUR = 3600
LEVELS, LEVEL_SHARES = (1, 2, 3, 4, 5), (2, 8, 45, 35, 10)
# What is promised by priority, in seconds that run day and night.
TARGETS = {1: HOUR, 2: 4 * HOUR, 3: 8 * HOUR, 4: 24 * HOUR, 5: 48 * HOUR}
# Answers take a lognormal share of the target; about one in twelve comes late.
ANSWER, ANSWER_SPREAD = -1.4, 1.0
CHANNELS, CHANNEL_SHARES = ("email", "web", "phone", "desk", "api"), (60, 22, 11, 4, 3)
KINDS, KIND_SHARES = ("incident", "request", "question", "change", "problem"), (50, 35, 10, 4, 1)
OPEN = ("new", "open", "waiting_requester", "waiting_third_party", "scheduled", "held")
OPEN_SHARES = (22, 36, 22, 8, 7, 5)
TURNS = (1, 2, 3, 4, 5, 6, 8, 12)  # messages after the first answer
TURN_SHARES = (30, 25, 17, 12, 7, 5, 3, 1)
SPEAKERS, SPEAKER_SHARES = ("requester", "agent", "note"), (42, 38, 20)
TEAM_SHARES = (46, 18, 14, 9, 7, 6)
CLOSES_AFTER = 4 * DAY
FAVOUR = 1.6  # how much more the busy clients ask than the others


@dataclass(slots=True)
class Life:
    """One ticket. `said` holds instants with who spoke then: requester, agent or note."""

    number: int
    received: int
    asker: Asker
    level: int
    channel: str
    kind: str
    category: str
    team: int
    agent: tuple[int, str] | None
    said: list[tuple[int, str]] = field(default_factory=list)
    answered: int | None = None
    solved: int | None = None
    closed: int | None = None

    @property
    def is_open(self) -> bool:
        return self.category in OPEN

    @property
    def due(self) -> int:
        return self.received + TARGETS[self.level]

    @property
    def updated(self) -> int:
        return max(self.said[-1][0], self.closed or self.solved or 0)


def open_numbers(count: int, chance: random.Random) -> set[int]:
    """Choose which of so many tickets are open: a few thousand, most of them new."""
    wanted = min(count // 20, 500 + count // 300)
    chosen: set[int] = set()
    while len(chosen) < wanted:
        age = int(chance.expovariate(1 / (3 * wanted)))
        if chance.random() < 0.05:
            age = int(chance.random() * count * 0.3)
        if age < count:
            chosen.add(count - 1 - age)
    return chosen


def lives(
    stage: Stage,
    received: list[int],
    *,
    first: int,
    still_open: set[int],
    until: int,
    chance: random.Random,
) -> Iterator[Life]:
    """Yield a life for each receipt; numbers begin with `first`, places in `still_open` too."""
    size = len(received)
    teams = list(stage.agents)
    drawn = zip(
        received,
        chance.choices(LEVELS, LEVEL_SHARES, k=size),
        chance.choices(CHANNELS, CHANNEL_SHARES, k=size),
        chance.choices(KINDS, KIND_SHARES, k=size),
        chance.choices(OPEN, OPEN_SHARES, k=size),
        chance.choices(teams, TEAM_SHARES, k=size),
        chance.choices(TURNS, TURN_SHARES, k=size),
        strict=True,
    )
    for number, (at, level, channel, kind, present, team, turns) in enumerate(drawn, first):
        asker = stage.askers[int(chance.random() ** FAVOUR * len(stage.askers))]
        is_open = number - 1 in still_open
        category = present if is_open else "cancelled" if chance.random() < 0.02 else "closed"
        agent = chance.choice(stage.agents[team])
        if is_open and chance.random() < (0.8 if category == "new" else 0.15):
            agent = None
        life = Life(number, at, asker, level, channel, kind, category, team, agent)
        _talk(life, 0 if category in {"new", "cancelled"} else turns, until, chance)
        if not is_open:
            _end(life, until, chance)
        yield life


def _talk(life: Life, turns: int, until: int, chance: random.Random) -> None:
    said = life.said
    said.append((life.received, "requester"))
    if turns == 0 or life.agent is None:
        return
    at = (
        life.received + 60 + int(TARGETS[life.level] * chance.lognormvariate(ANSWER, ANSWER_SPREAD))
    )
    if at >= until:
        return
    life.answered = at
    said.append((at, "agent"))
    for who in chance.choices(SPEAKERS, SPEAKER_SHARES, k=turns - 1):
        at += 120 + int(chance.expovariate(1 / (10 * HOUR)))
        if at >= until:
            return
        said.append((at, who))


def _end(life: Life, until: int, chance: random.Random) -> None:
    if life.answered is None and life.category != "cancelled":
        # Closed tickets were answered: whoever came just now has been answered at once.
        life.answered = max(life.received, until - 1)
        life.said.append((life.answered, "agent"))
    last = life.said[-1][0]
    life.solved = min(until, last + int(chance.expovariate(1 / (3 * HOUR))))
    if life.category == "cancelled":
        life.closed = life.solved
    elif life.solved + CLOSES_AFTER <= until:
        life.closed = life.solved + CLOSES_AFTER
    else:
        life.category = "solved"
