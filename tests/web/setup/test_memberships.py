"""Where people belong: several organizations, a site, a role, and the way out."""

import pytest

from deskhand.people.finding import main_organization
from deskhand.people.models import Site


def path(person, part="new"):
    return f"/setup/people/{person.pk}/organizations/{part}/"


def test_a_person_belongs_to_two_organizations_and_writes_for_one(cast, client_of):
    client = client_of(cast.asta)
    added = {"organization": cast.cedar.pk, "role": "member", "is_main": "on"}
    page = client.post(path(cast.bea), added, follow=True).content.decode()
    assert "Birch Bakery" in page
    assert "Cedar Clinic" in page
    assert main_organization(cast.bea) == cast.cedar


def test_a_role_is_changed_and_ended(cast, client_of):
    client = client_of(cast.asta)
    place = cast.bea.memberships.get()
    site = Site.objects.create(organization=cast.birch, name="Mill")
    row = {"role": "manager", "site": site.pk, "only_site": "on"}
    assert client.post(path(cast.bea, place.pk), row).status_code == 302
    place.refresh_from_db()
    assert (place.role, place.site, place.only_site) == ("manager", site, True)
    client.post(path(cast.bea, f"{place.pk}/end"))
    assert not cast.bea.memberships.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"organization": ""},
        {"organization": "999999"},
        {"role": "king"},
        {"site": "nonsense"},
        {"site": "other"},
        {"only_site": "on"},
    ],
    ids=lambda wrong: ", ".join(wrong.values()) or "none",
)
def test_nonsense_is_refused(cast, client_of, wrong):
    site = Site.objects.create(organization=cast.birch, name="Mill")
    row = {"organization": cast.cedar.pk, "role": "member", **wrong}
    row = {key: site.pk if value == "other" else value for key, value in row.items()}
    answer = client_of(cast.asta).post(path(cast.bea), row)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert cast.bea.memberships.get().organization == cast.birch


def test_nobody_but_administrators_says_who_belongs_where(cast, client_of):
    row = {"organization": cast.cedar.pk, "role": "manager"}
    for who in (cast.ada, cast.bruno, cast.carla):
        assert client_of(who).post(path(cast.bea), row).status_code == 404
    assert client_of(None).post(path(cast.bea), row).status_code == 302
    assert cast.bea.memberships.get().organization == cast.birch


def test_anothers_membership_is_not_reached_through_a_person(cast, client_of):
    other = cast.cem.memberships.get()
    assert client_of(cast.asta).get(path(cast.bea, other.pk)).status_code == 404


def test_who_may_approve_and_up_to_how_much(cast, client_of):
    client, place = client_of(cast.asta), cast.bea.memberships.get()
    row = {"role": "member", "approves": "on", "approves_up_to": "500.50"}
    assert client.post(path(cast.bea, place.pk), row).status_code == 302
    place.refresh_from_db()
    assert (place.approves, str(place.approves_up_to)) == (True, "500.50")
    assert client.post(path(cast.bea, place.pk), {**row, "approves_up_to": "-1"}).status_code == 422
    client.post(path(cast.bea, place.pk), {"role": "member", "approves_up_to": "500"})
    place.refresh_from_db()
    assert (place.approves, place.approves_up_to) == (False, None)
