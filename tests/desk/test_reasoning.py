"""Agents say why a promise was broken; reports count what was said last."""

from datetime import timedelta

import pytest

from deskhand.desk.reasoning import say_why
from deskhand.people.acting import NotAllowed
from deskhand.reports.models import BreachNote, BreachReason, Tally
from deskhand.reports.reasons import ReasonRefused, Why, said_on
from deskhand.sla.clocks import watch
from deskhand.sla.jobs import WATCH
from deskhand.sla.models import Clock
from deskhand.tickets.access import TicketNotFound
from tests import cast as casting
from tests.cast import reader
from tests.reports.following import catch_up

pytestmark = pytest.mark.django_db

LATER = timedelta(days=20)


@pytest.fixture
def broken(cast, at) -> Clock:
    """A first response that never came."""
    ticket = casting.ask(cast.bea, at=at)
    clock = ticket.clocks.get(kind="first_response")
    assert watch(clock.pk, by=WATCH, at=at + LATER)
    return clock


@pytest.fixture
def reason(db) -> BreachReason:
    return BreachReason.objects.get(name="Overlooked")


def counted(at) -> dict[str, int]:
    catch_up(at=at)
    rows = Tally.objects.filter(grain="m", cut="whole", measure="breach").exclude(count=0)
    return dict(rows.values_list("label", "count"))


def test_a_reason_is_kept_and_counted(cast, broken, reason, at):
    assert counted(at) == {"first_response:0": 1}
    why = Why(reason, "It lay in the wrong queue.")
    note = say_why(broken.ticket_id, broken.pk, why, by=reader(cast.ada), at=at + LATER)
    assert (note.said_by, note.words) == ("Ada", "It lay in the wrong queue.")
    assert counted(at) == {f"first_response:{reason.pk}": 1}


def test_the_last_that_was_said_holds_and_the_first_stays_on_record(cast, broken, reason, at):
    other = BreachReason.objects.create(name="Storm")
    for why in (Why(reason), Why(reason), Why(other)):
        say_why(broken.ticket_id, broken.pk, why, by=reader(cast.ada), at=at + LATER)
    assert said_on(broken.ticket)[broken.pk].reason == other
    assert BreachNote.objects.count() == 2
    assert counted(at) == {f"first_response:{other.pk}": 1}


def test_a_promise_that_was_not_broken_has_no_reason(cast, reason, at):
    ticket = casting.ask(cast.bea, at=at)
    clock = ticket.clocks.get(kind="first_response")
    for clock_id in (clock.pk, 999_999):
        with pytest.raises(ReasonRefused):
            say_why(ticket.pk, clock_id, Why(reason), by=reader(cast.ada), at=at)


def test_light_agents_and_strangers_say_nothing(cast, broken, reason, at):
    with pytest.raises(NotAllowed):
        say_why(broken.ticket_id, broken.pk, Why(reason), by=reader(cast.lena), at=at)
    for who in (cast.bea, cast.carla):
        with pytest.raises((NotAllowed, TicketNotFound)):
            say_why(broken.ticket_id, broken.pk, Why(reason), by=reader(who), at=at)
    assert not BreachNote.objects.exists()


def test_it_is_said_on_the_ticket_and_requesters_never_read_it(cast, broken, reason, client_of):
    client = client_of(cast.ada)
    address = f"/desk/tickets/{broken.ticket_id}/"
    assert "Why it was broken" in client.get(address).content.decode()
    said = {"reason": reason.pk, "words": "It lay in the wrong queue."}
    client.post(f"{address}clocks/{broken.pk}/why/", said)
    assert "Why: Overlooked, says Ada. It lay in the wrong queue." in " ".join(
        client.get(address).content.decode().split()
    )
    seen = client_of(cast.bea).get(f"/requests/{broken.ticket_id}/").content.decode()
    assert "wrong queue" not in seen
    assert "Overlooked" not in seen


@pytest.mark.parametrize(
    "said", [{}, {"reason": "x"}, {"reason": 999_999}, {"reason": 1, "words": "x" * 301}]
)
def test_nonsense_is_answered_in_words(cast, broken, client_of, said):
    address = f"/desk/tickets/{broken.ticket_id}/clocks/{broken.pk}/why/"
    answer = client_of(cast.ada).post(address, said, follow=True)
    assert "Choose a reason of the list" in answer.content.decode()
    assert not BreachNote.objects.exists()
