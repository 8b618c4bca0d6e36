"""Lists of tickets and saved views: what they show, and what they refuse."""

import pytest

from deskhand.tickets.views import save_view, views_for
from tests import cast as stage

KEPT = {"name": "Ovens", "q": "oven", "order": "due"}


@pytest.fixture
def oven(cast, at):
    ticket = stage.open_ticket(
        at=at, requester=cast.bea, subject="The oven beeps", team=cast.service_desk
    )
    stage.index(at=at)
    return ticket


def test_a_queue_shows_what_its_filter_describes(cast, oven, client_of):
    client = client_of(cast.ada)
    assert "The oven beeps" in client.get("/desk/queues/open/?q=oven").content.decode()
    assert "The oven beeps" not in client.get("/desk/queues/open/?q=lift").content.decode()


def test_a_stranger_is_asked_to_sign_in_and_led_back(cast, client_of):
    answer = client_of(None).get("/desk/queues/open/?q=oven")
    assert answer["Location"] == "/accounts/login/?next=/desk/queues/open/%3Fq%3Doven"


def test_for_requesters_there_is_no_desk(cast, oven, client_of):
    for who in (cast.bea, cast.carla):
        assert client_of(who).get("/desk/").status_code == 404


@pytest.mark.parametrize(
    "nonsense", ["status:", "due:<", '"open', "(((", "priority:<x", "nosuch:1"]
)
def test_a_filter_that_cannot_be_read_stays_in_its_box(cast, oven, client_of, nonsense):
    answer = client_of(cast.ada).get("/desk/queues/open/", {"q": nonsense})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This filter cannot be read." in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("after", ["x", "1:2:3", "9" * 40, "-1", "%F0%9F%92%A9"])
def test_a_page_that_never_was_breaks_nothing(cast, oven, client_of, after):
    assert client_of(cast.ada).get(f"/desk/queues/open/?after={after}").status_code < 500


def test_an_unknown_order_is_the_queues_own(cast, oven, client_of):
    assert client_of(cast.ada).get("/desk/queues/open/?order=nonsense").status_code == 200


def test_a_kept_view_stands_in_the_rail(cast, oven, client_of):
    client = client_of(cast.ada)
    page = client.post("/desk/views/save/", KEPT, follow=True).content.decode()
    assert "<h1>Ovens</h1>" in page
    assert "The oven beeps" in page


def test_a_view_without_a_name_is_asked_for_one_and_keeps_its_filter(cast, client_of):
    answer = client_of(cast.ada).post("/desk/views/save/", {**KEPT, "name": " "})
    assert answer.status_code == 422
    assert 'value="oven"' in answer.content.decode()
    assert views_for(stage.reader(cast.ada)) == []


@pytest.mark.parametrize(
    "wrong", [{"q": "status:"}, {"order": "nonsense"}, {"name": "x" * 81}, {"name": "a\0b"}]
)
def test_a_view_of_nonsense_is_not_kept(cast, client_of, wrong):
    answer = client_of(cast.ada).post("/desk/views/save/", {**KEPT, **wrong})
    assert answer.status_code == 422
    assert views_for(stage.reader(cast.ada)) == []


def test_a_light_agent_shares_no_view(cast, client_of):
    client_of(cast.lena).post("/desk/views/save/", {**KEPT, "is_shared": "on"})
    assert views_for(stage.reader(cast.ada)) == []


def test_nobody_drops_a_colleagues_view(cast, client_of):
    view = save_view(stage.reader(cast.nils), "Mine", query="", order="due")
    assert client_of(cast.ada).post(f"/desk/views/{view.pk}/delete/").status_code == 404
    assert client_of(cast.nils).post(f"/desk/views/{view.pk}/delete/").status_code == 302


@pytest.mark.parametrize("path", ["complete/?q=%00", "find/?q=%00", "queues/all/?q=%00"])
def test_what_no_database_keeps_is_refused_before_it_is_asked_for(cast, client_of, path):
    assert client_of(cast.ada).get(f"/desk/{path}").status_code == 400
