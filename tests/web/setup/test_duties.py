"""Who is given work, in Setup."""

import pytest

from deskhand.automation.models import Absence, Duty

pytestmark = pytest.mark.django_db


def form(**more: str) -> dict[str, str]:
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
    return {"takes_part": "on", "capacity": "12", "skills": "VPN, mail", **rows, **more}


def away(begins: str, ends: str, **more: str) -> dict[str, str]:
    return {"form-0-begins_on": begins, "form-0-ends_on": ends, **more}


def test_what_an_agent_can_and_when_he_is_away_is_kept(cast, client_of):
    client, page = client_of(cast.asta), f"/setup/duties/{cast.ada.pk}/"
    sent = form(
        begins="08:00",
        ends="16:30",
        weekdays="0",
        **away("2026-03-02", "2026-03-06", **{"form-0-substitute": str(cast.nils.pk)}),
    )
    assert client.post(page, sent).status_code == 302
    duty = Duty.objects.get()
    assert (duty.agent, duty.skills, duty.weekdays) == (cast.ada, ["vpn", "mail"], [0])
    assert Absence.objects.get().substitute == cast.nils
    assert "2026-03-06" in client.get(page).text
    assert "vpn" in client.get("/setup/duties/").text
    again = form(**away("2026-03-02", "2026-03-06"), **{"form-0-DELETE": "on"})
    again["form-INITIAL_FORMS"] = "1"
    client.post(page, again)
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"begins": "08:00"}, "or neither"),
        (away("2026-03-06", "2026-03-02"), "before it begins"),
        (away("2026-03-06", ""), "required"),
        (away("2026-03-06", "9999-12-31"), "too far away"),
        (away("2026-03-06", "2026-03-06", **{"form-0-ends": "00:00"}), "before it begins"),
        ({"capacity": "-1"}, "greater than"),
        ({"form-TOTAL_FORMS": "x"}, "Management"),
    ],
)
def test_what_cannot_be_is_refused(cast, client_of, typed, words):
    answer = client_of(cast.asta).post(f"/setup/duties/{cast.ada.pk}/", form(**typed))
    assert answer.status_code == 422
    assert not Duty.objects.exists()


def test_a_light_agent_is_given_nothing(cast, client_of):
    assert client_of(cast.asta).get(f"/setup/duties/{cast.lena.pk}/").status_code == 404
