"""The time of the demo provider: what its agents worked in the last weeks, by what they wrote on
tickets, and a meeting each week. What is older is approved, last week's waits for that."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from deskhand.desk.timekeeping import entering, judging
from deskhand.packs.demo_people import ZONE, Firm
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Agent
from deskhand.tickets.models import Message
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.choosing import types_offered
from deskhand.work.timekeeping.entries import How
from deskhand.work.timekeeping.models import Place, Source, TimeEntry, WorkType

DAYS = 24
QUARTER = 15 * 60
# Quarters of an hour that an answer takes, mostly few.
USUAL = (1, 1, 1, 2, 2, 3, 4, 6)
MEETING = "Weekly meeting of the team"
DAY = timedelta(days=1)


def enter_time(firm: Firm, *, at: datetime, chance: random.Random) -> None:
    """Let each agent enter what he worked, and submit the weeks that are over."""
    kinds = list(types_offered())
    remote, onsite, own = kinds[0], kinds[1], kinds[-1]
    rows = Message.objects.filter(
        agent__in=firm.agents, written_at__gte=at - DAYS * DAY, is_automatic=False
    )
    for message in rows.select_related("ticket__organization", "agent__person").order_by("pk"):
        if message.agent is None or chance.random() < 0.15:
            continue
        is_there = chance.random() < 0.12
        worked = Worked(
            agent=message.agent,
            worked_on=message.written_at.astimezone(ZoneInfo(ZONE)).date(),
            seconds=QUARTER * chance.choice(USUAL),
            work_type=onsite if is_there else remote,
            ticket=message.ticket,
            place=Place.ONSITE if is_there else Place.REMOTE,
            note="Looked at it, and answered." if message.is_public else "",
        )
        _enter(worked, Source.REPLY if message.is_public else Source.FORM, at=message.written_at)
    monday = _monday(at)
    for agent in (*firm.agents, firm.administrator):
        _meet(agent, own, monday, at=at)
        by = reader_of_person(agent.person)
        judging.submit(until=monday - DAY, by=by, at=at)
    _approve(firm, until=monday - 7 * DAY, at=at)


def _enter(worked: Worked, source: str, *, at: datetime) -> None:
    by = reader_of_person(worked.agent.person)
    entering.enter(worked, How(source=source, is_sure=True), by=by, at=at)


def _meet(agent: Agent, own: WorkType, monday: date, *, at: datetime) -> None:
    """Work of the firm's own, each Monday."""
    for weeks in range(DAYS // 7 + 1):
        meeting = Worked(
            agent=agent,
            worked_on=monday - 7 * weeks * DAY,
            seconds=3 * QUARTER,
            work_type=own,
            is_billable=False,
            why_not_billable=str(own),
            note=MEETING,
        )
        _enter(meeting, Source.SHEET, at=at)


def _approve(firm: Firm, *, until: date, at: datetime) -> None:
    submitted = TimeEntry.objects.filter(
        state=TimeEntry.State.SUBMITTED, worked_on__lt=until
    ).values_list("pk", flat=True)
    by = reader_of_person(firm.administrator.person)
    judging.judge(list(submitted), is_right=True, by=by, at=at)


def _monday(at: datetime) -> date:
    today = at.astimezone(ZoneInfo(ZONE)).date()
    return today - today.weekday() * DAY
