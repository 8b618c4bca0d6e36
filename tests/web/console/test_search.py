"""The search page and the palette: they work, they page, they say what they did."""

import re

import pytest

from deskhand.search import finding
from tests import cast as stage

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ovens(cast, at):
    made = [
        stage.open_ticket(
            at=at, requester=cast.bea, subject=f"Oven {number}", text="It <b>beeps</b> & smokes."
        )
        for number in range(7)
    ]
    stage.say(made[0], by=cast.ada, text="Ask the caretaker first.", at=at, is_public=False)
    stage.index(at=at)
    return made


def numbers(page):
    return [int(found) for found in re.findall(r'class="finding-number">#(\d+)', page)]


def test_each_ticket_stands_with_the_words_marked_in_its_message(cast, ovens, client_of):
    page = client_of(cast.ada).get("/desk/search/?q=beep").content.decode()
    assert numbers(page) == [ticket.pk for ticket in reversed(ovens)]
    assert "It &lt;b&gt;<mark>beeps</mark>&lt;/b&gt; &amp; smokes." in page
    assert "7 tickets, best match first" in page


def test_what_stands_in_a_note_is_shown_as_one(cast, ovens, client_of):
    page = client_of(cast.ada).get("/desk/search/?q=caretaker").content.decode()
    assert "Ask the <mark>caretaker</mark> first." in page
    assert ">Note<" in page
    assert "1 ticket" in page


@pytest.mark.parametrize("order", ["best", "newest"])
def test_pages_follow_each_other_until_all_is_shown(cast, ovens, client_of, monkeypatch, order):
    client, seen, path = client_of(cast.ada), [], f"/desk/search/?q=oven&order={order}"
    monkeypatch.setattr("deskhand.web.console.finding.SIZE", 3)
    while path:
        page = client.get(path).content.decode()
        seen.append(numbers(page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = f"/desk/search/{following[1]}".replace("&amp;", "&") if following else ""
    assert [len(each) for each in seen] == [3, 3, 1]
    assert [pk for each in seen for pk in each] == [ticket.pk for ticket in reversed(ovens)]


def test_a_ticket_that_is_not_indexed_yet_is_found_by_what_else_was_asked(
    cast, ovens, client_of, at
):
    new = stage.ask(cast.bea, at=at)
    page = client_of(cast.ada).get("/desk/search/?q=oven or category:new&order=best")
    found = numbers(page.content.decode())
    assert page.status_code == 200
    assert len(found) == len(ovens) + 1 and new.pk in found


def test_it_says_how_far_back_it_looked_and_goes_on_from_there(cast, ovens, client_of, monkeypatch):
    monkeypatch.setattr(finding, "NEAR", 2)
    monkeypatch.setattr(finding, "FAR", 4)
    client = client_of(cast.ada)
    page = client.get("/desk/search/?q=oven").content.decode()
    assert numbers(page) == [ticket.pk for ticket in ovens[:2:-1]]
    assert f"Looked back to #{ovens[3].pk}." in page
    following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    page = client.get(f"/desk/search/{following}").content.decode()
    assert numbers(page) == [ticket.pk for ticket in ovens[2::-1]]


def test_a_queue_says_that_it_looked_at_the_newest_finds_alone(cast, ovens, client_of, monkeypatch):
    from deskhand.tickets.columns import Reach

    monkeypatch.setattr(Reach, "__init__", _reach_of(3))
    page = client_of(cast.ada).get("/desk/queues/all/?q=oven").content.decode()
    assert f"back to #{ovens[4].pk}" in page
    assert "Oven 4" in page
    assert "Oven 3" not in page


def _reach_of(most):
    def made(self, most=most, below=None):
        for name, value in (("most", most), ("below", below), ("floors", [])):
            object.__setattr__(self, name, value)

    return made


def test_what_is_misspelt_is_guessed_and_the_guess_is_told(cast, ovens, client_of):
    page = client_of(cast.ada).get("/desk/search/?q=smoeks").content.decode()
    assert "Nothing has “smoeks”." in page
    assert "<b>smokes</b>" in page
    assert len(numbers(page)) == 7


def test_nothing_found_says_so_and_nothing_typed_says_how(cast, ovens, client_of):
    client = client_of(cast.ada)
    assert "Nothing was found" in client.get("/desk/search/?q=zeppelin").content.decode()
    assert "Look through everything" in client.get("/desk/search/").content.decode()


def test_people_and_clients_stand_beside(cast, ovens, client_of):
    page = client_of(cast.ada).get("/desk/search/?q=birch").content.decode()
    assert f'href="/desk/people/{cast.bea.pk}/"' in page
    assert 'href="/desk/organizations/birch-bakery/"' in page


def test_until_it_is_built_the_page_says_so(cast, at, client_of):
    stage.open_ticket(at=at, requester=cast.bea)
    page = client_of(cast.ada).get("/desk/search/?q=printer").content.decode()
    assert "The index of words is being built" in page


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "1.5", "²"])
def test_a_page_that_never_was_breaks_nothing(cast, ovens, client_of, after):
    client = client_of(cast.ada)
    for path in ("/desk/search/", "/requests/"):
        assert client.get(path, {"q": "oven", "after": after}).status_code == 200


def test_the_palette_finds_numbers_words_people_clients_and_queues(cast, ovens, client_of):
    client = client_of(cast.ada)

    def found(words):
        return client.get("/desk/find/", {"q": words}, headers=HTMX).content.decode()

    assert f"#{ovens[2].pk} Oven 2" in found(f"#{ovens[2].pk}")
    assert f"#{ovens[6].pk} Oven 6" in found("ove")
    assert "Bea Birch" in found("bea")
    assert "Birch Bakery" in found("bak")
    assert "Unassigned" in found("unass")
    assert "/desk/search/?q=smoke" in found("smoke")
    assert "Nothing has" not in found("smoeks")


def test_a_filter_that_cannot_be_read_offers_to_look_for_its_words(cast, ovens, client_of):
    page = client_of(cast.ada).get("/desk/queues/all/?q=Error:oven").content.decode()
    assert 'href="/desk/search/?q=Error%3Aoven"' in page


def test_for_requesters_there_is_no_search_of_the_desk(cast, ovens, client_of):
    assert client_of(cast.bea).get("/desk/search/?q=oven").status_code == 404
    assert client_of(None).get("/desk/search/?q=oven").status_code == 302
