"""Merging and splitting on their pages: preview, act, undo, and what is refused."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from deskhand.tickets.models import Ticket
from tests import cast as stage


@pytest.fixture
def now():
    return datetime.now(UTC) - timedelta(hours=2)


@pytest.fixture
def two(cast, now):
    first = stage.ask(cast.bea, at=now, subject="The oven beeps")
    return first, stage.ask(cast.bruno, at=now, subject="Oven again")


def merge_path(*tickets, **more):
    asked = [f"ticket={ticket.pk}" for ticket in tickets] + [f"{k}={v}" for k, v in more.items()]
    return "/desk/merge/?" + "&".join(asked)


def test_the_preview_says_what_moves_who_reads_and_what_is_owed(cast, two, client_of):
    client = client_of(cast.ada)
    page = client.get(merge_path(two[0])).content.decode()
    assert "Oven again" in page
    page = client.get(merge_path(*two)).content.decode()
    assert f"Merge into #{two[0].pk}" in page
    assert "Its 1 message moves" in page
    assert "Bruno Birch reads along from then on" in page
    assert "First response is owed on the ticket that stays" in page
    assert two[1].messages.count() == 1


def test_merged_from_the_page_and_undone_from_the_toast(cast, two, client_of):
    client, (first, second) = client_of(cast.ada), two
    sent = {"ticket": [first.pk, second.pk], "into": first.pk}
    page = client.post("/desk/merge/", sent, follow=True).content.decode()
    assert f"1 merged into #{first.pk}." in page
    made = first.regroupings.get()
    assert page.count(f"/desk/regroupings/{made.pk}/undo/") == 1
    piece = client.get(f"/desk/tickets/{first.pk}/panels/linked/").content.decode()
    assert piece.count(f"/desk/regroupings/{made.pk}/undo/") == 1
    assert f"#{second.pk} was merged into it" in page
    page = client.get(f"/desk/tickets/{second.pk}/").content.decode()
    assert "What was said here stands there." in page
    page = client.post(f"/desk/regroupings/{made.pk}/undo/", follow=True).content.decode()
    assert "stands on its own again" in page
    assert second.messages.count() == 1


def test_three_merged_at_once_are_undone_at_once(cast, two, client_of, now):
    client, third = client_of(cast.ada), stage.open_ticket(at=now, requester=cast.bea)
    numbers = [two[0].pk, two[1].pk, third.pk]
    page = client.post("/desk/merge/", {"ticket": numbers, "into": numbers[0]}, follow=True)
    assert f"2 merged into #{numbers[0]}." in page.content.decode()
    (address,) = re.findall(
        r'action="(/desk/regroupings/\d+/undo/\?also=\d+)"', page.content.decode()
    )
    page = client.post(address, follow=True).content.decode()
    assert "Each ticket stands on its own again" in page
    assert [Ticket.objects.get(pk=one).messages.count() for one in numbers] == [1, 1, 1]
    assert client.post(f"{address}&also=999999").status_code == 404


def test_the_requester_of_a_merged_request_is_led_on(cast, two, client_of):
    first, second = two
    client_of(cast.ada).post("/desk/merge/", {"ticket": [first.pk, second.pk], "into": first.pk})
    answer = client_of(cast.bruno).get(f"/requests/{second.pk}/")
    assert answer["Location"] == f"/requests/{first.pk}/"


@pytest.mark.parametrize(
    "sent", [{}, {"ticket": "x"}, {"ticket": "999999"}, {"into": "1" * 30}, {"more": "a, 7"}]
)
def test_nonsense_is_refused_where_one_is(cast, two, client_of, sent):
    client = client_of(cast.ada)
    assert client.get("/desk/merge/", sent).status_code == 200
    assert client.post("/desk/merge/", sent).status_code == 422


def test_what_cannot_be_merged_says_why_and_offers_no_button(cast, two, client_of, now):
    other = stage.ask(cast.carla, at=now)
    page = client_of(cast.ada).get(merge_path(two[0], other)).content.decode()
    assert "is of another organization" in page
    assert "Merge into #" not in page
    page = client_of(cast.asta).get(merge_path(two[0], other)).content.decode()
    assert "neither client sees anything of the other" in page
    assert "Merge into #" in page


def test_tickets_out_of_reach_are_neither_shown_nor_merged(cast, two, client_of, now):
    other = stage.ask(cast.carla, at=now, subject="Secret scanner")
    cast.ada.only_organizations.set([cast.birch])
    client = client_of(cast.ada)
    page = client.get(merge_path(two[0], other)).content.decode()
    assert "Secret scanner" not in page
    assert f"There is no ticket {other.pk} that you may see." in page
    assert client.post("/desk/merge/", {"ticket": [two[0].pk, other.pk]}).status_code == 422


def test_light_agents_are_told_to_ask(cast, two, client_of):
    assert client_of(cast.lena).get(merge_path(*two)).status_code == 403
    assert client_of(cast.lena).get(f"/desk/tickets/{two[0].pk}/split/").status_code == 403


def test_split_from_its_page_and_undone(cast, two, client_of, now):
    first = two[0]
    more = stage.say(first, by=cast.bruno, text="And a laptop?", at=now + timedelta(hours=1))
    client, path = client_of(cast.ada), f"/desk/tickets/{first.pk}/split/"
    assert "And a laptop?" in client.get(path).content.decode()
    page = client.get(path, {"message": more.pk}).content.decode()
    assert "A new ticket is opened for Bruno Birch" in page
    sent = {"message": more.pk, "subject": "Laptop", "how": "move"}
    page = client.post(path, sent, follow=True).content.decode()
    assert f"was split off #{first.pk}" in page
    new = first.regroupings.get()
    page = client.post(f"/desk/regroupings/{new.pk}/undo/", follow=True).content.decode()
    assert "The messages are back." in page
    assert f"Split with #{new.other_id} undone" in page


@pytest.mark.parametrize("sent", [{}, {"message": "x"}, {"message": "999999"}])
def test_nothing_is_split_off_without_a_message(cast, two, client_of, sent):
    answer = client_of(cast.ada).post(f"/desk/tickets/{two[0].pk}/split/", sent)
    assert answer.status_code == 422


def test_the_undo_of_another_reach_does_not_exist(cast, two, client_of):
    first, second = two
    client_of(cast.ada).post("/desk/merge/", {"ticket": [first.pk, second.pk], "into": first.pk})
    cast.nils.only_organizations.set([cast.cedar])
    answer = client_of(cast.nils).post(f"/desk/regroupings/{first.regroupings.get().pk}/undo/")
    assert answer.status_code == 404
