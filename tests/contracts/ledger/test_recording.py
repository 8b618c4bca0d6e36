"""The book of a contract: what is recorded is posted once, and stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from deskhand.contracts.ledger import checking
from deskhand.contracts.ledger.passing import pass_all
from deskhand.contracts.ledger.recording import LedgerDiffers
from deskhand.contracts.models import (
    EventKind,
    LedgerAccount,
    LedgerBalance,
    LedgerEntry,
    LedgerEvent,
    LedgerLot,
    LedgerPosting,
)
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.terms import Terms
from tests.cast import open_ticket
from tests.contracts.ledger.deeds import answer, appoint, buy, put, sums
from tests.contracts.paper import YEAR, sign

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEXT_YEAR = datetime(2027, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def contract(cast, at):
    return sign(cast.birch, at=at, terms=Terms(when_empty="block"))


@pytest.fixture
def ticket(cast, at):
    return open_ticket(requester=cast.bea, at=at)


def right() -> bool:
    return list(checking.faults()) == []


@pytest.mark.parametrize(
    ("minutes", "units"), [(60, 2), (61, 3), (90, 3), (91, 4), (120, 4), (121, 5)]
)
def test_an_appointment_draws_by_its_length(contract, ticket, at, minutes, units):
    buy(contract, 20, at=at)
    assert appoint(contract, ticket, minutes, at=at).drawn == units
    assert sums(contract) == {"issued": -20, "available": 20 - units, "consumed": units}
    assert right()


@pytest.mark.parametrize(("left", "carried", "expired"), [(14, 14, 0), (15, 15, 0), (16, 15, 1)])
def test_at_the_anniversary_up_to_fifteen_go_on_and_the_rest_expires(
    contract, at, left, carried, expired
):
    buy(contract, left, at=at)
    assert pass_all(at=NEXT_YEAR) == 1
    assert (sums(contract)["available"], sums(contract).get("expired", 0)) == (carried, expired)
    assert pass_all(at=NEXT_YEAR) == 0
    assert right()


def test_work_that_is_entered_late_draws_on_its_own_year_by_new_entries(contract, ticket, at):
    """20 left: 15 carried, 5 expired; 90 minutes typed late leave 17: 15 carried, 2 expired."""
    buy(contract, 20, at=at)
    pass_all(at=NEXT_YEAR)
    assert (sums(contract)["available"], sums(contract)["expired"]) == (15, 5)
    late = appoint(contract, ticket, 90, at=at + 200 * DAY, recorded=NEXT_YEAR + DAY)
    assert sums(contract) == {"issued": -20, "available": 15, "consumed": 3, "expired": 2}
    moved = {(e.account.kind, e.amount) for e in late.posting.entries.all()}
    assert moved == {("consumed", 3), ("expired", -3)}
    assert right()


def test_in_a_closed_period_late_work_is_an_adjustment_in_the_open_one(contract, ticket, at):
    buy(contract, 20, at=at)
    closed = {"until": NEXT_YEAR.isoformat()}
    put(contract, "closing:1", EventKind.CLOSING, at=NEXT_YEAR, facts=closed)
    late = appoint(contract, ticket, 90, at=at + DAY, recorded=NEXT_YEAR + DAY)
    assert late.posting.effective_at == NEXT_YEAR + DAY
    assert sums(contract) == {"issued": -20, "available": 12, "consumed": 3, "expired": 5}
    assert right()


def test_the_same_is_recorded_once_and_something_else_under_its_key_is_refused(contract, at):
    first = buy(contract, 20, at=at)
    assert buy(contract, 20, at=at, recorded=at + DAY) == first
    with pytest.raises(LedgerDiffers):
        buy(contract, 21, at=at)
    assert LedgerPosting.objects.count() == 1


def test_what_does_not_fit_is_refused_or_asked_and_draws_nothing(cast, contract, ticket, at):
    assert answer(contract, ticket, at=at).taken == "refused"
    asking = sign(cast.cedar, at=at, terms=Terms(when_empty="ask"))
    other = open_ticket(requester=cast.cem, at=at)
    assert answer(asking, other, at=at).taken == "asked"
    assert LedgerEntry.objects.count() == 0
    agreed = answer(asking, other, at=at, key="answer:agreed", empty="time_and_materials")
    assert (agreed.taken, agreed.drawn, agreed.materials) == ("posted", 0, 1)
    assert right()


def test_what_is_taken_back_is_its_mirror_image_once(contract, ticket, at):
    buy(contract, 20, at=at)
    drawn = appoint(contract, ticket, 60, at=at)
    back = put(contract, "back:1", EventKind.REVERSAL, at=at, target=drawn.key)
    assert back.posting.reverses == drawn.posting
    was, now = (
        {(e.account_id, e.lot_id): e.amount for e in one.posting.entries.all()}
        for one in (drawn, back)
    )
    assert now == {key: -amount for key, amount in was.items()}
    assert put(contract, "back:2", EventKind.REVERSAL, at=at, target=drawn.key).taken == "refused"
    assert sums(contract) == {"issued": -20, "available": 20}
    assert right()


def test_a_pack_that_is_dated_ahead_is_there_when_its_day_comes(contract, at):
    buy(contract, 5, at=at + 10 * DAY, recorded=at)
    assert sums(contract) == {}
    pass_all(at=at + 11 * DAY)
    assert sums(contract)["available"] == 5
    assert right()


def test_nothing_is_recorded_for_a_day_on_which_the_contract_does_not_hold(contract, ticket, at):
    with pytest.raises(ContractRefused):
        answer(contract, ticket, at=datetime(2025, 12, 1, tzinfo=UTC), recorded=at)
    assert contract.begins_on == YEAR


@pytest.mark.parametrize(
    "table", [LedgerEvent, LedgerPosting, LedgerEntry, LedgerLot, LedgerAccount]
)
def test_the_database_refuses_to_change_and_to_remove(contract, at, table):
    buy(contract, 20, at=at)
    name = table._meta.db_table
    statements = [f"UPDATE {name} SET id = id", f"DELETE FROM {name}"]
    if connection.vendor == "postgresql":
        # A table is not emptied while checks of it are still due.
        connection.check_constraints()
        statements.append(f"TRUNCATE {name} CASCADE")
    for statement in statements:
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_check_finds_a_balance_that_somebody_changed(contract, at):
    buy(contract, 20, at=at)
    LedgerBalance.objects.filter(account__kind="available").update(amount=21)
    told = [str(fault) for fault in checking.faults()]
    assert any("is 20 by its entries" in line for line in told)
    assert any("available of pack:1 is off by -1 units" in line for line in told)
