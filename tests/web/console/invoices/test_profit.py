"""Profit: revenue against the cost of time, for whoever was given to see costs and nobody else."""

from datetime import date
from decimal import Decimal

import pytest

from deskhand.contracts.invoices import crediting
from deskhand.contracts.models import CostRate
from deskhand.contracts.profit import costs, reckoning
from deskhand.desk.timekeeping import entering
from deskhand.journal.models import Event
from deskhand.people.models import Agent
from deskhand.work.models import WorkType
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.entries import How
from tests import cast as stage
from tests.contracts import billed
from tests.contracts.billed import BILLING

pytestmark = pytest.mark.django_db
SECRET = "73.2187"


@pytest.fixture
def worked(cast, at):
    """Two hours of Ada for Birch Bakery, at 40 an hour, charged with 220."""
    billed.settle(cast)
    costs.set_rate(cast.ada, Decimal(40), "EUR", valid_from=date(2026, 1, 1))
    ticket = stage.open_ticket(requester=cast.bea, at=at)
    kind = WorkType.objects.create(name="Repair")
    time = Worked(agent=cast.ada, worked_on=at.date(), seconds=7200, work_type=kind, ticket=ticket)
    entry = entering.enter(time, How(), by=stage.reader(cast.ada), at=at)
    billed.owe(cast.birch, 22_000, key=f"time:{entry.pk}:1", ticket=ticket, at=at)
    return entry


def seen(who, cut):
    reader = stage.reader(who)
    asked = reckoning.Asked(reader, date(2026, 1, 1), date(2026, 12, 31), "EUR")
    rows = reckoning.margins(asked, [cut])[cut]
    return {name: (row.revenue, row.cost, row.seconds) for name, row in rows}


def test_each_cut_comes_to_the_same(cast, worked):
    expected = (22_000, 8_000, 7_200)
    assert seen(cast.asta, "client") == {"Birch Bakery": expected}
    assert seen(cast.asta, "agent") == {"Ada": expected}
    assert seen(cast.asta, "month") == {date(2026, 3, 1): expected}
    assert seen(cast.asta, "contract") == {"without a contract": expected}


def test_what_is_given_back_is_no_revenue(cast, worked, at):
    invoice = billed.issue(cast.birch, 10_000, at=at)
    crediting.credit(invoice.pk, None, why="wrong", once="c", by=BILLING, at=at)
    assert seen(cast.asta, "client")["Birch Bakery"][0] == 0
    assert seen(cast.asta, "agent")["Ada"][0] == 0


def test_a_later_rate_changes_nothing_before_it(cast, worked):
    costs.set_rate(cast.ada, Decimal(90), "EUR", valid_from=date(2026, 4, 1))
    assert seen(cast.asta, "client")["Birch Bakery"][1] == 8_000


def test_who_is_limited_to_clients_sees_these_alone(cast, worked):
    cast.milo.only_organizations.set([cast.cedar])
    assert seen(cast.milo, "client") == {}


def test_no_role_brings_the_right(cast, worked, client_of):
    for who in (cast.ada, cast.milo, cast.asta, cast.bea):
        client = client_of(who)
        assert client.get("/desk/profit/").status_code == 404
        assert client.get("/desk/profit/costs/").status_code == 404


@pytest.fixture
def knows(cast, client_of):
    Agent.objects.filter(pk=cast.milo.pk).update(sees_costs=True)
    cast.milo.refresh_from_db()
    return client_of(cast.milo)


def test_who_was_given_the_right_reads_and_keeps_rates(cast, worked, knows):
    page = knows.get("/desk/profit/?since=2026-01-01&until=2026-12-31&currency=EUR")
    assert "140.00" in page.content.decode()
    said = {
        "agent": cast.nils.pk,
        "per_hour": SECRET,
        "currency": "eur",
        "valid_from": "2026-01-01",
    }
    assert knows.post("/desk/profit/costs/", said).status_code == 302
    assert CostRate.objects.get(agent=cast.nils).currency == "EUR"
    assert SECRET not in str(list(Event.objects.values_list("payload", flat=True)))
    for bad in ({"per_hour": "-1"}, {"currency": "E1"}, {"valid_from": "x"}, {"agent": "0"}):
        assert knows.post("/desk/profit/costs/", said | bad).status_code == 422


def test_nonsense_is_refused(worked, knows):
    for asked in ("since=x&until=y", "since=2026-12-31&until=2026-01-01&currency=EUR"):
        assert knows.get(f"/desk/profit/?{asked}").status_code == 422


def test_what_an_hour_costs_is_on_no_page_of_others(cast, worked, client_of):
    costs.set_rate(cast.ada, Decimal(SECRET), "EUR", valid_from=date(2026, 2, 1))
    asta = client_of(cast.asta)
    pages = ("/desk/time/?who=all", "/desk/time/table.csv?who=all", "/desk/search/?q=ada")
    pages += (f"/setup/rows/agents/{cast.ada.pk}/", "/setup/audit/", "/desk/invoices/drafts/")
    for path in pages:
        answer = asta.get(path)
        content = b"".join(answer) if answer.streaming else answer.content
        assert SECRET.encode() not in content, path
