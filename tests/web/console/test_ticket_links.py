"""`#123` in what agents write: completed, and a link only for whoever may see that ticket."""

import pytest

from deskhand.tickets.models import Message
from tests import cast as stage


@pytest.fixture
def tickets(cast, at):
    oven = stage.open_ticket(at=at, requester=cast.bea, subject="The oven beeps")
    cold = stage.open_ticket(at=at, requester=cast.bea, subject="The oven is cold")
    secret = stage.open_ticket(
        at=at, requester=cast.cem, subject="Secret oven", is_confidential=True
    )
    stage.index(at=at)
    return oven, cold, secret


def test_it_is_a_link_for_those_who_may_see_it(cast, tickets, client_of, at):
    oven, cold, secret = tickets
    text = f"As in #{cold.pk}, unlike #{secret.pk}; `#{cold.pk}` and x#{cold.pk}, #99999999"
    client_of(cast.ada).post(f"/desk/tickets/{oven.pk}/say/", {"mode": "reply", "text": text})
    Message.objects.update(released_at=at)
    page = client_of(cast.ada).get(f"/desk/tickets/{oven.pk}/conversation/").content.decode()
    assert page.count(f'<a href="/desk/tickets/{cold.pk}/">#{cold.pk}</a>') == 1
    assert f'<a href="/desk/tickets/{secret.pk}/">' not in page
    page = client_of(cast.asta).get(f"/desk/tickets/{oven.pk}/").content.decode()
    assert f'<a href="/desk/tickets/{secret.pk}/">#{secret.pk}</a>' in page
    portal = client_of(cast.bea).get(f"/requests/{oven.pk}/").content.decode()
    assert f"As in #{cold.pk}, unlike" in portal
    assert "/desk/" not in portal


@pytest.mark.parametrize("words", ["oven", "cold", "the-oven"])
def test_it_is_completed_by_subject_and_number(cast, tickets, client_of, words):
    oven, cold, secret = tickets
    client, path = client_of(cast.ada), f"/desk/tickets/{oven.pk}/named/?q="
    found = client.get(path + words).content.decode()
    assert f'data-number="{cold.pk}"' in found
    assert f'data-number="{oven.pk}"' not in found
    assert "Secret" not in found
    assert f'data-number="{cold.pk}"' in client.get(f"{path}{cold.pk}").content.decode()
    assert "Secret" not in client.get(f"{path}{secret.pk}").content.decode()


@pytest.mark.parametrize("words", ["", "9" * 40, "²", "\0", "%", "'"])
def test_nonsense_finds_nothing_and_breaks_nothing(cast, tickets, client_of, words):
    oven, _cold, _secret = tickets
    answer = client_of(cast.ada).get(f"/desk/tickets/{oven.pk}/named/", {"q": words})
    assert answer.status_code in {200, 400}
