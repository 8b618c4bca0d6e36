"""Entries are submitted by who worked, approved or sent back by who oversees him, and billed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Count, QuerySet, Sum

from deskhand.journal.actor import Actor
from deskhand.journal.record import record_all
from deskhand.people.reader import Reader
from deskhand.work.events import TimeBilled, TimeJudged
from deskhand.work.timekeeping.models import TimeEntry
from deskhand.work.timekeeping.queries import OVERSEERS, TimeEntryQuerySet, led_by

State = TimeEntry.State
MOST = 2000


def submit(agent_id: int, *, until: date, by: Actor, at: datetime) -> int:
    """Submit all open entries of an agent up to a day; returns how many."""
    rows = TimeEntry.objects.counted().filter(
        agent=agent_id, state=State.OPEN, worked_on__lte=until
    )
    return _judge(rows, State.SUBMITTED, by=by, at=at)


def waiting_for(reader: Reader, *, also_open: bool = False) -> TimeEntryQuerySet:
    """Return what somebody can approve: submitted by those whom he oversees; on request also what
    they did not submit."""
    states = [State.SUBMITTED, State.OPEN] if also_open else [State.SUBMITTED]
    rows: TimeEntryQuerySet = (
        TimeEntry.objects.visible_to(reader).counted().filter(state__in=states)
    )
    if reader.role not in OVERSEERS:
        rows = rows.filter(agent__in=led_by(reader))
    if not reader.is_administrator:
        rows = rows.exclude(agent=reader.agent_id)
    return rows.order_by("-worked_on", "-id")


def waiting_by_agent(reader: Reader, *, also_open: bool = False) -> list[dict]:
    """Return agent, how many entries and seconds wait, and since when; in one statement."""
    rows = (
        waiting_for(reader, also_open=also_open).order_by().values("agent", "agent__person__name")
    )
    summed: QuerySet = rows.annotate(times=Count("pk"), spent=Sum("seconds"))
    return list(summed.order_by("agent__person__name"))


def approve(reader: Reader, keys: Iterable[int], *, by: Actor, at: datetime) -> int:
    """Approve entries among those that a reader may approve; others are passed over."""
    rows = waiting_for(reader, also_open=True).filter(pk__in=list(keys)[:MOST])
    return _judge(rows, State.APPROVED, by=by, at=at)


def send_back(reader: Reader, keys: Iterable[int], *, by: Actor, at: datetime) -> int:
    """Open entries again that wait for a reader, to be corrected."""
    rows = waiting_for(reader).filter(pk__in=list(keys)[:MOST])
    return _judge(rows, State.OPEN, by=by, at=at)


def bill(reader: Reader, keys: Iterable[int], *, name: str, by: Actor, at: datetime) -> int:
    """Note entries as billed, under the name of an invoice; those that are stay as they are."""
    rows = TimeEntry.objects.visible_to(reader).not_billed().filter(pk__in=list(keys)[:MOST])
    return _bill(rows, name=name, by=by, at=at)


def bill_charged(keys: Iterable[int], *, name: str, by: Actor, at: datetime) -> int:
    """As `bill`, of entries whose charges an invoice has taken up, whoever issued it."""
    rows = TimeEntry.objects.not_billed().filter(pk__in=list(keys))
    return _bill(rows, name=name, by=by, at=at)


def _bill(rows: TimeEntryQuerySet, *, name: str, by: Actor, at: datetime) -> int:
    entries = _locked(rows)
    for entry in entries:
        entry.billed_at, entry.billed_as = at, name.strip()[:120]
    TimeEntry.objects.bulk_update(entries, ["billed_at", "billed_as"])
    _tell_billed(entries, is_billed=True, by=by, at=at)
    return len(entries)


def unbill(entry: TimeEntry, *, by: Actor, at: datetime) -> None:
    """A locked entry was not billed after all."""
    if entry.billed_at is None:
        return
    entry.billed_at, entry.billed_as = None, ""
    entry.save(update_fields=["billed_at", "billed_as"])
    _tell_billed([entry], is_billed=False, by=by, at=at)


def _judge(rows: TimeEntryQuerySet, state: str, *, by: Actor, at: datetime) -> int:
    entries = _locked(rows)
    for entry in entries:
        entry.state, entry.state_by, entry.state_at = state, by.name, at
    TimeEntry.objects.bulk_update(entries, ["state", "state_by", "state_at"])
    events = [
        TimeJudged(
            time_entry=entry.pk,
            revision=entry.revision,
            state=str(state),
            organization=entry.organization_id,
        )
        for entry in entries
    ]
    record_all(events, by=by, at=at)
    return len(entries)


def _locked(rows: TimeEntryQuerySet) -> list[TimeEntry]:
    keys = list(rows.values_list("pk", flat=True)[:MOST])
    locked = TimeEntry.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    return list(locked.order_by("pk"))


def _tell_billed(entries: Sequence[TimeEntry], *, is_billed: bool, by: Actor, at: datetime) -> None:
    events = [
        TimeBilled(
            time_entry=entry.pk,
            revision=entry.revision,
            is_billed=is_billed,
            organization=entry.organization_id,
        )
        for entry in entries
    ]
    record_all(events, by=by, at=at)
