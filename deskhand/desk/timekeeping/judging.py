"""Time is submitted, approved and billed; months are closed and opened again."""

from collections.abc import Iterable
from datetime import date, datetime

from deskhand.desk.story import story
from deskhand.people.acting import actor_of, agent_id_of
from deskhand.people.reader import Reader
from deskhand.tickets.access import need_worker
from deskhand.work.timekeeping import judging, months
from deskhand.work.timekeeping.access import locked_entry, need_closing, need_reopening
from deskhand.work.timekeeping.models import TimeMonth


@story
def submit(*, until: date, by: Reader, at: datetime) -> int:
    """Submit one's own open time up to a day; returns how many entries. Raises NotAllowed."""
    need_worker(by)
    return judging.submit(agent_id_of(by), until=until, by=actor_of(by), at=at)


@story
def judge(keys: Iterable[int], *, is_right: bool, by: Reader, at: datetime) -> int:
    """Approve what waits for somebody, or send it back; what does not wait is passed over."""
    need_worker(by)
    act = judging.approve if is_right else judging.send_back
    return act(by, keys, by=actor_of(by), at=at)


@story
def bill(keys: Iterable[int], *, name: str, by: Reader, at: datetime) -> int:
    """Note entries as billed. Raises NotAllowed."""
    need_closing(by)
    return judging.bill(by, keys, name=name, by=actor_of(by), at=at)


@story
def unbill(key: int, *, by: Reader, at: datetime) -> None:
    """Note an entry as not billed. Raises NotAllowed, TicketNotFound."""
    need_closing(by)
    judging.unbill(locked_entry(by, key), by=actor_of(by), at=at)


@story
def close_month(begins_on: date, *, today: date, by: Reader, at: datetime) -> TimeMonth:
    """Close a month. Raises MonthRefused, NotAllowed."""
    need_closing(by)
    return months.close(begins_on, today=today, by=actor_of(by), at=at)


@story
def reopen_month(begins_on: date, *, why: str, by: Reader, at: datetime) -> TimeMonth:
    """Open a month again. Raises MonthRefused, NotAllowed."""
    need_reopening(by)
    return months.reopen(begins_on, why=why, by=actor_of(by), at=at)
