"""The bell: its count, its panel and its page; watching a ticket."""

import pytest

from deskhand.notices import bell
from deskhand.tickets.models import Watcher
from tests import cast as casting
from tests.notices.people import inform, mention

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def oven(cast, at):
    return casting.open_ticket(at=at, requester=cast.bea, subject="The oven beeps")


def count(agent) -> int:
    return bell.unread_count(casting.reader(agent))


def text(answer) -> str:
    return answer.content.decode()


def test_the_page_tells_what_is_new(cast, oven, client_of, at):
    mention(cast.ada, oven, "@ada <b>look</b>", by=cast.nils, at=at)
    page = text(client_of(cast.ada).get("/desk/notices/"))
    assert f"#{oven.pk} The oven beeps" in page
    assert "Nils mentioned you" in page
    assert "&lt;b&gt;look" in page
    assert "1 new" in page


def test_an_empty_bell_says_why(cast, client_of):
    client = client_of(cast.ada)
    assert "Nothing to tell" in text(client.get("/desk/notices/"))
    assert "All read" in text(client.get("/desk/notices/?show=unread"))
    assert "Nothing to tell" in text(client.get("/desk/notices/panel/", headers=HTMX))


def test_the_count_is_in_the_rail_and_below(cast, oven, client_of, at):
    inform(cast.ada, oven, at=at)
    answer = text(client_of(cast.ada).get("/desk/notices/count/", headers=HTMX))
    assert answer.count(">1<") == 2


def test_opening_a_ticket_marks_its_notices_read(cast, oven, client_of, at):
    inform(cast.ada, oven, at=at)
    client_of(cast.ada).get(f"/desk/tickets/{oven.pk}/")
    assert count(cast.ada) == 0


def test_what_comes_while_one_looks_is_marked_read(cast, oven, client_of, at):
    inform(cast.ada, oven, at=at)
    assert client_of(cast.ada).post(f"/desk/tickets/{oven.pk}/look/").status_code == 200
    assert count(cast.ada) == 0


def test_one_is_marked_read_with_and_without_script(cast, oven, client_of, at):
    client, about = client_of(cast.ada), {"about": f"ticket-{oven.pk}"}
    inform(cast.ada, oven, at=at)
    answer = client.post("/desk/notices/read/", about, headers=HTMX)
    assert f'id="notice-ticket-{oven.pk}"' in text(answer)
    assert "data-unread" not in text(answer)
    inform(cast.ada, oven, at=at)
    answer = client.post("/desk/notices/read/", {**about, "show": "unread"})
    assert answer["Location"] == "/desk/notices/?show=unread"
    assert count(cast.ada) == 0


def test_all_are_marked_read(cast, oven, client_of, at):
    newest = inform(cast.ada, oven, at=at).pk
    client = client_of(cast.ada)
    assert client.post("/desk/notices/read/", {"until": newest}).status_code == 302
    assert count(cast.ada) == 0


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"about": "ticket"},
        {"about": "ticket-x"},
        {"about": "-1"},
        {"about": "ticket-" + "9" * 30},
        {"until": "x"},
        {"until": "9" * 30},
        {"about": "ticket-\0"},
    ],
)
def test_nonsense_marks_nothing(cast, oven, client_of, at, sent):
    inform(cast.ada, oven, at=at)
    assert client_of(cast.ada).post("/desk/notices/read/", sent).status_code == 422
    assert count(cast.ada) == 1


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, ""])
def test_a_page_that_is_none_is_the_first(cast, oven, client_of, at, before):
    inform(cast.ada, oven, at=at)
    page = client_of(cast.ada).get("/desk/notices/", {"before": before})
    assert page.status_code == 200
    assert "The oven beeps" in text(page)


def test_what_may_be_seen_no_more_is_in_no_answer(cast, oven, client_of, at):
    mention(cast.ada, oven, "@ada canary-1f3", by=cast.nils, at=at)
    cast.ada.only_organizations.set([cast.cedar])
    client = client_of(cast.ada)
    for path in ("", "?show=unread", "panel/", "count/"):
        page = text(client.get(f"/desk/notices/{path}"))
        assert "canary-1f3" not in page and "The oven beeps" not in page
        assert f"#{oven.pk}" not in page
    answer = client.post("/desk/notices/read/", {"about": f"ticket-{oven.pk}"}, headers=HTMX)
    assert "canary-1f3" not in text(answer)


def test_an_agent_watches_and_mutes_a_ticket(cast, oven, client_of, at):
    client, path = client_of(cast.ada), f"/desk/tickets/{oven.pk}/watch/"
    answer = client.post(path, {"act": "watch"}, headers=HTMX)
    assert "Watching" in text(answer) and "Ada" in text(answer)
    assert "Watching" in text(client.get(f"/desk/tickets/{oven.pk}/"))
    client.post(path, {"act": "mute"})
    assert Watcher.objects.get().is_muted
    assert "Muted" in text(client.get(f"/desk/tickets/{oven.pk}/"))
    client.post(path, {"act": "unwatch"})
    assert not Watcher.objects.exists()
    assert client.post(path, {"act": "nonsense"}).status_code == 422


def test_a_ticket_out_of_reach_is_not_watched(cast, oven, client_of):
    cast.ada.only_organizations.set([cast.cedar])
    client = client_of(cast.ada)
    for path in ("watch", "look"):
        answer = client.post(f"/desk/tickets/{oven.pk}/{path}/", {"act": "watch"})
        missing = client.post(f"/desk/tickets/999999/{path}/", {"act": "watch"})
        assert (answer.status_code, answer.content) == (404, missing.content)
    assert not Watcher.objects.exists()


def test_whom_a_note_calls_is_marked(cast, oven, client_of, at):
    casting.say(oven, by=cast.nils, text="@ada and `@nils`, ask a@b.example", at=at)
    message = oven.messages.latest("pk")
    message.format = "markdown"
    message.save()
    page = text(client_of(cast.ada).get(f"/desk/tickets/{oven.pk}/"))
    assert '<span class="mention">@ada</span>' in page
    assert page.count('class="mention"') == 1


def test_a_worker_is_served_to_everybody(cast, client_of):
    answer = client_of(None).get("/desk/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "showNotification" in text(answer)


def test_the_composer_offers_colleagues_who_may_see_the_ticket(cast, oven, client_of):
    client, path = client_of(cast.ada), f"/desk/tickets/{oven.pk}/colleagues/"
    assert "@nils" in text(client.get(path, {"q": "ni"}))
    assert "@nils" in text(client.get(path))
    zoe = casting.agent("Zoe Nil")
    offered = text(client.get(path, {"q": "ni"}))
    assert offered.index("@nils") < offered.index(f"@{zoe.handle}")
    assert "@ada" not in text(client.get(path))
    assert "@nils" not in text(client.get(path, {"q": "zz"}))
    cast.nils.only_organizations.set([cast.cedar])
    assert "@nils" not in text(client.get(path, {"q": "ni"}))
    oven.is_confidential = True
    oven.assignee = cast.ada
    oven.save()
    assert "@lena" not in text(client.get(path))
    assert "@asta" in text(client.get(path))
