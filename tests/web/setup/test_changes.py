"""What a policy says of changes, on its page."""

import pytest

from deskhand.sla.models import Policy
from deskhand.sla.options import Options

SENT = {
    "raised": "grace",
    "grace_minutes": "45",
    "lowered": "proportional",
    "reopened": "restart",
    "shifts_days": "on",
    "amber": "60",
    "red": "90",
}


@pytest.fixture
def url(cast):
    return f"/setup/policies/{Policy.objects.get().pk}/changes/"


def test_what_is_saved_is_a_new_version(cast, client_of, url):
    asta = client_of(cast.asta)
    assert asta.get(url).context["form"].initial["amber"] == 75
    assert asta.post(url, SENT).status_code == 302
    version = Policy.objects.get().versions.latest("number")
    said = Options.of(version.changes)
    assert (said.raised, said.grace_minutes, said.red) == ("grace", 45, 90)
    assert version.rows.count() == Policy.objects.get().versions.earliest("number").rows.count()
    assert asta.get(url).context["form"].initial["lowered"] == "proportional"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"raised": "sideways"}, "raised"),
        ({"grace_minutes": "-1"}, "grace_minutes"),
        ({"grace_minutes": "1e9"}, "grace_minutes"),
        ({"amber": "0"}, "amber"),
        ({"amber": "95"}, "red"),
        ({"red": "101"}, "red"),
        ({"reopened": ""}, "reopened"),
    ],
)
def test_nonsense_is_refused_at_its_field(cast, client_of, url, wrong, field):
    answer = client_of(cast.asta).post(url, {**SENT, **wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Policy.objects.get().versions.count() == 1
