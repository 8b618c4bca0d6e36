"""What is asked for may ask for a call: it is owed as soon as the ticket is here."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.catalog.models import RequestType
from deskhand.desk import phoning, triage
from deskhand.desk.submit import Entry, Request, enter, submit
from deskhand.sla import clocks
from deskhand.sla.callbacks import NewCallBack
from deskhand.sla.models import CallBack, Clock
from deskhand.tickets.access import lock
from tests.cast import doer, reader
from tests.sla.tables import owe, policy, row

pytestmark = pytest.mark.django_db

# Tuesday 3 March 2026, 10:00 in Los Angeles.
TUESDAY = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CALL = {"do": "call_back", "within": "1 h elapsed", "about": "with an update"}


@pytest.fixture
def down(cast) -> RequestType:
    cast.birch.phone = "0211 123456"
    cast.birch.save()
    acts = [{"do": "work_order", "level": 1}, CALL]
    return RequestType.objects.create(name="Server down", slug="server-down", acts=acts)


def ask(cast, down, **more):
    asked = Request(subject="Down", text="All of it.", request_type=down, **more)
    return submit(asked, by=reader(cast.bea), at=TUESDAY)


def test_it_is_owed_within_the_time_that_the_request_names(cast, down):
    owe(cast.birch, policy("gold", row("first_response", 9)))
    call = ask(cast, down).call_backs.get()
    assert (call.name, call.number) == ("Bea Birch", "+49211123456")
    assert call.clock.due_at == TUESDAY + 60 * MINUTE
    assert call.about == "Server down: Call back within 1 hour, with an update"
    assert "“Server down” asks for it" in call.clock.reason


def test_the_policys_row_for_calls_goes_before_that(cast, down):
    owe(cast.birch, policy("gold", row("first_response", 9), row("callback", 1 / 3)))
    assert ask(cast, down).call_backs.get().clock.due_at == TUESDAY + 20 * MINUTE


def test_it_is_owed_also_while_no_number_is_known(cast, down, client_of):
    cast.birch.phone = "ask Bruno"
    cast.birch.save()
    call = ask(cast, down).call_backs.get()
    assert call.number == ""
    board = client_of(cast.ada).get("/desk/callbacks/").content.decode()
    assert "no number is known" in board and 'href="tel:"' not in board


def test_what_is_done_only_in_some_cases_owes_nothing(cast, down):
    down.acts = [{"when": "lines_busy", **CALL}]
    down.save()
    assert not ask(cast, down).call_backs.exists()


def test_an_agent_who_enters_it_owes_one_call_and_may_say_that_none_is_needed(cast, down):
    def entered(**more):
        asked = Request(subject="Down", text="All.", request_type=down, **more)
        return enter(Entry(asked, cast.bea), by=reader(cast.ada), at=TUESDAY).call_backs

    by_hand = NewCallBack(name="Bruno", number="+49 211 777777", person=cast.bruno)
    assert entered().get().name == "Bea Birch"
    assert entered(call=by_hand).get().name == "Bruno"
    assert not entered(needs_no_call=True).exists()


def test_who_names_the_request_afterwards_owes_the_call_from_then_on_and_once(cast, down):
    owe(cast.birch, policy("gold", row("first_response", 9)))
    ticket = ask(cast, None)
    assert not ticket.call_backs.exists()
    later = TUESDAY + 30 * MINUTE
    triage.set_field(ticket.pk, "request_type", down, by=reader(cast.ada), at=later)
    call = ticket.call_backs.get()
    assert call.clock.due_at == later + 60 * MINUTE
    other = RequestType.objects.create(name="File", slug="company-file", acts=[CALL])
    triage.set_field(ticket.pk, "request_type", other, by=reader(cast.ada), at=later)
    assert ticket.call_backs.get() == call


def test_whom_to_call_and_why_is_told_also_when_it_has_waited_for_a_message(cast, down):
    passed = row("callback", 1, start="passed_on")
    owe(cast.birch, policy("gold", row("first_response", 9), passed))
    ticket = ask(cast, down)
    call = ticket.call_backs.get()
    assert call.clock.state == Clock.State.PENDING
    told = {"left_at": TUESDAY, "passed_at": TUESDAY + MINUTE}
    clocks.passed_on(lock(ticket.pk), **told, by=doer(cast.ada), at=TUESDAY + 2 * MINUTE)
    call.clock.refresh_from_db()
    assert call.clock.due_at == TUESDAY + 61 * MINUTE
    assert call.clock.reason.startswith("To be called: Bea Birch, +49 211 123456. “Server down”")


def test_whom_to_call_is_told_also_after_another_row_holds_for_it(cast, down):
    tagged = row("callback", 2, key="tagged", condition="tag:vip")
    owe(cast.birch, policy("gold", row("first_response", 9), row("callback", 1), tagged))
    call = ask(cast, down).call_backs.get()
    by = reader(cast.ada)
    triage.set_field(call.ticket_id, "tags", ["vip"], by=by, at=TUESDAY + MINUTE)
    call.clock.refresh_from_db()
    assert call.clock.due_at == TUESDAY + 120 * MINUTE
    assert call.clock.reason.startswith("To be called: Bea Birch")


def test_it_can_be_taken_back(cast, down):
    call = ask(cast, down).call_backs.get()
    by = reader(cast.ada)
    phoning.withdraw(call.ticket_id, call.pk, why="He was here.", by=by, at=TUESDAY + MINUTE)
    assert CallBack.objects.get().end == CallBack.End.WITHDRAWN
