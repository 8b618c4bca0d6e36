"""Organizations and people as agents look them up."""

import pytest

PAGES = ("/desk/organizations/", "/desk/people/")


def test_an_organization_shows_its_people_and_tickets(cast, client_of):
    page = client_of(cast.ada).get("/desk/organizations/birch-bakery/").content.decode()
    assert "Bea Birch" in page
    assert "Cem Cedar" not in page


def test_a_person_shows_addresses_and_places(cast, client_of):
    page = client_of(cast.ada).get(f"/desk/people/{cast.bea.pk}/").content.decode()
    assert "bea@birch.example" in page
    assert "Birch Bakery" in page


@pytest.mark.parametrize("path", PAGES)
def test_words_that_nobody_has_are_answered_in_words(cast, client_of, path):
    answer = client_of(cast.ada).get(path, {"q": "☃ nobody' OR 1=1 --"})
    assert answer.status_code == 200
    assert "data-row-link" not in answer.content.decode()


@pytest.mark.parametrize("path", [*PAGES, "/desk/organizations/birch-bakery/"])
def test_strangers_and_requesters_are_kept_out(cast, client_of, path):
    assert client_of(None).get(path)["Location"].startswith("/accounts/login/")
    assert client_of(cast.carla).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/desk/organizations/nosuch/", "/desk/people/999999/"])
def test_what_is_not_there_is_missing(cast, client_of, path):
    assert client_of(cast.ada).get(path).status_code == 404


def test_an_agent_of_some_organizations_finds_no_other(cast, client_of):
    cast.ada.only_organizations.set([cast.birch])
    client = client_of(cast.ada)
    assert "Cedar Clinic" not in client.get("/desk/organizations/").content.decode()
    assert client.get("/desk/organizations/cedar-clinic/").status_code == 404
    assert client.get(f"/desk/people/{cast.cem.pk}/").status_code == 404
    assert "Cem Cedar" not in client.get("/desk/find/?q=cem").content.decode()
