"""Canned replies at the desk: inserted with what is known, and what is unfilled is not sent."""

import pytest

from deskhand.canned.models import CannedReply
from deskhand.catalog.models import Category
from tests import cast as stage

TEXT = "Dear {{requester.first_name}} of {{organization.name}}, #{{ticket.number}}: {{your words}}"


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea, organization=cast.birch)


@pytest.fixture
def hello(cast):
    return CannedReply.objects.create(
        short="hello", title="Hello", text=TEXT, status_category="solved", tags=["greeted"]
    )


def test_it_is_filled_and_counted(cast, oven, hello, client_of):
    client = client_of(cast.ada)
    assert "/hello" in client.get(f"/desk/tickets/{oven.pk}/canned/?q=hel").content.decode()
    told = client.post(f"/desk/tickets/{oven.pk}/canned/{hello.pk}/").json()
    assert told["text"] == f"Dear Bea of Birch Bakery, #{oven.pk}: {{{{your words}}}}"
    assert told["missing"] == ["your words"]
    assert told["tags"] == ["greeted"]
    hello.refresh_from_db()
    assert hello.times_used == 1


def test_what_is_unfilled_is_not_sent_but_noted(cast, oven, client_of):
    client, path = client_of(cast.ada), f"/desk/tickets/{oven.pk}/say/"
    answer = client.post(path, {"mode": "reply", "text": "Dear {{requester.first_name}}"})
    assert answer.status_code == 422
    assert "Fill in {{requester.first_name}} before you send." in answer.content.decode()
    assert "Dear {{requester.first_name}}</textarea>" in answer.content.decode()
    assert client.post(path, {"mode": "reply", "text": "Write `{{x}}`"}).status_code == 302
    assert client.post(path, {"mode": "note", "text": "Use {{x}}"}).status_code == 302


def test_status_and_tags_are_set_along(cast, oven, hello, client_of):
    client = client_of(cast.ada)
    told = client.post(f"/desk/tickets/{oven.pk}/canned/{hello.pk}/").json()
    sent = {"mode": "reply", "text": "Bye", "along_status": told["status"], "along_tags": "greeted"}
    assert client.post(f"/desk/tickets/{oven.pk}/say/", sent).status_code == 302
    oven.refresh_from_db()
    assert oven.category == Category.SOLVED
    assert oven.tags == ["greeted"]


def test_nobody_elses_is_inserted_shown_or_changed(cast, oven, client_of):
    his = CannedReply.objects.create(short="his", title="Secret", text="x", agent=cast.nils)
    client = client_of(cast.ada)
    assert client.post(f"/desk/tickets/{oven.pk}/canned/{his.pk}/").status_code == 404
    assert client.get(f"/desk/canned/{his.pk}/").status_code == 404
    assert client.post(f"/desk/canned/{his.pk}/remove/").status_code == 404
    assert "Secret" not in client.get("/desk/canned/").content.decode()


def test_ones_own_is_made_changed_and_removed(cast, client_of):
    client = client_of(cast.ada)
    assert 'value="[]"' not in client.get("/desk/canned/new/").content.decode()
    typed = {"title": "Bye", "short": "/Bye", "text": "Bye {{agent.name}}", "tags": "Done, done"}
    assert client.post("/desk/canned/new/", typed).status_code == 302
    row = CannedReply.objects.get()
    assert (row.agent, row.short, row.tags) == (cast.ada, "bye", ["done"])
    assert client.post("/desk/canned/new/", typed).status_code == 422
    assert 'value="done"' in client.get(f"/desk/canned/{row.pk}/").content.decode()
    assert client.post(f"/desk/canned/{row.pk}/", {**typed, "title": "Farewell"}).status_code == 302
    assert "Farewell" in client.get("/desk/canned/").content.decode()
    client.post(f"/desk/canned/{row.pk}/remove/")
    assert not CannedReply.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"short": "two words"},
        {"short": ""},
        {"text": "{{requester.shoe_size}}"},
        {"text": "x" * 20_001},
        {"title": ""},
        {"language": "xx"},
        {"status_category": "gone"},
        {"tags": "x" * 401},
    ],
)
def test_nonsense_is_told_at_its_field(cast, client_of, wrong):
    typed = {"title": "Bye", "short": "bye", "text": "Bye", **wrong}
    assert client_of(cast.ada).post("/desk/canned/new/", typed).status_code == 422
    assert not CannedReply.objects.exists()


def test_administrators_keep_those_for_teams_and_for_all(cast, client_of):
    client = client_of(cast.asta)
    typed = {"title": "Cables", "short": "cables", "text": "x", "team": cast.network.pk}
    assert client.post("/setup/rows/canned-replies/new/", typed).status_code == 302
    row = CannedReply.objects.get()
    assert row.team == cast.network
    page = client.get(f"/setup/rows/canned-replies/{row.pk}/").content.decode()
    assert "{{requester.first_name}}" in page
    assert "Cables" in client_of(cast.nils).get("/desk/canned/").content.decode()
    assert "Cables" not in client_of(cast.ada).get("/desk/canned/").content.decode()
