"""When an agent is busy by a calendar of his elsewhere: read by its address, through the one way
out, every quarter of an hour. Times alone are kept."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any
from urllib.parse import urlsplit

import icalendar
from dateutil.rrule import rrulestr
from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.desk.story import story
from deskhand.people.acting import actor_of, agent_id_of
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.people.zones import zone_of
from deskhand.provider import egress, secrets
from deskhand.rules.free_time import Span, merged
from deskhand.work.models import OutsideBusy, OutsideCalendar

LARGEST = 4 * 1024 * 1024
AHEAD, BACK = timedelta(days=60), timedelta(days=2)
MOST_EVENTS, MOST_TIMES, MOST_KEPT = 5000, 200, 1000
# What else a rule may say; more frequent ones might take for ever.
FREQUENCIES = ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY")


class CalendarRefused(ValueError):
    """The address is none that we would read; the text says why."""


@story
def keep_address(url: str, *, by: Reader, at: datetime) -> OutsideCalendar:
    """Keep the address of an agent's calendar elsewhere; read soon. Raises CalendarRefused."""
    url = url.strip().replace("webcal://", "https://", 1)
    try:
        egress.check(url)
    except egress.EgressRefused as error:
        raise CalendarRefused(str(error)) from error
    key = agent_id_of(by)
    secrets.store(_secret(key), url, by=actor_of(by), at=at)
    host = (urlsplit(url).hostname or "")[:253]
    given = {"host": host, "read_at": None, "fault": ""}
    return OutsideCalendar.objects.update_or_create(agent_id=key, defaults=given)[0]


@story
def forget_address(*, by: Reader, at: datetime) -> None:
    """Read it no more, and forget what was read."""
    key = agent_id_of(by)
    secrets.forget(_secret(key), by=actor_of(by), at=at)
    OutsideCalendar.objects.filter(agent=key).delete()
    OutsideBusy.objects.filter(agent=key).delete()


def calendar_of(reader: Reader) -> OutsideCalendar | None:
    return OutsideCalendar.objects.filter(agent=agent_id_of(reader)).first()


def waiting() -> list[int]:
    """Return the agents whose calendars elsewhere are to be read."""
    rows = OutsideCalendar.objects.filter(agent__is_active=True)
    return list(rows.order_by("read_at", "pk").values_list("agent", flat=True))


def read(agent_id: int, *, at: datetime) -> int:
    """Read an agent's calendar elsewhere, and keep when he is busy; returns how many times.

    What cannot be read leaves what was known, with the reason.
    """
    agent = Agent.objects.select_related("person").filter(pk=agent_id).first()
    url = secrets.fetch(_secret(agent_id))
    if agent is None or url is None:
        return 0
    try:
        answer = egress.call("GET", url, most_bytes=LARGEST)
        if not answer.is_ok:
            raise CalendarRefused(_("It answers %(status)d.") % {"status": answer.status})
        spans = busy_in(answer.body, agent, at=at)
    except (egress.EgressRefused, egress.CallFailed, CalendarRefused) as error:
        OutsideCalendar.objects.filter(agent=agent_id).update(read_at=at, fault=str(error)[:300])
        return 0
    with transaction.atomic():
        OutsideBusy.objects.filter(agent=agent_id).delete()
        OutsideBusy.objects.bulk_create(
            OutsideBusy(agent_id=agent_id, begins_at=begin, ends_at=end) for begin, end in spans
        )
        OutsideCalendar.objects.filter(agent=agent_id).update(read_at=at, fault="")
    return len(spans)


def busy_in(content: bytes, agent: Agent, *, at: datetime) -> list[Span]:
    """Return when a calendar says that an agent is busy in the coming weeks; our own events in it
    do not count. Raises CalendarRefused for what is no calendar."""
    if b"END:VCALENDAR" not in content:
        raise CalendarRefused(_("What stands there is no calendar, or a larger one than we read."))
    try:
        calendars = icalendar.Calendar.from_ical(content, multiple=True)
        events = [event for one in calendars for event in one.walk("VEVENT")]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise CalendarRefused(_("The calendar cannot be read.")) from error
    window = (at - BACK, at + AHEAD)
    spans: list[Span] = []
    for event in events[:MOST_EVENTS]:
        try:
            spans += _spans(event, window, agent)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            # One broken event leaves the others.
            continue
    return merged(spans)[:MOST_KEPT]


def _spans(event: Any, window: Span, agent: Agent) -> Iterator[Span]:
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    if str(event["UID"]).endswith("@deskhand"):
        return
    begin = event["DTSTART"].dt
    length = _length(event, begin)
    for one in _times(event, begin, window, length):
        low = _instant(one, agent)
        high = _instant(one + length, agent)
        if low < window[1] and high > window[0] and low < high:
            yield max(low, window[0]), min(high, window[1])


def _times(event: Any, begin: Any, window: Span, length: timedelta) -> Iterator[Any]:
    """When it comes: once, or as its rule says, by the clock of its own zone."""
    rule = event.get("RRULE")
    if rule is None:
        yield begin
        return
    text = rule.to_ical().decode()
    if not any(one in text for one in FREQUENCIES):
        return
    is_day = not isinstance(begin, datetime)
    start = datetime.combine(begin, time()) if is_day else begin.replace(tzinfo=None)
    parts = [part for part in text.split(";") if not part.startswith("UNTIL=")]
    until = rule.get("UNTIL")
    last = window[1].replace(tzinfo=None)
    last = min(last, _naive(until[0])) if until else last
    first = window[0].replace(tzinfo=None) - length - timedelta(days=1)
    left_out = {_naive(one.dt) for one in _left_out(event)}
    times = rrulestr(";".join(parts), dtstart=start).xafter(first, inc=True)
    for one in islice(takewhile(lambda found: found <= last, times), MOST_TIMES):
        if one not in left_out:
            yield one.date() if is_day else one.replace(tzinfo=begin.tzinfo)


def _left_out(event: Any) -> list[Any]:
    said = event.get("EXDATE")
    lists = said if isinstance(said, list) else [said] if said else []
    return [one for each in lists for one in each.dts]


def _length(event: Any, begin: Any) -> timedelta:
    if "DTEND" in event:
        return event["DTEND"].dt - begin  # type: ignore[no-any-return]
    if "DURATION" in event:
        return event["DURATION"].dt  # type: ignore[no-any-return]
    return timedelta() if isinstance(begin, datetime) else timedelta(days=1)


def _instant(moment: Any, agent: Agent) -> datetime:
    """A day, or a time without a zone, is one of the agent's own."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone_of(agent.person))
    found: datetime = moment.astimezone(UTC)
    return found


def _naive(moment: date | datetime) -> datetime:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime.combine(moment, time.max)


def _secret(agent_id: int) -> str:
    return f"outside calendar {agent_id}"
