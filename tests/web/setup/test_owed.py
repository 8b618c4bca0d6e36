"""What a client is owed: a list in order beside its form, and a page for each."""

from datetime import UTC, datetime

import pytest

from deskhand.journal.models import Event
from deskhand.sla import owing
from deskhand.sla.models import PolicyAssignment
from deskhand.sla.owing import Owed
from tests.sla.tables import owe, policy, row


@pytest.fixture
def gold(cast):
    return policy("gold", row("first_response", 1))


@pytest.fixture
def typed(gold):
    return {
        "policy": gold.pk,
        "labels": "24x7, on-call",
        "condition": "channel:phone",
        "begins_on": "2026-03-01",
        "ends_on": "2026-03-31",
    }


def path(organization, part: str = "new") -> str:
    return f"/setup/organizations/{organization.pk}/promises/{part}/"


def test_a_policy_is_owed_by_whole_days_of_the_client(cast, typed, client_of):
    cast.birch.time_zone = "America/New_York"
    cast.birch.save()
    client = client_of(cast.asta)
    page = client.post(path(cast.birch), typed, follow=True).content.decode()
    assert "24x7" in page
    made = PolicyAssignment.objects.get()
    assert (made.labels, made.condition) == (["24x7", "on-call"], "channel:phone")
    assert made.begins_at == datetime(2026, 3, 1, 5, 0, tzinfo=UTC)
    assert made.ends_at == datetime(2026, 4, 1, 4, 0, tzinfo=UTC)
    form = client.get(path(cast.birch, made.pk)).context["form"]
    assert (str(form["begins_on"].value()), str(form["ends_on"].value())) == (
        "2026-03-01",
        "2026-03-31",
    )
    changed = {**typed, "labels": "", "ends_on": ""}
    assert client.post(path(cast.birch, made.pk), changed).status_code == 302
    made.refresh_from_db()
    assert (made.labels, made.ends_at) == ([], None)
    assert Event.objects.filter(payload__what="owed policies").count() == 2


def test_what_is_owed_is_moved_and_ended(cast, gold, client_of):
    first, second = owe(cast.birch, gold, "first"), owe(cast.birch, gold, "second")
    client = client_of(cast.asta)

    def shown() -> list[str]:
        page = client.get(f"/setup/rows/organizations/{cast.birch.pk}/")
        return [str(line["row"]) for line in page.context["owed"]]

    assert client.post(path(cast.birch, f"{second.pk}/move"), {"to": "up"}).status_code == 302
    assert shown() == ["Gold (second)", "Gold (first)"]
    client.post(path(cast.birch, f"{second.pk}/move"), {"to": "up"})
    client.post(path(cast.birch, f"{second.pk}/move"), {"to": "down"})
    assert shown() == ["Gold (first)", "Gold (second)"]
    assert client.post(path(cast.birch, f"{first.pk}/end")).status_code == 302
    assert shown() == ["Gold (second)"]
    page = client.get(f"/setup/rows/organizations/{cast.birch.pk}/").content.decode()
    assert "Ended" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"policy": ""},
        {"policy": "999999"},
        {"policy": "x"},
        {"labels": "x" * 41},
        {"labels": "a\0b"},
        {"labels": "none"},
        {"condition": "priority:1"},
        {"condition": "contract:24x7"},
        {"condition": '"'},
        {"begins_on": ""},
        {"begins_on": "soon"},
        {"begins_on": "0001-01-01"},
        {"ends_on": "2026-02-01"},
        {"ends_on": "9999-12-31"},
    ],
)
def test_nonsense_is_refused_with_the_rest_kept(cast, typed, client_of, wrong):
    answer = client_of(cast.asta).post(path(cast.birch), {**typed, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert "condition" in wrong or "channel:phone" in page
    assert not PolicyAssignment.objects.exists()


def test_what_another_room_wrote_is_moved_here_and_changed_there(cast, gold, typed, client_of):
    begins_at = datetime(2026, 1, 1, tzinfo=UTC)
    theirs = owing.owe(cast.birch, Owed(gold, begins_at), source="contract:12")
    ours = owe(cast.birch, gold)
    client = client_of(cast.asta)
    page = client.get(f"/setup/rows/organizations/{cast.birch.pk}/").content.decode()
    assert "contract:12" in page
    assert client.get(path(cast.birch, theirs.pk)).status_code == 404
    assert client.post(path(cast.birch, f"{theirs.pk}/end")).status_code == 404
    client.post(path(cast.birch, f"{theirs.pk}/move"), {"to": "down"})
    assert [row.pk for row in owing.assignments(cast.birch)] == [ours.pk, theirs.pk]


def test_a_row_belongs_to_its_own_client_and_to_administrators(cast, gold, typed, client_of):
    made = owe(cast.birch, gold)
    client = client_of(cast.asta)
    assert client.get(path(cast.cedar, made.pk)).status_code == 404
    assert client.post(path(cast.cedar, f"{made.pk}/move"), {"to": "up"}).status_code == 404
    assert client.post(path(cast.cedar, f"{made.pk}/end")).status_code == 404
    for who in (cast.ada, cast.milo, cast.bruno):
        assert client_of(who).post(path(cast.birch), typed).status_code == 404
        assert client_of(who).post(path(cast.birch, f"{made.pk}/end")).status_code == 404
    assert client_of(None).get(path(cast.birch))["Location"].startswith("/accounts/login/")
    assert PolicyAssignment.objects.get().ends_at is None
