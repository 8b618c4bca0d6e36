"""Saved views as agents keep them: layout in the address, groups, who may change, the rail."""

import re

import pytest

from deskhand.desk import triage
from deskhand.tickets import paging
from deskhand.tickets.views import Audience, Kept, arrangement_of, keep_view, views_for
from tests import cast as stage


@pytest.fixture
def four(cast, at):
    """Two tickets of each client, one of them with Ada."""
    asked = [stage.ask(who, subject=f"Matter of {who}", at=at) for who in (cast.bea, cast.cem) * 2]
    triage.take(asked[0].pk, by=stage.reader(cast.ada), at=at)
    return asked


def open_page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def columns(page: str) -> list[str]:
    return re.findall(r'<th scope="col" data-cell="(?!check)(\w+)"', page)


def numbers(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="row-(\d+)"', page)]


def test_the_address_says_order_groups_and_columns(cast, four, client_of):
    address = "/desk/queues/open/?order=-number&group=org&cols=number,subject:l,org"
    page = open_page(client_of(cast.ada), address)
    assert columns(page) == ["number", "subject", "org"]
    assert re.findall(r'scope="rowgroup"[^>]*>([^<]+) <span class="count">(\d+)', page) == [
        ("Birch Bakery", "2"),
        ("Cedar Clinic", "2"),
    ]
    first, second, third, fourth = (ticket.pk for ticket in four)
    assert numbers(page) == [third, first, fourth, second]


@pytest.mark.parametrize("group", ["status", "priority", "org", "assignee", "team", "due"])
def test_pages_go_on_within_groups(cast, four, client_of, group, monkeypatch):
    monkeypatch.setitem(paging.places.__kwdefaults__, "size", 3)
    client, seen, after = client_of(cast.ada), [], ""
    for _page in range(2):
        page = open_page(client, f"/desk/queues/open/?group={group}{after}")
        seen += numbers(page)
        more = re.search(r'href="\?[^"]*(after=[^"&]+)', page)
        after = f"&{more[1]}" if more else ""
    assert sorted(seen) == sorted(ticket.pk for ticket in four)


def test_what_is_shown_is_chosen_by_boxes_in_their_order(cast, four, client_of):
    client = client_of(cast.ada)
    form = client.get("/desk/queues/open/", headers={"hx-request": "true", "hx-target": "display"})
    assert 'name="col" value="why"' in form.content.decode()
    chosen = "col=org&col=subject&col=nosuch&width-org=l&order=due&group="
    page = open_page(client, f"/desk/queues/open/?{chosen}")
    assert columns(page) == ["org", "subject"]
    assert 'data-cell="org" class="clip" data-width="l"' in page


def test_my_work_says_why_each_stands_there(cast, four, client_of):
    page = open_page(client_of(cast.ada), "/desk/")
    assert numbers(page) == [four[0].pk]
    assert "First response is due next" in page or "is late" in page


def test_what_one_opened_last_stands_first_among_the_recent(cast, four, client_of):
    client = client_of(cast.ada)
    for ticket in (four[2], four[0]):
        open_page(client, f"/desk/tickets/{ticket.pk}/")
    assert numbers(open_page(client, "/desk/queues/recent/")) == [four[0].pk, four[2].pk]
    assert numbers(open_page(client_of(cast.nils), "/desk/queues/recent/")) == []


def test_a_view_keeps_all_of_the_layout(cast, four, client_of):
    kept = {"name": "By client", "q": "status:open", "order": "-number", "grouping": "org",
            "columns": "number,subject", "audience": "me"}  # fmt: skip
    page = client_of(cast.ada).post("/desk/views/save/", kept, follow=True).content.decode()
    assert "<h1>By client</h1>" in page
    assert columns(page) == ["number", "subject"]
    assert 'scope="rowgroup"' in page


def test_its_maker_changes_a_view_and_a_colleague_does_not(cast, client_of):
    view = keep_view(stage.reader(cast.ada), "Ours", Kept("status:open"), audience=Audience.ALL)
    path = f"/desk/views/{view.pk}/"
    form = {"name": "Theirs", "q": "status:new", "order": "due", "audience": "all"}
    assert client_of(cast.nils).post(path, form).status_code == 404
    assert client_of(cast.ada).post(path, {**form, "q": "status:"}).status_code == 422
    assert client_of(cast.ada).post(path, form).status_code == 302
    assert [(v.name, v.query) for v in views_for(stage.reader(cast.nils))] == [
        ("Theirs", "status:new")
    ]


def test_a_colleagues_shared_view_is_not_replaced_by_its_name(cast, client_of):
    keep_view(stage.reader(cast.ada), "Ours", Kept("status:open"), audience=Audience.ALL)
    form = {"name": "Ours", "q": "status:new", "order": "due", "audience": "all"}
    answer = client_of(cast.nils).post("/desk/views/save/", form)
    assert answer.status_code == 422
    assert "A colleague has a view of this name." in answer.content.decode()


def test_nobody_gives_a_view_to_a_team_that_is_not_his(cast, client_of):
    form = {"name": "Net", "q": "", "order": "due", "audience": "team", "team": cast.network.pk}
    assert client_of(cast.ada).post("/desk/views/save/", form).status_code == 422
    assert client_of(cast.nils).post("/desk/views/save/", form).status_code == 302


def test_lists_are_starred_and_moved(cast, client_of):
    client = client_of(cast.ada)
    client.post("/desk/lists/", {"star": "open"})
    client.post("/desk/lists/", {"up": "drafts"})
    page = open_page(client, "/desk/")
    rail = re.findall(r'class="rail-link" href="/desk/(?:queues/)?([\w-]*)/', page)
    assert rail[:2] == ["phone", "open"]
    assert rail.index("drafts") < rail.index("mentions")
    assert arrangement_of(stage.reader(cast.nils)).places == []


def test_an_arrangement_of_nonsense_breaks_nothing(cast, client_of):
    client = client_of(cast.ada)
    client.post("/desk/lists/", {"place": ["nosuch", "", "\u2603"], "up": "nosuch", "star": "?"})
    assert "My work" in open_page(client, "/desk/lists/")
