"""Using macros from the desk, and keeping one's own."""

import pytest
from django.urls import reverse

from deskhand.automation.macros import save_macro
from deskhand.automation.models import Macro, MacroUse
from tests import cast as casting

pytestmark = pytest.mark.django_db
USE = "/desk/macros/use/"


@pytest.fixture
def ticket(cast, at):
    return casting.open_ticket(requester=cast.bea, at=at)


@pytest.fixture
def macro(cast):
    acts = [{"do": "priority", "level": 1}, {"do": "note", "text": "Hello {{agent.name}}"}]
    return save_macro(Macro(name="Hurry", acts=acts), by=casting.reader(cast.asta))


def test_a_macro_is_chosen_seen_done_and_undone(cast, client_of, ticket, macro):
    client = client_of(cast.ada)
    assert "Hurry" in client.get(USE, {"ticket": ticket.pk}).text
    seen = client.get(USE, {"ticket": ticket.pk, "macro": macro.pk}).text
    assert "1 Urgent" in seen
    assert "Hello Ada" in seen
    sent = {"ticket": ticket.pk, "macro": macro.pk, "once_key": "k"}
    answer = client.post(USE, sent, follow=True)
    assert answer.redirect_chain[0][0] == f"/desk/tickets/{ticket.pk}/"
    assert "Hurry" in answer.text
    ticket.refresh_from_db()
    assert ticket.priority_level == 1
    client.post(USE, sent)
    assert MacroUse.objects.count() == 1
    client.post(reverse("console:undo_macro", args=[MacroUse.objects.get().pk]))
    ticket.refresh_from_db()
    assert ticket.priority_level != 1


def test_the_page_of_a_ticket_offers_macros(cast, client_of, ticket, macro):
    page = client_of(cast.ada).get(f"/desk/tickets/{ticket.pk}/").text
    assert 'data-key="m"' in page
    assert 'data-key="m"' not in client_of(cast.lena).get(f"/desk/tickets/{ticket.pk}/").text


def test_nonsense_is_refused_kindly(cast, client_of, ticket, macro):
    client = client_of(cast.ada)
    assert client.get(USE, {"ticket": "x", "macro": "9" * 30}).status_code == 404
    assert client.post(USE, {"macro": macro.pk}).status_code == 404
    assert client.get(USE, {"ticket": 999_999, "macro": macro.pk}).status_code == 200
    away = {"ticket": ticket.pk, "macro": macro.pk, "back": "https://evil.example/"}
    assert client.post(USE, away)["Location"].startswith("/desk/")


def test_a_foreign_ticket_is_as_a_missing_one(cast, client_of, at, macro):
    hidden = casting.open_ticket(requester=cast.cem, at=at, is_confidential=True)
    client = client_of(cast.ada)
    client.post(USE, {"ticket": [hidden.pk], "macro": macro.pk})
    hidden.refresh_from_db()
    assert hidden.priority_level != 1


def form(**more: str) -> dict[str, str]:
    return {
        "name": "Mine",
        "audience": "mine",
        "status": "solved:Solved",
        "is_active": "on",
        **more,
    }


def test_an_agent_keeps_his_own(cast, client_of):
    client = client_of(cast.ada)
    client.post("/desk/macros/new/", form(add_tags="A, b"))
    made = Macro.objects.get()
    assert made.agent == cast.ada
    assert {"do": "tags", "add": ["a", "b"], "remove": []} in made.acts
    assert client_of(cast.nils).get(f"/desk/macros/{made.pk}/").status_code == 404
    client.post(f"/desk/macros/{made.pk}/", {"remove": "1"})
    assert not Macro.objects.exists()


def test_an_agent_makes_none_for_all(cast, client_of):
    answer = client_of(cast.ada).post("/desk/macros/new/", form(audience="all"))
    assert answer.status_code == 422


def test_an_administrator_keeps_those_of_teams(cast, client_of):
    client = client_of(cast.asta)
    client.post("/setup/macros/new/", form(audience="network"))
    assert Macro.objects.get().team == cast.network
    assert "Network" in client.get("/setup/macros/").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"status": ""}, "Say what it does."),
        ({"reply": "{{no.such}}"}, "no.such"),
        ({"name": ""}, "required"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast, client_of, typed, words):
    answer = client_of(cast.asta).post("/setup/macros/new/", form(**typed))
    assert answer.status_code == 422
    assert words in answer.text
