"""A week of an agent as a sheet: a line for each ticket or client and kind of work, a cell for
each day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from deskhand.people.models import Organization
from deskhand.people.reader import Reader
from deskhand.people.reading import organizations_for
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.reading import tickets_for
from deskhand.work.timekeeping.choosing import types_offered
from deskhand.work.timekeeping.models import TimeEntry, WorkType

DAYS = 7
MOST_LINES = 40
MOST_OFFERED = 8
LONGEST_ID = 18


class NoSuchLine(ValueError):
    """A line of a ticket, client or kind that there is not for whoever looks."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a line is for, as `t12-k3`, `o5-k3` or `i-k3` in forms and addresses."""

    ticket: int | None
    organization: int | None
    work_type: int

    def __str__(self) -> str:
        of = f"t{self.ticket}" if self.ticket else "i"
        of = f"o{self.organization}" if self.organization and not self.ticket else of
        return f"{of}-k{self.work_type}"

    @staticmethod
    def read(text: str) -> "Key":
        """Raises NoSuchLine."""
        of, _dash, kind = text.partition("-k")
        if of == "i":
            return Key(None, None, _number(kind))
        if of[:1] == "t":
            return Key(_number(of[1:]), None, _number(kind))
        if of[:1] == "o":
            return Key(None, _number(of[1:]), _number(kind))
        raise NoSuchLine(text)


@dataclass(slots=True)
class Cell:
    """One day of a line. It can be typed over where it is one plain entry, or none."""

    day: date
    entries: list[TimeEntry] = field(default_factory=list)

    @property
    def seconds(self) -> int:
        return sum(entry.seconds for entry in self.entries)

    @property
    def only(self) -> TimeEntry | None:
        return self.entries[0] if len(self.entries) == 1 else None

    @property
    def is_open(self) -> bool:
        if not self.entries:
            return True
        one = self.only
        return one is not None and (
            one.state != TimeEntry.State.APPROVED
            and one.billed_at is None
            and one.began_at is None
            and one.adjusts_id is None
        )


@dataclass(slots=True)
class Line:
    """What one works on, through the week."""

    key: Key
    ticket: Ticket | None
    organization: Organization | None
    work_type: WorkType
    cells: list[Cell]

    @property
    def seconds(self) -> int:
        return sum(cell.seconds for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A week that begins on a Monday, its lines and sums."""

    monday: date
    lines: list[Line]

    @property
    def days(self) -> list[date]:
        return days_of(self.monday)

    @property
    def sums(self) -> list[int]:
        return [sum(line.cells[place].seconds for line in self.lines) for place in range(DAYS)]

    @property
    def seconds(self) -> int:
        return sum(line.seconds for line in self.lines)

    @property
    def open_count(self) -> int:
        """How many entries were not submitted yet."""
        cells = (cell for line in self.lines for cell in line.cells)
        entries = (entry for cell in cells for entry in cell.entries)
        return sum(entry.state == TimeEntry.State.OPEN for entry in entries)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def days_of(monday: date) -> list[date]:
    return [monday + timedelta(days=place) for place in range(DAYS)]


def sheet(reader: Reader, monday: date, *, further: Iterable[str] = ()) -> Sheet:
    """Return an agent's own week; `further` names lines that are to stand there without time.

    Those that there are not for him are passed over.
    """
    lines: dict[Key, Line] = {}
    for entry in _entries(reader, monday):
        key = key_of(entry)
        line = lines.get(key)
        if line is None:
            ticket = entry.ticket if entry.sees_ticket else None  # type: ignore[attr-defined]
            line = lines[key] = _line(key, monday, ticket, entry.organization, entry.work_type)
        line.cells[(entry.worked_on - monday).days].entries.append(entry)
    wanted = [key for key in dict.fromkeys(_keys(further)) if key not in lines][:MOST_LINES]
    for line in _lines(reader, monday, wanted):
        lines[line.key] = line
    return Sheet(monday, list(lines.values()))


def key_of(entry: TimeEntry) -> Key:
    organization = None if entry.ticket_id else entry.organization_id
    return Key(entry.ticket_id, organization, entry.work_type_id)


def keys_of_week(reader: Reader, monday: date) -> list[str]:
    """Return the lines of a week, to be begun with in another."""
    return list(dict.fromkeys(str(key_of(entry)) for entry in _entries(reader, monday)))


def line_for(reader: Reader, key: Key) -> Line:
    """Return an empty line, as far as a reader may write it; raises NoSuchLine."""
    found = _lines(reader, date.min, [key], days=0)
    if not found:
        raise NoSuchLine(str(key))
    return found[0]


def offered(reader: Reader, monday: date) -> list[Ticket]:
    """Return tickets on which somebody wrote in a week and entered no time in it."""
    until = monday + timedelta(days=DAYS)
    said = Message.objects.filter(
        ticket=OuterRef("pk"),
        agent=reader.agent_id,
        written_at__date__gte=monday,
        written_at__date__lt=until,
        withdrawn_at=None,
    )
    worked = TimeEntry.objects.counted().filter(
        ticket=OuterRef("pk"), agent=reader.agent_id, worked_on__range=(monday, until)
    )
    rows = tickets_for(reader).filter(
        Exists(said), ~Exists(worked), updated_at__date__gte=monday, merged_into=None
    )
    return list(rows.order_by("-updated_at", "-id")[:MOST_OFFERED])


def _entries(reader: Reader, monday: date) -> list[TimeEntry]:
    last = monday + timedelta(days=DAYS - 1)
    rows = TimeEntry.objects.counted().filter(
        agent=reader.agent_id, worked_on__range=(monday, last)
    )
    return list(
        rows.for_list(reader).order_by("ticket_id", "organization_id", "work_type", "id")[:2000]
    )


def _keys(texts: Iterable[str]) -> list[Key]:
    found = []
    for text in texts:
        try:
            found.append(Key.read(text))
        except NoSuchLine:
            continue
    return found


def _lines(reader: Reader, monday: date, keys: list[Key], *, days: int = DAYS) -> list[Line]:
    """Empty lines for those of these keys whose ticket, client and kind there are."""
    if not keys:
        return []
    kinds = types_offered().in_bulk([key.work_type for key in keys])
    numbers = [key.ticket for key in keys if key.ticket]
    tickets = tickets_for(reader).select_related("organization").in_bulk(numbers) if numbers else {}
    ids = [key.organization for key in keys if key.organization]
    clients = organizations_for(reader).live().in_bulk(ids) if ids else {}
    lines = []
    for key in keys:
        ticket = tickets.get(key.ticket) if key.ticket else None
        client = clients.get(key.organization) if key.organization else None
        is_known = (ticket or not key.ticket) and (client or not key.organization)
        if is_known and key.work_type in kinds:
            client = ticket.organization if ticket else client
            lines.append(_line(key, monday, ticket, client, kinds[key.work_type], days=days))
    return lines


def _line(
    key: Key,
    monday: date,
    ticket: Ticket | None,
    client: Organization | None,
    kind: WorkType,
    *,
    days: int = DAYS,
) -> Line:
    cells = [Cell(monday + timedelta(days=place)) for place in range(days)]
    return Line(key, ticket, client, kind, cells)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID):
        raise NoSuchLine(text)
    return int(text)
