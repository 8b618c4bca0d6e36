"""Tasks and checklists on tickets: their order, what they hold, and with what they come."""

from datetime import timedelta

import pytest

from deskhand.catalog.administration import save_request_type
from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category, RequestType
from deskhand.desk import ending, merging, tasking, triage
from deskhand.desk.merging import Merging
from deskhand.desk.submit import Request, submit
from deskhand.journal.models import Event
from deskhand.people.acting import NotAllowed
from deskhand.tickets.access import TicketLocked, TicketNotFound
from deskhand.tickets.relations import set_end_rules
from deskhand.work.checklists import items_text, read_items, save_checklist
from deskhand.work.models import Checklist
from deskhand.work.tasks import MOST, NewTask, Progress, progress_of, tasks_on
from tests.cast import open_ticket, reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def oven(stage, at):
    return open_ticket(requester=stage.bea, at=at)


@pytest.fixture
def leaving(db):
    made = Checklist(name="Leaver", items=read_items("* Lock the account\nTake the laptop\n\n"))
    return save_checklist(made)


def add(ticket, stage, at, title="Look", **more):
    return tasking.add(ticket.pk, NewTask(title, **more), by=reader(stage.ada), at=at)


def titles(ticket):
    return [task.title for task in tasks_on(ticket)]


def test_tasks_stand_in_the_order_in_which_they_are_put(stage, at, oven):
    one, two, three = (add(oven, stage, at, title) for title in ("One", "Two", "Three"))
    tasking.act(oven.pk, three.pk, "up", by=reader(stage.ada), at=at)
    assert titles(oven) == ["One", "Three", "Two"]
    tasking.act(oven.pk, one.pk, "up", by=reader(stage.ada), at=at)
    assert titles(oven) == ["One", "Three", "Two"]
    tasking.order(oven.pk, [two.pk, 999_999, two.pk, one.pk], by=reader(stage.ada), at=at)
    assert titles(oven) == ["Two", "One", "Three"]


def test_done_and_to_be_done_again_with_a_trail(stage, at, oven):
    task = add(oven, stage, at)
    for deed in ("done", "done", "reopen", "done"):
        tasking.act(oven.pk, task.pk, deed, by=reader(stage.ada), at=at)
    assert progress_of([oven]) == {oven.pk: Progress(1, 1)}
    acts = Event.objects.filter(name="task_changed").order_by("pk")
    assert [e.payload["act"] for e in acts] == ["added", "done", "reopened", "done"]
    assert "Look" not in str([e.payload for e in acts])


def test_what_must_be_done_holds_the_end(stage, at, oven):
    task = add(oven, stage, at, must_be_done=True)
    solved = status_of(oven.status.scheme, Category.SOLVED)
    with pytest.raises(triage.ChangeRefused, match="1 task must still be done"):
        triage.set_field(oven.pk, "status", solved, by=reader(stage.ada), at=at)
    set_end_rules({"task": "warn"})
    ticket = triage.set_field(oven.pk, "status", solved, by=reader(stage.ada), at=at)
    assert ending.warnings(ticket) == ["1 task must still be done."]
    tasking.act(oven.pk, task.pk, "done", by=reader(stage.ada), at=at)
    assert not ending.warnings(ticket)


def test_a_checklist_brings_its_tasks_once(stage, at, oven, leaving):
    for _time in range(2):
        tasking.apply(oven.pk, leaving.pk, by=reader(stage.ada), at=at)
    found = [(task.title, task.must_be_done) for task in tasks_on(oven)]
    assert found == [("Lock the account", True), ("Take the laptop", False)]
    assert items_text(leaving) == "* Lock the account\nTake the laptop"


def test_a_checklist_comes_with_what_is_asked_for(stage, at, oven, leaving):
    asked = save_request_type(RequestType(name="Leaver", slug="leaver"))
    leaving.request_type = asked
    save_checklist(leaving)
    wanted = Request(subject="Lee leaves", text="On Friday", request_type=asked)
    ticket = submit(wanted, by=reader(stage.bea), at=at)
    assert len(tasks_on(ticket)) == 2
    triage.set_field(oven.pk, "request_type", asked, by=reader(stage.ada), at=at)
    assert len(tasks_on(oven)) == 2


def test_tasks_go_with_a_merge_and_come_back(stage, at, oven):
    other = open_ticket(requester=stage.bea, at=at)
    add(other, stage, at, "Theirs")
    add(oven, stage, at, "Ours")
    made = merging.merge(Merging(oven.pk, (other.pk,)), by=reader(stage.ada), at=at)[0]
    assert titles(oven) == ["Ours", "Theirs"]
    merging.undo(made.pk, by=reader(stage.ada), at=at + timedelta(hours=1))
    assert (titles(oven), titles(other)) == (["Ours"], ["Theirs"])


def test_nonsense_and_strangers_change_nothing(stage, at, oven):
    task, other = add(oven, stage, at), open_ticket(requester=stage.carla, at=at)
    with pytest.raises(TicketLocked):
        add(oven, stage, at, " \n")
    with pytest.raises(TicketNotFound):
        tasking.act(other.pk, task.pk, "done", by=reader(stage.ada), at=at)
    with pytest.raises(NotAllowed):
        tasking.act(oven.pk, task.pk, "done", by=reader(stage.lena), at=at)
    stage.ada.only_organizations.set([stage.cedar])
    with pytest.raises(TicketNotFound):
        add(oven, stage, at)
    assert titles(oven) == ["Look"]


def test_a_ticket_bears_so_many_tasks_and_no_more(stage, at, oven):
    many = Checklist(name="Many", items=[["x", False]] * MOST)
    save_checklist(many)
    tasking.apply(oven.pk, many.pk, by=reader(stage.ada), at=at)
    with pytest.raises(TicketLocked):
        add(oven, stage, at)
