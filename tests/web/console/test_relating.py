"""Linking tickets in the panel, numbers in notes, and the page of Setup."""

import pytest

from deskhand.desk.reply import Reply, note
from tests import cast as stage


@pytest.fixture
def two(cast, at):
    return [stage.open_ticket(requester=cast.bea, at=at, subject=s) for s in ("Oven", "Door")]


def test_linked_from_the_panel_and_shown_both_ways(cast, two, client_of):
    client, (first, second) = client_of(cast.ada), two
    path = f"/desk/tickets/{first.pk}/relate/"
    client.post(path, {"kind": "has-part", "other": f"#{second.pk}"})
    page = client.get(f"/desk/tickets/{first.pk}/").content.decode()
    assert f"Linked with #{second.pk}" in page
    pieces = [f"/desk/tickets/{ticket.pk}/panels/linked/" for ticket in two]
    assert pieces[0] in page
    assert "0 of 1 done" in client.get(pieces[0]).content.decode()
    assert '<h3 class="label-like">Part of' in client.get(pieces[1]).content.decode()
    row = first.relations_to_it.get()
    client.post(path, {"remove": row.pk})
    assert not first.relations_to_it.exists()


@pytest.mark.parametrize(
    "sent",
    [{}, {"kind": "part", "other": "999999"}, {"kind": "x", "other": "1"}, {"kind": "part"}],
)
def test_nonsense_is_said_and_links_nothing(cast, two, client_of, sent):
    path = f"/desk/tickets/{two[0].pk}/relate/"
    page = client_of(cast.ada).post(path, sent, follow=True).content.decode()
    assert 'data-tone="error"' in page
    assert not two[0].relations.exists()


def test_the_relation_of_another_ticket_is_not_removed(cast, two, client_of):
    client, (first, second) = client_of(cast.ada), two
    third = stage.open_ticket(requester=cast.bea, at=first.received_at)
    client.post(f"/desk/tickets/{first.pk}/relate/", {"kind": "related", "other": second.pk})
    row = first.relations.get()
    answer = client.post(f"/desk/tickets/{third.pk}/relate/", {"remove": row.pk})
    assert answer.status_code == 404
    assert first.relations.exists()


def test_what_holds_the_end_is_said_at_the_field(cast, two, client_of):
    client, (first, second) = client_of(cast.ada), two
    client.post(f"/desk/tickets/{first.pk}/relate/", {"kind": "has-part", "other": second.pk})
    solved = first.status.scheme.statuses.get(category="solved")
    path = f"/desk/tickets/{first.pk}/set/status/"
    answer = client.post(path, {"value": solved.pk}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "1 part is still open" in answer.content.decode()


def test_a_number_in_a_note_leads_to_its_ticket(cast, two, client_of, at):
    text = f"Same as #{two[1].pk}, not &#39;#x or `#{two[0].pk}`."
    note(two[0].pk, Reply(text=text), by=stage.reader(cast.ada), at=at)
    page = client_of(cast.ada).get(f"/desk/tickets/{two[0].pk}/").content.decode()
    assert f'<a href="/desk/tickets/{two[1].pk}/">#{two[1].pk}</a>' in page
    assert f"<code>#{two[0].pk}</code>" in page


def test_the_firm_sets_what_holds_the_end(cast, client_of):
    client = client_of(cast.asta)
    assert "It has open parts" in client.get("/setup/ending/").content.decode()
    sent = {"part": "warn", "duplicate": "nothing", "cause": "block", "task": "warn"}
    assert client.post("/setup/ending/", sent).status_code == 302
    assert client.get("/setup/ending/").context["form"].initial["part"] == "warn"
    assert client.post("/setup/ending/", {**sent, "task": "together"}).status_code == 422
    assert client.post("/setup/ending/", {}).status_code == 422
