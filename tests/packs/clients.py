"""One firm with all five packs in force, and a client on each; tickets at the hour of their clock.

What is told here goes through the stories: a ticket is asked for, entered or written by mail, and
its clocks are read.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from deskhand.catalog.models import Priority, RequestType
from deskhand.desk import handover
from deskhand.desk.handover import Handover
from deskhand.desk.submit import Entry, Request, enter, submit
from deskhand.packs.loading import apply
from deskhand.people.models import Organization, Person, Team
from deskhand.sla.models import Clock, Policy
from deskhand.sla.recording import begin
from deskhand.tickets.models import Channel, Ticket
from tests import cast as casting
from tests.cast import BEFORE, Cast, doer, reader
from tests.sla.tables import owe

PACKS = ("five-priority", "hosting-promises", "incident-units", "managed-support", "tiers")
ZONES = {
    "five-priority": "America/Los_Angeles",
    "hosting-promises": "America/New_York",
    "incident-units": "America/Chicago",
    "managed-support": "America/Los_Angeles",
    "tiers": "America/Denver",
}


@dataclass
class Firm:
    """The cast, with a client for each pack and each label."""

    cast: Cast
    clients: dict[tuple[str, str], Organization] = field(default_factory=dict)

    def client(self, pack: str, label: str = "") -> Person:
        """Somebody of a client that is owed a pack, under a label or without."""
        if (pack, label) not in self.clients:
            name = f"Client of {pack} {label}".strip()
            made = casting.organization(name)
            owe(made, Policy.objects.get(slug=pack), *([label] if label else []))
            local = f"{pack}-{label}".strip("-").lower()
            casting.person(name, f"{local}@client.example", organization=made)
            self.clients[pack, label] = made
        return Person.objects.get(memberships__organization=self.clients[pack, label])


def found(cast: Cast) -> Firm:
    for name in PACKS:
        apply(name, at=BEFORE)
    return Firm(cast)


def when(pack: str, local: str) -> datetime:
    """An instant by the clock on the wall of a pack: "2026-03-03 10:00"."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(ZONES[pack])).astimezone(UTC)


def wall(pack: str, instant: datetime | None) -> str:
    """An instant as the clock on the wall of a pack shows it; empty for none."""
    if instant is None:
        return ""
    return f"{instant.astimezone(ZoneInfo(ZONES[pack])):%Y-%m-%d %H:%M}"


@dataclass
class Told:
    """A ticket of a client on a pack, and what is due on it."""

    firm: Firm
    pack: str
    ticket: Ticket

    def clock(self, kind: str = "first_response") -> Clock | None:
        return Clock.objects.filter(ticket=self.ticket, kind=kind).order_by("cycle").last()

    def due(self, kind: str = "first_response") -> str:
        clock = self.clock(kind)
        return wall(self.pack, clock.due_at) if clock else ""

    def call_back(self, local: str) -> str:
        """Ask for a call at an hour, and tell by when it is owed."""
        by = doer(self.firm.cast.ada)
        at = when(self.pack, local)
        clock = begin(self.ticket, "callback", started_at=at, by=by, at=at)
        return wall(self.pack, clock.due_at) if clock else ""

    def turn_over(self, local: str, *, tier: int = 2) -> None:
        team = Team.objects.filter(tier=tier).order_by("-pk").first()
        said = Handover(team, tried="What the desk knows.", needed="More than that.")
        at = when(self.pack, local)
        handover.hand_over(self.ticket.pk, said, by=reader(self.firm.cast.ada), at=at)

    def pass_on(self, left: str, passed: str) -> None:
        by, at = reader(self.firm.cast.ada), when(self.pack, passed)
        left_at = when(self.pack, left)
        handover.pass_on(self.ticket.pk, left_at=left_at, passed_at=at, by=by, at=at)


def ask(
    firm: Firm,
    pack: str,
    local: str,
    *,
    level: int | None = None,
    request: str = "",
    channel: Channel = Channel.WEB,
    label: str = "",
) -> Told:
    """Let a request come in at an hour: by the portal, or entered by an agent."""
    person, at = firm.client(pack, label), when(pack, local)
    priority = Priority.objects.filter(scheme__slug=pack, level=level or 0).first()
    wanted = RequestType.objects.get(slug=request) if request else None
    asked = Request(subject="Help", text="Please.", priority=priority, request_type=wanted)
    if channel is Channel.WEB:
        ticket = submit(asked, by=reader(person), at=at)
    else:
        entry = Entry(asked, person, channel=channel)
        ticket = enter(entry, by=reader(firm.cast.ada), at=at)
    return Told(firm, pack, ticket)
