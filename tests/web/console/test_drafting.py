"""Drafts by their addresses: kept, told to another window, discarded, listed, and nobody else's."""

import pytest

from deskhand.tickets.models import Message
from tests import cast as stage


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(
        at=at, requester=cast.bea, subject="The oven beeps", team=cast.service_desk
    )


def keep(client, ticket, text, mode="reply", **more):
    return client.post(f"/desk/tickets/{ticket.pk}/draft/", {"mode": mode, "text": text, **more})


def test_both_are_restored_in_the_mode_that_was_written_last(cast, oven, client_of):
    client = client_of(cast.ada)
    keep(client, oven, "Dear Bea")
    keep(client, oven, "She is cross", mode="note")
    page = client.get(f"/desk/tickets/{oven.pk}/").content.decode()
    assert 'data-mode="note"' in page
    assert ">She is cross</textarea>" in page
    assert ">Dear Bea</textarea>" in page
    told = client.get(f"/desk/tickets/{oven.pk}/draft/").json()
    assert (told["reply"]["text"], told["note"]["text"]) == ("Dear Bea", "She is cross")


def test_another_window_is_told_what_is_kept(cast, oven, client_of):
    client = client_of(cast.ada)
    version = keep(client, oven, "One", version="").json()["version"]
    assert keep(client, oven, "One two", version=version).status_code == 200
    answer = keep(client, oven, "Another", version=version)
    assert answer.status_code == 409
    assert answer.json()["text"] == "One two"


def test_the_time_that_is_typed_is_kept_with_it(cast, oven, client_of):
    client = client_of(cast.ada)
    told = keep(client, oven, "", version="", worked="1h 15m").json()
    assert told["worked"] == "1h 15m"
    assert 'value="1h 15m"' in client.get(f"/desk/tickets/{oven.pk}/").content.decode()
    kept = keep(client, oven, "Dear Bea", version=told["version"]).json()
    assert kept["worked"] == "1h 15m"
    assert keep(client, oven, "Dear Bea", version="old", worked="2h").status_code == 409
    assert keep(client, oven, "", version=kept["version"], worked="").json()["version"] == ""
    assert keep(client, oven, "a", version="", worked="9" * 500).json()["worked"] == "9" * 60


def test_taken_back_a_reply_brings_its_time_back(cast, oven, client_of):
    client = client_of(cast.ada)
    said = {"mode": "reply", "text": "On our way.", "worked": "45m"}
    client.post(f"/desk/tickets/{oven.pk}/say/", said)
    client.post(f"/desk/messages/{Message.objects.latest('pk').pk}/take-back/")
    told = client.get(f"/desk/tickets/{oven.pk}/draft/").json()["reply"]
    assert (told["text"], told["worked"]) == ("On our way.", "45 min")


def test_a_save_that_comes_after_sending_begins_no_draft(cast, oven, client_of):
    client, key = client_of(cast.ada), "k" * 32
    client.post(
        f"/desk/tickets/{oven.pk}/say/", {"mode": "reply", "text": "Sent.", "once_key": key}
    )
    assert keep(client, oven, "Sent", version="", once_key=key).json()["text"] == ""
    assert client.get(f"/desk/tickets/{oven.pk}/draft/").json()["reply"]["text"] == ""


def test_a_draft_is_discarded_and_had_back(cast, oven, client_of):
    client = client_of(cast.ada)
    path = f"/desk/tickets/{oven.pk}/draft/"
    page = client.post(f"{path}discard/", {"mode": "reply", "text": "Never mind"}, follow=True)
    assert "The draft is discarded." in page.content.decode()
    assert f"{path}reply/restore/" in page.content.decode()
    assert ">Never mind</textarea>" not in page.content.decode()
    page = client.post(f"{path}reply/restore/", follow=True)
    assert ">Never mind</textarea>" in page.content.decode()
    keep(client, oven, "")
    page = client.post(f"{path}reply/restore/", follow=True)
    assert "The draft is gone" in page.content.decode()


def test_the_queue_of_drafts_has_ones_own(cast, oven, client_of):
    keep(client_of(cast.ada), oven, "Half a sentence", mode="note")
    page = client_of(cast.ada).get("/desk/queues/drafts/").content.decode()
    assert "The oven beeps" in page
    assert "You have a draft" in page
    assert "The oven beeps" not in client_of(cast.nils).get("/desk/queues/drafts/").content.decode()


def test_a_light_agent_has_notes_alone(cast, oven, client_of):
    client = client_of(cast.lena)
    keep(client, oven, "For colleagues")
    assert client.get(f"/desk/tickets/{oven.pk}/draft/").json()["note"]["text"] == "For colleagues"


def test_that_the_time_is_of_the_timer_outlives_the_page(cast, oven, client_of):
    client = client_of(cast.ada)
    page = f"/desk/tickets/{oven.pk}/"
    told = keep(client, oven, "a", version="", worked="12 min", worked_timer="on").json()
    assert told["timer"] == "on"
    assert 'name="worked_timer" value="on"' in client.get(page).content.decode()
    # A page that sends no time leaves it; time that is taken out is of no timer.
    told = keep(client, oven, "ab", version=told["version"]).json()
    assert told["timer"] == "on"
    told = keep(client, oven, "ab", version=told["version"], worked="").json()
    assert told["timer"] == ""
    assert 'name="worked_timer" value=""' in client.get(page).content.decode()
