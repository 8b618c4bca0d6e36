"""Changing many tickets from a list: what is asked for, what was refused, and the way back."""

import re

import pytest

from deskhand.desk import bulk
from deskhand.jobs.queue import drain
from deskhand.tickets.models import BulkChange, Ticket
from tests import cast as stage


@pytest.fixture
def three(cast, at):
    return [stage.ask(cast.bea, subject=f"Matter {n}", at=at) for n in range(3)]


def send(client, act: str, tickets=(), **more):
    form = {"ticket": [ticket.pk for ticket in tickets], "act": act, "back": "/desk/queues/open/"}
    return client.post("/desk/bulk/", {**form, **more}, follow=True)


def test_the_list_offers_boxes_and_a_bar_to_whoever_may_work(cast, three, client_of):
    page = client_of(cast.ada).get("/desk/queues/open/").content.decode()
    assert page.count('name="ticket"') == 3
    assert 'id="bulk"' in page
    assert 'name="ticket"' not in client_of(cast.lena).get("/desk/queues/open/").content.decode()


def test_the_bar_offers_what_the_schemes_have_and_counts_what_matches(cast, three, client_of):
    bar = client_of(cast.ada).get("/desk/bulk/bar/?q=status:open").content.decode()
    assert 'value="assignee=me"' in bar
    assert 'value="status=Solved"' in bar
    assert "All 3 that match" in bar


def test_a_change_is_made_and_undone(cast, three, client_of):
    client = client_of(cast.ada)
    page = send(client, "assignee=me", three[:2]).content.decode()
    assert "Assign to Ada: 2 tickets." in page
    assert Ticket.objects.filter(assignee=cast.ada).count() == 2
    undo = re.search(r'action="(/desk/bulk/\d+/undo/)"', page)
    assert undo is not None
    answer = client.post(undo[1], {"back": "/desk/queues/open/"}, follow=True)
    assert "Undone." in answer.content.decode()
    assert not Ticket.objects.exclude(assignee=None).exists()


def test_a_tag_is_added_and_taken_away(cast, three, client_of):
    client = client_of(cast.ada)
    send(client, "tag", three, tag="Rollout")
    assert {tuple(ticket.tags) for ticket in Ticket.objects.all()} == {("rollout",)}
    send(client, "untag", three[:1], tag="rollout")
    assert Ticket.objects.get(pk=three[0].pk).tags == []


def test_what_ends_tickets_begins_when_it_can_no_longer_be_undone(cast, three, client_of):
    page = send(client_of(cast.ada), "status=closed", three).content.decode()
    assert "in some seconds: 3 tickets." in page
    assert Ticket.objects.filter(is_open=True).count() == 3
    change = BulkChange.objects.get()
    drain(at=change.asked_at + bulk.PUT_OFF)
    assert not Ticket.objects.filter(is_open=True).exists()


def test_all_that_match_are_changed_in_the_background(cast, three, client_of, monkeypatch):
    monkeypatch.setattr(bulk, "INLINE", 2)
    monkeypatch.setitem(bulk.go_on.__kwdefaults__, "most", 2)
    client = client_of(cast.ada)
    page = send(client, "kind=problem", all="yes", q="status:open").content.decode()
    assert "0 of 3" in page
    assert 'hx-trigger="every 1s"' in page
    for _turn in range(2):  # what a job adds is due a moment later
        drain()
    change = BulkChange.objects.get()
    assert "3 of 3" in client.get(f"/desk/bulk/{change.pk}/").content.decode()
    assert Ticket.objects.filter(kind="problem").count() == 3


def test_what_was_refused_is_listed_with_its_reason(cast, three, client_of):
    Ticket.objects.filter(pk=three[0].pk).update(tags=[f"t{n}" for n in range(20)])
    page = send(client_of(cast.ada), "tag", three, tag="one more").content.decode()
    assert "It has twenty tags already." in page
    assert f"#{three[0].pk} Matter 0" in page
    assert Ticket.objects.get(pk=three[1].pk).tags == ["one more"]


@pytest.mark.parametrize(
    "form",
    [
        {"act": ""},
        {"act": "subject=x"},
        {"act": "assignee=999999"},
        {"act": "tag", "tag": ""},
        {"act": "kind=problem", "all": "yes", "q": "status:"},
    ],
)
def test_nonsense_is_refused_in_words(cast, three, client_of, form):
    assert client_of(cast.ada).post("/desk/bulk/", form).status_code == 422
    assert not BulkChange.objects.exists()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_the_way_back_leads_nowhere_else(cast, three, client_of, back):
    form = {"ticket": [three[0].pk], "act": "kind=problem", "back": back}
    assert client_of(cast.ada).post("/desk/bulk/", form)["Location"] == "/desk/"


def test_a_light_agent_is_refused_and_a_colleague_sees_nothing(cast, three, client_of):
    assert send(client_of(cast.lena), "kind=problem", three).status_code == 403
    send(client_of(cast.ada), "kind=problem", three)
    change = BulkChange.objects.get()
    assert client_of(cast.nils).get(f"/desk/bulk/{change.pk}/").status_code == 404
    assert client_of(cast.nils).post(f"/desk/bulk/{change.pk}/undo/").status_code == 404


def test_a_selection_of_nothing_changes_nothing(cast, three, client_of):
    assert (
        "0 tickets"
        in send(client_of(cast.ada), "kind=problem", ticket=["x", "9" * 40]).content.decode()
    )


@pytest.mark.parametrize(
    ("act", "page"), [("merge", "/desk/merge/"), ("macro", "/desk/macros/use/")]
)
def test_merging_and_macros_show_first_what_becomes_of_the_selected(
    cast, three, client_of, act, page
):
    answer = send(client_of(cast.ada), act, three[:2])
    address, _status = answer.redirect_chain[0]
    numbers = "&".join(f"ticket={ticket.pk}" for ticket in three[:2])
    assert address == f"{page}?{numbers}"
    assert answer.status_code == 200
    assert not BulkChange.objects.exists()


def test_no_more_are_merged_than_a_page_shows(cast, three, client_of):
    numbers = {"ticket": list(range(1, 60))}
    answer = client_of(cast.ada).post("/desk/bulk/", {**numbers, "act": "merge", "back": "/desk/"})
    assert answer.status_code == 422
    assert "Select at most 50 tickets" in answer.content.decode()
