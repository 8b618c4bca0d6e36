"""A month at the demo firm: requests come in, are answered, wait, and are solved, in order of
time, each by the story that tells it in real life."""

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from deskhand.catalog.models import Status
from deskhand.desk import triage
from deskhand.journal.actor import system
from deskhand.packs.demo_people import ZONE, Client, Firm, read
from deskhand.packs.demo_story import Part, Told, begin
from deskhand.rules.worktime import Calendar, add
from deskhand.sla.calendars import arithmetic
from deskhand.sla.clocks import watch
from deskhand.sla.models import Calendar as CalendarRow
from deskhand.sla.models import Clock

DAYS = 32
# Fewer than come in truly, so that the demo is filled quickly; of the last days nearly all.
A_DAY, A_LATE_DAY = (5, 7), (15, 18)
LATE_DAYS = 3
A_WEEKEND_DAY = (0, 2)
# Minutes ago at which something came in just now, whatever the hour is.
JUST_NOW = (6, 19, 44, 80, 135, 190, 260, 340)
# How long a first answer takes as a rule, in minutes of open time, by priority.
# How long each further turn takes.
LATER = (40, 120, 300, 700, 1400)
USUAL = {1: 12, 2: 35, 3: 90, 4: 200, 5: 240}


@dataclass(frozen=True, slots=True)
class Ways:
    """What the month is played with."""

    firm: Firm
    chance: random.Random
    calendar: Calendar


def play(firm: Firm, *, at: datetime, chance: random.Random) -> None:
    """Play the month before `at`; what would happen later does not happen."""
    calendar = arithmetic(CalendarRow.objects.get(slug="pacific-business-hours").versions.get())
    ways = Ways(firm, chance, calendar)
    order = count()
    waiting: list[tuple[datetime, int, Iterator[datetime]]] = []
    receipts = _receipts(ways, at)
    for place, (received_at, story) in enumerate(zip(receipts, _tales(ways), strict=False)):
        # Of what came just now, every other is of a requester whose sign-in is told.
        newest = len(receipts) - place
        client = firm.clients[newest // 2 % 2] if newest <= len(JUST_NOW) and newest % 2 else None
        life = _life(ways, story, received_at, (at, client))
        heapq.heappush(waiting, (received_at, next(order), life))
    while waiting and waiting[0][0] <= at:
        _when, _place, life = heapq.heappop(waiting)
        following = next(life, None)
        if following is not None and following <= at:
            heapq.heappush(waiting, (following, next(order), life))
    for pk in Clock.objects.filter(next_fire_at__lt=at).values_list("pk", flat=True):
        watch(pk, by=system("clocks"), at=at)


def _receipts(ways: Ways, at: datetime) -> list[datetime]:
    zone, chance = ZoneInfo(ZONE), ways.chance
    found = []
    for days in range(DAYS, 0, -1):
        day = (at - timedelta(days=days)).astimezone(zone)
        usual = A_LATE_DAY if days <= LATE_DAYS else A_DAY
        least, most = usual if day.weekday() < 5 else A_WEEKEND_DAY
        for _one in range(chance.randint(least, most)):
            hour = min(max(chance.gauss(11.5, 3), 5.5), 21)
            minutes = int(hour * 60) + chance.randint(0, 30)
            found.append(
                day.replace(hour=0, minute=chance.randint(0, 5)) + timedelta(minutes=minutes)
            )
    found += [at - timedelta(minutes=minutes) for minutes in JUST_NOW]
    return sorted(moment for moment in found if moment < at)


def _tales(ways: Ways) -> Iterator[dict]:
    """All stories again and again, each round in another order."""
    stories = read("stories")
    while True:
        ways.chance.shuffle(stories)
        yield from stories


def _life(
    ways: Ways, story: dict, received_at: datetime, end: tuple[datetime, Client | None]
) -> Iterator[datetime]:
    """Live one ticket until `end`; yields the instant of its next step before each.

    The second part of `end` is a client whose known requester asks, or None for anybody.
    """
    chance, (at, known) = ways.chance, end
    client = known or chance.choice([*ways.firm.clients[:2] * 3, *ways.firm.clients])
    person = client.signs_in if known else None
    told = begin(story, client, ways.firm, chance=chance, at=received_at, person=person)
    is_neglected = chance.random() < 0.04
    when = received_at
    for place, part in enumerate(told.parts):
        if is_neglected and at - received_at < timedelta(days=3):
            return
        when = _next(ways, told, part, when, is_first=place == 0)
        yield when
        told.play(part, at=when, is_last=place == len(told.parts) - 1)
    yield from _rest(ways, told, when, at)


def _next(ways: Ways, told: Told, part: Part, when: datetime, *, is_first: bool) -> datetime:
    chance = ways.chance
    usual = USUAL[told.ticket.priority_level] if is_first else chance.choice(LATER)
    minutes = max(3.0, usual * chance.lognormvariate(0, 0.55))
    if is_first and chance.random() < 0.07:
        minutes *= 5
    span = timedelta(minutes=minutes)
    return _later(ways.calendar, when, span) if part.by_us else when + span


def _later(calendar: Calendar, when: datetime, span: timedelta) -> datetime:
    found = add(calendar, when, span)
    return found if found is not None else when + span


def _rest(ways: Ways, told: Told, when: datetime, at: datetime) -> Iterator[datetime]:
    """What was waiting is solved in the end; what was solved is closed some days later."""
    if told.end not in {"solved", "closed"}:
        when = when + timedelta(
            days=ways.chance.randint(4, 12), minutes=ways.chance.randint(1, 200)
        )
        yield when
        told.settle(at=when)
    when = when + timedelta(days=4)
    yield when
    _close(told, at=when)


def _close(told: Told, *, at: datetime) -> None:
    closed = Status.objects.filter(scheme=told.ticket.status.scheme, category="closed").first()
    triage.set_field(told.ticket.pk, "status", closed, by=told.worker, at=at)
