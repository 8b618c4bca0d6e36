"""What administrators set for all notices."""

import pytest

from deskhand.journal.models import Event
from deskhand.notices import firm
from deskhand.notices.models import Firm
from tests.notices.outside import outside

pytestmark = pytest.mark.django_db
PATH = "/setup/notices/"
GATEWAY = {
    "shows_words": "on",
    "keep_days": "30",
    "way": "gateway",
    "url": "https://sms.example/send",
    "method": "POST",
    "headers": "X-Key: gateway-secret",
    "body": "{number}: {text}",
}


@pytest.fixture(autouse=True)
def data(tmp_path, settings):
    settings.DATA = tmp_path


def test_a_gateway_is_kept_and_its_secret_not_shown(cast, client_of):
    client = client_of(cast.asta)
    assert client.post(PATH, GATEWAY)["Location"] == PATH
    assert firm.headers() == "X-Key: gateway-secret"
    page = client.get(PATH).content.decode()
    assert "https://sms.example/send" in page
    assert "gateway-secret" not in page
    client.post(PATH, {**GATEWAY, "headers": ""})
    assert firm.headers() == "X-Key: gateway-secret"
    assert Event.objects.filter(name="setting_changed", payload__what="notices").count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "http://sms.example/"}, "url"),
        ({"url": ""}, "url"),
        ({"body": "hello"}, "body"),
        ({"headers": "nonsense"}, "headers"),
        ({"keep_days": "0"}, "keep_days"),
        ({"keep_days": "x"}, "keep_days"),
        ({"method": "DELETE"}, "method"),
        ({"way": "twilio"}, "account"),
        ({"way": "pigeon"}, "way"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(cast, client_of, wrong, field):
    answer = client_of(cast.asta).post(PATH, {**GATEWAY, **wrong})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Firm.objects.exists()


def test_a_test_message_goes_by_what_is_saved(cast, client_of, settings):
    settings.DESKHAND_INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    with outside() as world:
        client = client_of(cast.asta)
        client.post(PATH, {**GATEWAY, "url": f"{world.url}/send"})
        page = client.post(f"{PATH}test/", {"number": "+1 206 555 0100"}, follow=True)
        assert "It was taken" in page.content.decode()
        assert world.calls[0].body.startswith(b"+12065550100: A test of Northlight IT")
        world.answers = [(401, b"")]
        page = client.post(f"{PATH}test/", {"number": "+1 206 555 0100"}, follow=True)
        assert "The gateway answers 401" in page.content.decode()
        page = client.post(f"{PATH}test/", {"number": "nonsense"}, follow=True)
        assert "with its country" in page.content.decode()
        assert len(world.calls) == 2
