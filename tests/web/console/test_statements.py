"""How often pages ask the database: seldom, and no more of a long ticket than of a short one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskhand.desk import tasking
from deskhand.tickets import watching
from deskhand.tickets.drafts import Sheet, save_draft
from deskhand.tickets.views import save_view
from deskhand.web.console.panels import PANELS
from deskhand.work.tasks import NewTask
from tests import cast as stage

HTMX = {"HX-Request": "true"}
A_QUEUE, A_TICKET, A_PIECE = 12, 20, 8

pytestmark = pytest.mark.django_db


def statements(client, path, **how):
    """How many a page takes, once what is kept between requests is there; no transaction's ends."""
    client.get(path, **how)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path, **how)
    assert answer.status_code == 200, path
    ends = ("BEGIN", "SAVEPOINT", "RELEASE SAVEPOINT")
    return sum(not each["sql"].startswith(ends) for each in asked)


@pytest.fixture
def oven(cast, at):
    """A ticket on which much has happened."""
    ticket, by = stage.ask(cast.bea, at=at), stage.reader(cast.ada)
    other = stage.ask(cast.bruno, at=at)
    ticket.participants.create(person=cast.bruno, added_at=at)
    watching.watch(ticket, agent_id=cast.nils.pk, at=at)
    tasking.add(ticket.pk, NewTask("Look at it", must_be_done=True), by=by, at=at)
    stage.say(ticket, by=cast.ada, text=f"Like #{other.pk}.", at=at, is_public=False)
    stage.say(ticket, by=cast.ada, text="We look at it.", at=at)
    save_draft(Sheet(ticket, cast.ada.pk, is_public=True), "Dear Bea", at=at)
    return ticket


@pytest.mark.parametrize("count", [10, 300])
def test_a_ticket_asks_seldom_however_long_it_is(cast, oven, client_of, at, count):
    for number in range(count):
        moment = at + timedelta(minutes=number)
        stage.say(oven, by=cast.bea, text=f"Line {number}.", at=moment)
    assert statements(client_of(cast.ada), f"/desk/tickets/{oven.pk}/") <= A_TICKET


@pytest.mark.parametrize("name", PANELS)
def test_each_piece_asks_seldom(cast, oven, client_of, at, name):
    stage.index(at=at)
    path = f"/desk/tickets/{oven.pk}/panels/{name}/"
    assert statements(client_of(cast.ada), path, headers=HTMX) <= A_PIECE


def test_the_working_of_a_promise_asks_seldom(cast, oven, client_of):
    clock = oven.clocks.first()
    path = f"/desk/tickets/{oven.pk}/why/{clock.pk}/"
    assert statements(client_of(cast.ada), path, headers=HTMX) <= A_PIECE
    assert client_of(cast.bea).get(path).status_code == 404


def test_the_working_of_a_promise_of_another_ticket_is_not_there(cast, oven, client_of, at):
    other = stage.ask(cast.bruno, at=at)
    path = f"/desk/tickets/{other.pk}/why/{oven.clocks.first().pk}/"
    assert client_of(cast.ada).get(path).status_code == 404


def test_a_field_that_is_set_brings_the_menus_whole(cast, oven, client_of):
    client, path = client_of(cast.ada), f"/desk/tickets/{oven.pk}/"
    shown = client.get(path).content.decode()
    assert f'hx-get="{path}panels/properties/"' in shown
    urgent = oven.priority.scheme.priorities.first()
    answer = client.post(f"{path}set/priority/", {"value": urgent.pk}, headers=HTMX)
    assert f'hx-get="{path}panels/properties/"' not in answer.content.decode()
    offered = [str(one) for one in answer.context["options"]["priority"]]
    assert offered == [str(one) for one in oven.priority.scheme.priorities.all()]


def test_lists_ask_seldom(cast, oven, client_of, at):
    view = save_view(stage.reader(cast.ada), "Open ones", query="status:open")
    client = client_of(cast.ada)
    paths = [
        "/desk/",
        "/desk/queues/all/",
        "/desk/queues/recent/",
        "/desk/queues/open/?group=org",
        f"/desk/queues/view-{view.pk}/",
        "/desk/queues/all/?q=status:open assignee:me",
        "/desk/callbacks/",
        "/desk/callbacks/dates/",
    ]
    counted = {path: statements(client, path) for path in paths}
    assert {path: count for path, count in counted.items() if count > A_QUEUE} == {}


def test_the_portal_asks_seldom(cast, oven, client_of):
    client = client_of(cast.bea)
    assert statements(client, "/requests/") <= A_QUEUE
    assert statements(client, f"/requests/{oven.pk}/") <= A_QUEUE


def test_searches_and_counts_ask_seldom(cast, oven, client_of, at):
    stage.index(at=at)
    client = client_of(cast.ada)
    assert statements(client, "/desk/counts/") <= A_QUEUE
    # One more where few were found: those that have the words in their title come first.
    assert statements(client, "/desk/search/?q=look") <= A_QUEUE + 1
