"""Rules on tickets in Setup."""

import pytest

from deskhand.automation.models import Rule, RuleRun
from tests import cast as casting
from tests.desk.ruled import follow

pytestmark = pytest.mark.django_db
NEW = "/setup/automation/new/"


def form(**more: object) -> dict[str, object]:
    return {"name": "Loud", "trigger": "opened", "is_active": "on", "priority": "1", **more}


def test_a_rule_is_made_shown_and_changed(cast, client_of):
    client = client_of(cast.asta)
    sent = form(
        condition="subject:printer",
        mail_to="requester",
        mail="Dear {{requester.name}}",
        notify=["team", "lead"],
        organizations=[cast.birch.pk],
        ends="on",
    )
    assert client.post(NEW, sent).status_code == 302
    made = Rule.objects.get(name="Loud")
    assert [act["do"] for act in made.acts] == ["priority", "mail", "notify"]
    assert list(made.organizations.all()) == [cast.birch]
    page = client.get(f"/setup/automation/{made.pk}/").text
    for words in ("When a ticket is opened", "subject:printer", "Dear {{requester.name}}"):
        assert words in page
    assert "Set the priority 1" in client.get("/setup/automation/").text
    client.post(f"/setup/automation/{made.pk}/", form(priority="2"))
    made.refresh_from_db()
    assert made.acts == [{"do": "priority", "level": 2}]
    assert made.version == 2


def test_what_a_rule_did_stands_on_its_page_and_on_the_ticket(cast, client_of, at):
    client = client_of(cast.asta)
    client.post(NEW, form(condition="subject:printer"))
    ticket = casting.ask(cast.bea, at=at)
    follow(at)
    assert (
        f"#{ticket.pk} The printer jams"
        in client.get(f"/setup/automation/{RuleRun.objects.get().rule_id}/").text
    )
    page = client.get(f"/desk/tickets/{ticket.pk}/").text
    assert "By rule" in page
    assert "Loud" in page


def test_rules_are_moved_switched_and_removed(cast, client_of):
    client = client_of(cast.asta)
    client.post(NEW, form())
    made = Rule.objects.get(name="Loud")
    act = f"/setup/automation/{made.pk}/act/"
    client.post(act, {"act": "up"})
    made.refresh_from_db()
    assert made.position == 1
    client.post(act, {"act": "switch"})
    made.refresh_from_db()
    assert not made.is_active
    client.post(act, {"act": "remove"})
    assert [rule.position for rule in Rule.objects.all()] == [1]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"priority": ""}, "Say what it does."),
        ({"condition": "nothing:here"}, "nothing"),
        ({"name": "Close what stays solved"}, "Another rule is called so."),
        ({"trigger": "stands"}, "for how long"),
        ({"mail": "Hello"}, "To whom?"),
        ({"mail_to": "requester"}, "Write a text."),
        ({"mail_to": "address", "mail": "x", "mail_address": "no"}, "valid email"),
        ({"mail_to": "requester", "mail": "{{no.such}}"}, "no.such"),
        ({"trigger": "never"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast, client_of, typed, words):
    answer = client_of(cast.asta).post(NEW, form(**typed))
    assert answer.status_code == 422
    assert words in answer.text
    assert Rule.objects.count() == 1
