"""What people set about themselves."""

import pytest

from deskhand.people.models import Person

MINE = {"name": "Bea Birch", "phone": "1", "time_zone": "Asia/Tokyo", "language": "en"}


def test_a_profile_is_kept_and_times_follow_its_zone(cast, at, client_of):
    client = client_of(cast.bea)
    assert client.post("/profile/", MINE).status_code == 302
    assert Person.objects.get(pk=cast.bea.pk).time_zone == "Asia/Tokyo"
    assert "Asia/Tokyo" in client.get("/profile/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"name": "a\0"},
        {"phone": "1" * 41},
        {"time_zone": "Mars/Base"},
        {"language": "xx"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_nonsense_is_refused_at_its_field(cast, client_of, wrong):
    answer = client_of(cast.bea).post("/profile/", {**MINE, **wrong})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert Person.objects.get(pk=cast.bea.pk).time_zone == ""


def test_a_stranger_has_no_profile(cast, client_of):
    assert client_of(None).get("/profile/")["Location"].startswith("/accounts/login/")
