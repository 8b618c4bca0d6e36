"""The tests' own ground: each test finds the database as the migrations left it."""

import pytest
from django.db import connection

from deskhand.people.models import Organization
from tests import surroundings


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_commits_the_next_does_not_see(turn):
    assert not Organization.objects.exists()
    Organization.objects.create(name="Acme", slug="acme")


@pytest.mark.django_db
def test_the_engine_is_the_one_asked_for():
    assert (connection.vendor == "postgresql") == surroundings.is_postgres()


def test_a_started_process_gets_its_own_migrated_database(fresh_database):
    assert fresh_database.url != surroundings.url_of(surroundings.WORKER)
    assert fresh_database.environ["DESKHAND_DATA"] == str(fresh_database.data)
