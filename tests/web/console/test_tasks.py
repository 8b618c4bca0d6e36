"""Tasks in the panel and on the list, and checklists in Setup."""

import pytest

from deskhand.work.models import Checklist, Task
from tests import cast as stage

HTMX = {"HX-Request": "true"}


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea, team=cast.service_desk)


def path(ticket, more=""):
    return f"/desk/tickets/{ticket.pk}/tasks/{more}"


def test_added_done_and_shown_on_page_and_list(cast, oven, client_of):
    client = client_of(cast.ada)
    sent = {"title": "Order <toner>", "assignee": cast.nils.pk, "due_on": "2026-03-06"}
    piece = client.post(path(oven), sent, headers=HTMX).content.decode()
    assert "Order &lt;toner&gt;" in piece
    assert "0 of 1 done" in piece
    task = Task.objects.get()
    assert (task.assignee, task.due_on.isoformat()) == (cast.nils, "2026-03-06")
    assert client.post(path(oven, f"{task.pk}/"), {"act": "done"}).status_code == 302
    page = client.get(f"/desk/tickets/{oven.pk}/").content.decode()
    assert "Task done: Order &lt;toner&gt;" in page
    assert "1/1" in client.get("/desk/queues/all/").content.decode()


def test_changed_and_removed(cast, oven, client_of):
    client = client_of(cast.ada)
    client.post(path(oven), {"title": "Order toner"})
    task = Task.objects.get()
    client.post(path(oven, f"{task.pk}/"), {"title": "Order ink", "must_be_done": "on"})
    task.refresh_from_db()
    assert (task.title, task.must_be_done) == ("Order ink", True)
    client.post(path(oven, "order/"), {"task": [task.pk, "x", "9" * 30]})
    client.post(path(oven, f"{task.pk}/"), {"act": "remove"})
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{}, {"title": " "}, {"title": "x" * 201}, {"title": "x", "due_on": "soon"},
     {"title": "x", "assignee": "999999"}, {"title": "a\0b"}],
)  # fmt: skip
def test_nonsense_is_refused_with_the_list_and_a_reason(cast, oven, client_of, wrong):
    answer = client_of(cast.ada).post(path(oven), wrong, headers=HTMX)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Task.objects.exists()


def test_requesters_never_see_a_task(cast, oven, client_of):
    client_of(cast.ada).post(path(oven), {"title": "Call the landlord"})
    page = client_of(cast.bea).get(f"/requests/{oven.pk}/").content.decode()
    assert "landlord" not in page
    assert client_of(cast.bea).post(path(oven), {"title": "Mine"}).status_code == 404


def test_a_checklist_is_kept_in_setup_and_applied_by_hand(cast, oven, client_of):
    client = client_of(cast.asta)
    sent = {"name": "Leaver", "lines": "* Lock\nLaptop", "position": 0, "is_active": "on"}
    assert client.post("/setup/rows/checklists/new/", sent).status_code == 302
    made = Checklist.objects.get()
    assert made.items == [["Lock", True], ["Laptop", False]]
    page = client.get(f"/setup/rows/checklists/{made.pk}/").content.decode()
    assert "* Lock\nLaptop" in page
    assert client.post("/setup/rows/checklists/new/", {**sent, "lines": "*"}).status_code == 422
    apply = f"/desk/tickets/{oven.pk}/checklist/"
    assert "0 of 2" in client.post(apply, {"checklist": made.pk}, headers=HTMX).content.decode()
    assert client.post(apply, {"checklist": "x"}, headers=HTMX).status_code == 422
    assert client.post(apply, {"checklist": "999999"}).status_code == 404
