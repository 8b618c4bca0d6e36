"""The page of an agent's own preferences."""

from datetime import time

import pytest

from deskhand.notices.channels.push.encryption import packed
from deskhand.notices.kinds import Kind
from deskhand.notices.models import Firm, Preference, Subscription
from deskhand.people.models import Agent
from tests.notices.test_push import Browser

pytestmark = pytest.mark.django_db
PATH = "/desk/preferences/"
SENT = {
    "theme": "dark",
    "density": "compact",
    "language": "en",
    "time_zone": "Asia/Tokyo",
    "handle": "ada.l",
    "signature": "Ada, at your service",
    "pace": "daily",
    "daily_at": "07:30",
    "quiet_begins": "22:00",
    "quiet_ends": "06:00",
    "tell_mentioned_bell": "on",
    "tell_assigned_bell": "on",
    "tell_assigned_mail": "on",
}


@pytest.fixture(autouse=True)
def data(tmp_path, settings):
    settings.DATA = tmp_path


def agent_of(cast) -> Agent:
    return Agent.objects.select_related("person").get(pk=cast.ada.pk)


def test_everything_is_saved_together(cast, client_of):
    client = client_of(cast.ada)
    assert client.post(PATH, SENT)["Location"] == PATH
    ada = agent_of(cast)
    assert (ada.theme, ada.density, ada.has_shortcuts) == ("dark", "compact", False)
    assert (ada.handle, ada.signature) == ("ada.l", "Ada, at your service")
    assert ada.person.time_zone == "Asia/Tokyo"
    chosen = Preference.objects.get(person=ada.person)
    assert (chosen.pace, chosen.daily_at) == ("daily", time(7, 30))
    assert (chosen.quiet_begins, chosen.quiet_ends) == (time(22), time(6))
    assert chosen.choices[Kind.MENTIONED] == ["bell"]
    assert chosen.choices[Kind.WATCHED] == []
    page = client.get(PATH).content.decode()
    assert 'value="07:30"' in page and "ada.l" in page


def test_the_look_is_there_before_the_first_paint_and_on_the_page_of_sign_in(cast, client_of):
    client = client_of(cast.ada)
    client.post(PATH, SENT)
    head = client.get("/desk/queues/mine/").content.decode().partition("<head>")[0]
    assert 'data-theme="dark"' in head
    assert 'data-density="compact"' in head
    assert 'data-keys="off"' in head
    other = client_of(cast.ada)
    assert 'data-theme="dark"' in other.get("/desk/queues/mine/").content.decode()
    client.post("/accounts/logout/")
    assert 'data-theme="dark"' in client.get("/accounts/login/").content.decode()


def test_a_look_from_the_menu_is_kept(cast, client_of):
    client = client_of(cast.ada)
    assert client.post(f"{PATH}look/", {"theme": "light"}).status_code == 204
    assert agent_of(cast).theme == "light"
    assert client.post(f"{PATH}look/", {"theme": "pink"}).status_code == 422
    assert agent_of(cast).theme == "light"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"handle": "nils"}, "handle"),
        ({"handle": ""}, "handle"),
        ({"handle": "a b"}, "handle"),
        ({"theme": "pink"}, "theme"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"daily_at": "25:00"}, "daily_at"),
        ({"quiet_ends": ""}, "quiet_ends"),
        ({"page_number": "0100"}, "page_number"),
        ({"pace": "sometimes"}, "pace"),
        ({"signature": "x" * 2001}, "signature"),
        ({"signature": "a\0b"}, "signature"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_saved(cast, client_of, wrong, field):
    answer = client_of(cast.ada).post(PATH, {**SENT, **wrong})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert agent_of(cast).theme == ""
    assert not Preference.objects.exists()


def test_troubles_of_the_desk_are_for_administrators(cast, client_of):
    assert "needs looking at" not in client_of(cast.ada).get(PATH).content.decode()
    assert "needs looking at" in client_of(cast.asta).get(PATH).content.decode()


def test_text_messages_can_be_chosen_once_they_are_set_up(cast, client_of):
    sent = {**SENT, "tell_mentioned_page": "on", "page_number": "+1 206 555 0100"}
    client_of(cast.ada).post(PATH, sent)
    assert Preference.objects.get().choices[Kind.MENTIONED] == ["bell"]
    Firm.objects.create(pk=1, way=Firm.Way.TWILIO)
    client_of(cast.ada).post(PATH, {**sent, "handle": "ada"})
    chosen = Preference.objects.get()
    assert chosen.choices[Kind.MENTIONED] == ["bell", "page"]
    assert chosen.page_number == "+12065550100"


def test_a_browser_subscribes_and_is_removed(cast, client_of):
    client, path = client_of(cast.ada), f"{PATH}push/"
    key = client.post(path, {"act": "key"}).json()["key"]
    assert len(key) == 87
    browser = Browser("https://push.example/1")
    from deskhand.notices.channels.push.encryption import point

    sent = {
        "act": "add",
        "endpoint": browser.endpoint,
        "public_key": packed(point(browser.key.public_key())),
        "auth": packed(browser.auth),
    }
    digest = client.post(path, sent).json()["digest"]
    page = client.get(PATH).content.decode()
    assert digest in page
    assert "push.example" not in page
    client_of(cast.nils).post(path, {"act": "remove", "digest": digest})
    assert Subscription.objects.count() == 1
    client.post(path, {"act": "remove", "digest": digest})
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "nonsense"},
        {"act": "add"},
        {"act": "add", "endpoint": "https://127.0.0.1/", "public_key": "x", "auth": "x"},
        {"act": "add", "endpoint": "https://p.example/\0", "public_key": "x", "auth": "\ud800"},
    ],
)
def test_what_is_no_subscription_is_refused(cast, client_of, sent):
    sent = {name: value.encode("utf-8", "replace") for name, value in sent.items()}
    assert client_of(cast.ada).post(f"{PATH}push/", sent).status_code == 422
    assert not Subscription.objects.exists()


def test_opening_the_page_changes_nothing(cast, client_of):
    from deskhand.provider.models import Secret

    client_of(cast.ada).get(PATH)
    assert not Preference.objects.exists()
    assert not Secret.objects.exists()
