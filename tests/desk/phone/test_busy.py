"""All lines are busy: what the pack with work orders says for each kind of request is done."""

from datetime import timedelta

import pytest

from deskhand.catalog.models import RequestType
from deskhand.desk.phone.busy import lines_busy
from deskhand.desk.submit import Entry, Request, enter
from deskhand.packs import loading
from deskhand.sla.callbacks import NewCallBack
from deskhand.sla.models import CallBack
from deskhand.tickets.access import TicketLocked
from tests.cast import BEFORE, reader

HOUR = timedelta(hours=1)


@pytest.fixture
def asked(cast, at):
    loading.apply("hosting-promises", at=BEFORE)

    def make(slug: str, call: NewCallBack | None = None):
        wanted = RequestType.objects.get(slug=slug)
        request = Request("Help", "Help.", request_type=wanted, needs_no_call=True, call=call)
        return enter(Entry(request, cast.bea), by=reader(cast.ada), at=at)

    return make


@pytest.mark.parametrize(
    ("slug", "level"), [("password-reset", 1), ("email-problem", 1), ("accounting-printing", 2)]
)
def test_each_request_waits_as_it_says(cast, asked, at, slug, level):
    ticket = lines_busy(asked(slug).pk, by=reader(cast.ada), at=at)
    assert ticket.priority.level == level
    back = CallBack.objects.get(ticket=ticket, ended_at=None)
    assert back.clock.due_at == at + HOUR


def test_a_less_urgent_one_becomes_a_work_order_of_its_level(cast, asked, at):
    ticket = asked("email-problem")
    ticket.priority = ticket.priority.scheme.priorities.get(level=3)
    ticket.save()
    assert lines_busy(ticket.pk, by=reader(cast.ada), at=at).priority.level == 1


def test_a_second_time_changes_nothing(cast, asked, at):
    ticket = asked("password-reset")
    for minutes in (0, 1):
        lines_busy(ticket.pk, by=reader(cast.ada), at=at + timedelta(minutes=minutes))
    assert CallBack.objects.get(ticket=ticket).clock.due_at == at + HOUR


def test_a_call_that_is_owed_for_later_gives_way_and_a_sooner_one_stays(cast, asked, at):
    def owed(by_at):
        return NewCallBack(name="Bea", number="+492111234567", by_at=by_at, person=cast.bea)

    late = asked("password-reset", owed(at + 5 * HOUR))
    lines_busy(late.pk, by=reader(cast.ada), at=at)
    assert CallBack.objects.get(ticket=late, ended_at=None).clock.due_at == at + HOUR
    soon = asked("password-reset", owed(at + HOUR / 2))
    lines_busy(soon.pk, by=reader(cast.ada), at=at)
    assert CallBack.objects.get(ticket=soon).clock.due_at == at + HOUR / 2


def test_what_says_nothing_for_it_is_left_alone(cast, asked, at):
    ticket = asked("website-down")
    with pytest.raises(TicketLocked):
        lines_busy(ticket.pk, by=reader(cast.ada), at=at)
    assert not CallBack.objects.exists()


def test_the_ticket_and_the_screen_of_a_call_have_the_button(cast, asked, at, client_of):
    client = client_of(cast.ada)
    ticket = asked("email-problem")
    page = client.get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert f'action="/desk/tickets/{ticket.pk}/busy/"' in page
    assert "Research is needed" in page
    client.post(f"/desk/tickets/{ticket.pk}/busy/")
    assert CallBack.objects.filter(ticket=ticket).exists()
    other = client.get(f"/desk/tickets/{asked('website-down').pk}/").content.decode()
    assert "/busy/" not in other
    wanted = RequestType.objects.get(slug="password-reset")
    facts = client.get("/desk/phone/facts/", {"request_type": wanted.pk})
    assert 'value="busy"' in facts.content.decode()
    sent = {
        "requester": cast.bea.pk,
        "subject": "Locked out",
        "request_type": wanted.pk,
        "priority": facts.context["form"]["priority"].value(),
        "when": "none",
        "then": "busy",
    }
    answer = client.post("/desk/phone/", sent)
    number = int(answer["Location"].rstrip("/").rpartition("/")[2])
    assert CallBack.objects.filter(ticket=number, ended_at=None).exists()
