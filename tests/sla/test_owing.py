"""What organizations are owed: added, put in order, changed, ended; nonsense is refused."""

from datetime import UTC, datetime

import pytest

from deskhand.sla import owing
from deskhand.sla.models import Policy, PolicyAssignment
from deskhand.sla.owing import AssignmentRefused, Owed
from tests.sla.tables import HOUR, owe, policy, row

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)


@pytest.fixture
def gold(cast) -> Policy:
    return policy("gold", row("first_response", 1))


def named(organization) -> list[str]:
    return [str(row) for row in owing.assignments(organization)]


def test_what_is_owed_stands_in_the_order_in_which_it_was_added_and_moved(cast, gold):
    owe(cast.birch, gold, "a")
    owe(cast.birch, gold, "b")
    third = owe(cast.birch, gold, "c")
    owe(cast.cedar, gold, "x")
    assert owing.move(third, up=True)
    assert owing.move(third, up=True)
    assert not owing.move(third, up=True)
    assert named(cast.birch) == ["Gold (c)", "Gold (a)", "Gold (b)"]
    assert not owing.move(owing.assignments(cast.birch).last(), up=False)
    assert named(cast.cedar) == ["Gold (x)"]


def test_it_is_changed_and_ended(cast, gold):
    made = owe(cast.birch, gold, "a", condition="channel:phone")
    owing.change(made, Owed(gold, AT, AT + HOUR, ("24x7", "on-call"), "kind:incident"))
    made.refresh_from_db()
    assert (made.labels, made.condition) == (["24x7", "on-call"], "kind:incident")
    assert owing.live(cast.birch.pk, AT) == [made]
    owing.end(made, at=AT + HOUR / 2)
    assert owing.live(cast.birch.pk, AT + HOUR / 2) == []
    assert owing.live(cast.birch.pk, AT) == [made]


def test_what_has_not_begun_when_it_ends_never_does(cast, gold):
    made = owe(cast.birch, gold, since=AT + HOUR)
    owing.end(made, at=AT)
    assert owing.live(cast.birch.pk, AT + 2 * HOUR) == []


def test_a_room_above_names_itself_as_the_source(cast, gold):
    made = owing.owe(cast.birch, Owed(gold, AT), source="contract:12")
    assert PolicyAssignment.objects.get(source="contract:12") == made


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("labels", {"labels": ("two words",)}),
        ("labels", {"labels": ("x" * 41,)}),
        ("labels", {"labels": ("none",)}),
        ("labels", {"labels": ('"',)}),
        ("labels", {"labels": tuple(f"l{n}" for n in range(11))}),
        ("ends_on", {"ends_at": AT}),
        ("condition", {"condition": "priority:1"}),
        ("condition", {"condition": "contract:24x7"}),
        ("condition", {"condition": "org:birch"}),
        ("condition", {"condition": "site:"}),
        ("condition", {"condition": "printer"}),
    ],
)
def test_nonsense_is_refused_at_its_field(cast, gold, field, wrong):
    with pytest.raises(AssignmentRefused) as refused:
        owing.owe(cast.birch, Owed(**{"policy": gold, "begins_at": AT, **wrong}))
    assert refused.value.field == field
    assert not PolicyAssignment.objects.exists()


def test_a_label_counts_once_however_it_is_written(cast, gold):
    made = owe(cast.birch, gold, "24x7", " 24X7 ", "")
    assert made.labels == ["24X7"]
    assert owing.labels() == {"24X7"}
