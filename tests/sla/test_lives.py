"""Random lives of tickets through the desk: whatever happens, each clock is what its facts say, and
looking again changes nothing."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from deskhand.desk import handover, mending, releasing, reply, requester, triage
from deskhand.desk.handover import Handover
from deskhand.desk.mending import Act, Change
from deskhand.desk.submit import Request, submit
from deskhand.journal.actor import system
from deskhand.journal.models import Event
from deskhand.sla import clocks, joining, recounting
from deskhand.sla.editing import edit
from deskhand.sla.mending import MendingRefused
from deskhand.sla.models import Calendar, Clock
from deskhand.sla.rebuild import rebuild
from deskhand.sla.why import working_of
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.models import NOTHING_DUE, Ticket
from tests.cast import doer, reader
from tests.sla.tables import owe, policy, row

pytestmark = pytest.mark.django_db

# Tuesday 3 March 2026, 10:00 in Los Angeles; the clocks there go forward on the Sunday after.
TUESDAY = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
BY = system("test")
BY_LEVEL = {1: 1, 2: 3, 3: 8, 4: 20}
OPTIONS = (
    {},
    {"lowered": "proportional", "raised": "grace", "shifts_days": True, "amber": 50, "red": 80},
    {"lowered": "prospective", "raised": "retroactive", "reopened": "restart"},
    {"raised": "proportional", "reopened": "follow_up"},
)


class Life:
    """What happens to the tickets of one client, one thing after the other."""

    def __init__(self, cast, seed: int) -> None:
        self.cast, self.dice, self.at = cast, random.Random(seed), TUESDAY
        rows = (
            row("first_response", BY_LEVEL),
            row("next_response", BY_LEVEL, unit="business"),
            row("update", {1: 4, 2: 9}, unit="business"),
            row("resolution", {1: 9, 2: 30, 3: 60}, unit="business"),
        )
        made = policy("gold", *rows, changes=OPTIONS[seed % len(OPTIONS)])
        owe(cast.birch, made)
        self.tickets: list[Ticket] = []
        self.ask()

    def ask(self) -> None:
        asked = Request(subject="Jam", text="Help.")
        self.tickets.append(submit(asked, by=reader(self.cast.bea), at=self.at))

    def go_on(self) -> None:
        self.at += timedelta(minutes=self.dice.choice((0, 1, 40, 300, 1000, 2500)))
        acts = (
            *(self.answer, self.write, self.stand, self.stand, self.rank, self.turn_over),
            *(self.mend, self.spare, self.watch, self.ask, self.merge, self.edit, self.both),
        )
        ticket = self.dice.choice(self.tickets)
        ticket.refresh_from_db()
        act = self.dice.choice(acts)
        try:
            act() if act in (self.ask, self.watch, self.edit) else act(ticket)
        except (TicketLocked, MendingRefused):
            # It does not go at the moment; then nothing has happened.
            return

    @property
    def agent(self):
        return reader(self.cast.asta)

    def answer(self, ticket) -> None:
        status = self.dice.choice((None, None, *self.statuses(ticket)))
        said = reply.Reply(text="So.", status=status)
        message = reply.reply(ticket.pk, said, by=self.agent, at=self.at)
        if self.dice.random() < 0.2:
            reply.take_back(message.pk, by=self.agent, at=self.at)
        else:
            self.at = message.released_at
            releasing.release(message.pk, at=self.at)

    def write(self, ticket) -> None:
        requester.answer(ticket.pk, "Well?", by=reader(self.cast.bea), at=self.at)

    def statuses(self, ticket):
        return list(ticket.status.scheme.statuses.order_by("pk"))

    def stand(self, ticket) -> None:
        status = self.dice.choice(self.statuses(ticket))
        triage.set_field(ticket.pk, "status", status, by=self.agent, at=self.at)

    def rank(self, ticket) -> None:
        priority = self.dice.choice(list(ticket.priority.scheme.priorities.order_by("pk")))
        triage.set_field(ticket.pk, "priority", priority, by=self.agent, at=self.at)

    def both(self, ticket) -> None:
        status = self.dice.choice(self.statuses(ticket))
        priority = self.dice.choice(list(ticket.priority.scheme.priorities.order_by("pk")))
        values = {"priority": priority, "status": status}
        triage.set_fields(ticket.pk, values, by=self.agent, at=self.at)

    def turn_over(self, ticket) -> None:
        team = self.cast.network if ticket.team != self.cast.network else self.cast.service_desk
        over = Handover(team, tried="All.", needed="More.")
        if ticket.is_open:
            handover.hand_over(ticket.pk, over, by=self.agent, at=self.at)

    def mend(self, ticket) -> None:
        clock = ticket.clocks.order_by("-pk").first()
        act, due_at = self.dice.choice(list(Act)), self.at + timedelta(hours=5)
        mending.mend(ticket.pk, clock.pk, Change(act, "So.", due_at), by=self.agent, at=self.at)

    def spare(self, ticket) -> None:
        mending.need_no_reply(ticket.pk, by=self.agent, at=self.at)

    def watch(self) -> None:
        for pk in list(Clock.objects.values_list("pk", flat=True)):
            clocks.watch(pk, by=BY, at=self.at)

    def merge(self, ticket) -> None:
        other = self.dice.choice(self.tickets)
        if other.pk != ticket.pk:
            joining.merge(ticket, other, by=doer(self.cast.ada), at=self.at)

    def edit(self) -> None:
        hours = Calendar.objects.earliest("pk")
        spec = hours.versions.latest("number").spec
        day = str((self.at + timedelta(days=self.dice.randint(0, 3))).date())
        spec = {**spec, "exceptions": {**spec["exceptions"], day: [["09:00", "12:00"]]}}
        later = self.at + timedelta(hours=self.dice.choice((0, 30)))
        run = edit(hours, spec, names={}, valid_from=later, by=BY, at=self.at)
        while run is not None and recounting.step(run.pk, by=BY, at=self.at):
            pass


@pytest.mark.parametrize("seed", range(24))
def test_each_clock_is_what_its_facts_say_and_looking_again_changes_nothing(cast, seed):
    life = Life(cast, seed)
    for _turn in range(14):
        life.go_on()
        assert not list(rebuild(at=life.at, check=True))
    life.at += timedelta(days=9)
    life.watch()
    assert not list(rebuild(at=life.at, check=True))
    before = rows()
    life.watch()
    assert rows() == before
    for clock in Clock.objects.all():
        assert working_of(clock, at=life.at)
    for ticket in Ticket.objects.all():
        owed = ticket.clocks.filter(stopped_at=None).exclude(state__in=["met", "cancelled"])
        dues = [clock.due_at for clock in owed if clock.due_at]
        assert ticket.due_order_at == min(dues, default=NOTHING_DUE)


def rows() -> tuple:
    """All that a second look could have changed."""
    names = ("pk", "state", "due_at", "met_at", "breached_at", "stopped_at", "next_fire_at")
    clocks = list(Clock.objects.order_by("pk").values_list(*names))
    return clocks, Event.objects.filter(name__startswith="target_").count()
