"""Who was promised a call is called once, whichever of two merged tickets it stands on."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.desk import phoning
from deskhand.desk.phoning import LoggedCall
from deskhand.sla import joining
from deskhand.sla.callbacks import NewCallBack
from deskhand.sla.models import CallBack, Clock
from deskhand.sla.rebuild import rebuild
from deskhand.tickets.access import lock
from deskhand.tickets.models import CallOutcome
from tests.cast import ask, doer, reader
from tests.sla.tables import owe, policy, row

pytestmark = pytest.mark.django_db

# Tuesday 3 March 2026, 10:00 in Los Angeles.
TUESDAY = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def gold(cast):
    owe(cast.birch, policy("gold", row("first_response", 9), row("callback", 2)))


def call(cast, ticket, number="+49 211 123456", *, hours=0.0, **more) -> CallBack:
    new = NewCallBack(name="Bea", number=number, person=cast.bea, **more)
    return phoning.owe(ticket.pk, new, by=reader(cast.ada), at=TUESDAY + hours * HOUR)


def merge(cast, ticket, other, *, hours: float) -> None:
    at = TUESDAY + hours * HOUR
    joining.merge(lock(ticket.pk), lock(other.pk), by=doer(cast.ada), at=at)


def is_sound() -> bool:
    return not list(rebuild(at=TUESDAY + 900 * HOUR, check=True))


@pytest.mark.parametrize("named", [None, TUESDAY + 5 * HOUR], ids=["by the policy", "by hand"])
def test_a_call_that_is_owed_is_owed_on_the_ticket_that_is_left(cast, named):
    ticket, other = ask(cast.bea, at=TUESDAY), ask(cast.bea, at=TUESDAY)
    owed = call(cast, other, by_at=named)
    due_at = owed.clock.due_at
    merge(cast, ticket, other, hours=1)
    here = CallBack.objects.select_related("clock").get(ended_at=None)
    assert (here.ticket, here.clock.ticket, here.number) == (ticket, ticket, owed.number)
    assert here.clock.due_at == due_at
    assert f"#{other.pk} was merged into it" in here.clock.reason
    assert other.clocks.get(kind="callback").state == Clock.State.CANCELLED
    owed.refresh_from_db()
    assert (owed.end, owed.why) == (CallBack.End.WITHDRAWN, "merged")
    assert is_sound()


def test_the_same_number_is_called_once(cast):
    ticket, other = ask(cast.bea, at=TUESDAY), ask(cast.bea, at=TUESDAY)
    here, there = call(cast, ticket), call(cast, other, hours=0.5)
    merge(cast, ticket, other, hours=1)
    there.refresh_from_db()
    assert there.end == CallBack.End.WITHDRAWN
    assert list(CallBack.objects.filter(ended_at=None)) == [here]


def test_one_that_is_late_is_late_there_with_its_tries(cast):
    ticket, other = ask(cast.bea, at=TUESDAY), ask(cast.bea, at=TUESDAY)
    owed, at = call(cast, other), TUESDAY + HOUR
    busy = LoggedCall(CallOutcome.BUSY)
    phoning.log(other.pk, busy, call_id=owed.pk, by=reader(cast.ada), at=at)
    merge(cast, ticket, other, hours=4)
    here = CallBack.objects.select_related("clock").get(ended_at=None)
    assert (here.tries, here.last_outcome) == (1, "busy")
    assert (here.clock.state, here.clock.due_at) == (Clock.State.BREACHED, TUESDAY + 2 * HOUR)
    assert is_sound()
