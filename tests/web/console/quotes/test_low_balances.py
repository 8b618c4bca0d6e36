"""What waits for an account manager: contracts with few units, and blocks with few hours."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskhand.contracts.models import Budget
from deskhand.contracts.terms import Terms
from deskhand.desk.ledger import budgeting
from deskhand.desk.ledger.budgeting import NewPlan
from tests import cast as casting
from tests.contracts.ledger import deeds
from tests.contracts.paper import rule, sign, sign_with

pytestmark = pytest.mark.django_db
LOW = Terms(low_units=3)


@pytest.fixture(autouse=True)
def manager(cast):
    cast.birch.manager = cast.milo
    cast.birch.save()


def waits(client, path="/desk/account/"):
    return " ".join(client.get(path).content.decode().split())


def spend(contract, ticket, minutes, *, at):
    deeds.buy(contract, 5, at=at, key=f"pack:{contract.pk}")
    deeds.appoint(contract, ticket, minutes, at=at + timedelta(hours=1))


@pytest.mark.parametrize(("minutes", "left"), [(30, 3), (60, 3), (61, 2), (121, 0)])
def test_few_units_wait_for_the_account_manager(cast, at, client_of, minutes, left):
    contract = sign(cast.birch, at=at, terms=LOW)
    ticket = casting.open_ticket(requester=cast.bea, at=at)
    spend(contract, ticket, minutes, at=at)
    told = waits(client_of(cast.milo))
    assert "Few units are left" in told and f">{left} unit" in told
    assert f"/desk/contracts/{contract.pk}/book/" in told


def test_enough_units_or_those_of_another_manager_do_not(cast, at, client_of):
    contract = sign(cast.birch, at=at, terms=LOW)
    deeds.buy(contract, 5, at=at)
    other = sign(cast.cedar, at=at, terms=LOW)
    spend(other, casting.open_ticket(requester=cast.cem, at=at), 121, at=at)
    assert "Few units are left" not in waits(client_of(cast.milo))
    assert "Few units are left" in waits(client_of(cast.milo), "/desk/account/?whose=all")
    cast.milo.only_organizations.set([cast.birch])
    assert "Few units are left" not in waits(client_of(cast.milo), "/desk/account/?whose=all")


def test_of_a_block_a_fifth_is_little(cast, at, client_of):
    contract = sign_with(cast.birch, [rule("All", "", "block")], at=at)
    block = Budget(kind=Budget.Kind.BLOCK, overrun_per_hour=Decimal(100))
    plan = NewPlan(date(2026, 3, 1), 10 * 60, Decimal(0), "as agreed")
    budgeting.begin(contract.pk, block, plan, by=casting.reader(cast.milo), at=at)
    assert "Look into the blocks" in waits(client_of(cast.milo))
    assert "more than a fifth is left" in waits(client_of(cast.milo), "/desk/account/blocks/")


def test_few_units_are_found_by_one_statement_for_all(cast, at, client_of):
    client = client_of(cast.milo)
    counts = []
    for number in range(3):
        contract = sign(cast.birch, at=at, terms=LOW, name=f"Support {number}")
        ticket = casting.open_ticket(requester=cast.bea, at=at)
        deeds.buy(contract, 2, at=at, key=f"pack:{number}")
        assert ticket.pk
        waits(client)
        with CaptureQueriesContext(connection) as asked:
            waits(client)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
