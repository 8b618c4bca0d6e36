"""A desk with two tiers, and ways to live through a month on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from deskhand.desk import handover, releasing, reply, triage
from deskhand.desk.handover import Handover
from deskhand.desk.submit import Request, submit
from deskhand.people.models import Person, Team
from deskhand.reports.models import Tally
from deskhand.sla.clocks import watch
from deskhand.sla.jobs import WATCH
from deskhand.sla.models import Clock
from deskhand.tickets.models import Ticket
from tests.cast import Cast, reader
from tests.reports.following import catch_up
from tests.sla.tables import owe, policy, row

# Tuesday 3 March 2026, 10:00 in Los Angeles; the calendar of the tables is 08:00 to 17:00 there.
TUESDAY = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """Birch Bakery is owed a first response in two hours and a resolution in eight."""

    cast: Cast
    second: Team

    def ask(self, *, hours: float = 0, by: Person | None = None) -> Ticket:
        asked = Request(subject="Jam", text="Help.")
        return submit(asked, by=reader(by or self.cast.bea), at=when(hours))

    def answer(self, ticket: Ticket, *, hours: float) -> None:
        said = reply.Reply(text="So.")
        message = reply.reply(ticket.pk, said, by=reader(self.cast.ada), at=when(hours))
        releasing.release(message.pk, at=message.released_at)

    def stand(self, ticket: Ticket, category: str, *, hours: float) -> None:
        ticket.refresh_from_db()
        status = ticket.status.scheme.statuses.filter(category=category).first()
        triage.set_field(ticket.pk, "status", status, by=reader(self.cast.ada), at=when(hours))

    def set(self, ticket: Ticket, field: str, value: object, *, hours: float) -> None:
        triage.set_field(ticket.pk, field, value, by=reader(self.cast.ada), at=when(hours))

    def over(self, ticket: Ticket, team: Team, *, hours: float) -> None:
        said = Handover(team, tried="Switched it off and on.", needed="A look inside.")
        handover.hand_over(ticket.pk, said, by=reader(self.cast.ada), at=when(hours))

    def watch(self, *, hours: float) -> None:
        for pk in list(Clock.objects.values_list("pk", flat=True)):
            watch(pk, by=WATCH, at=when(hours))


def when(hours: float) -> datetime:
    return TUESDAY + hours * HOUR


@pytest.fixture
def desk(cast: Cast) -> Desk:
    owe(cast.birch, policy("gold", row("first_response", 2), row("resolution", 8)))
    second = Team.objects.create(name="Support", slug="support", tier=2)
    return Desk(cast, second)


@pytest.fixture
def sums() -> Callable[..., dict[str, int]]:
    """Bring the sums up to date and read one measure of the whole by label."""

    def read(measure: str, *, grain: str = "m", what: str = "count", **cut: object) -> dict:
        catch_up(at=when(10_000))
        rows = Tally.objects.filter(grain=grain, measure=measure, **{"cut": "whole", **cut})
        found: dict[str, int] = {}
        for label, number in rows.values_list("label", what):
            found[label] = found.get(label, 0) + number
        return {label: number for label, number in found.items() if number}

    return read
