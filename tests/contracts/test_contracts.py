"""Contracts: versions by date, the promises that come with them, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from deskhand.contracts import keeping, reading, versions
from deskhand.contracts.keeping import Head
from deskhand.contracts.models import Contract
from deskhand.contracts.reading import State
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.terms import Terms
from deskhand.contracts.versions import RateDraft
from deskhand.sla import governing, owing
from deskhand.sla.models import Calendar
from deskhand.sla.owing import Owed
from deskhand.sla.writing import copy
from tests import cast as casting
from tests.contracts.paper import YEAR, amend, says, sign

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def owed(organization):
    """Policy, first and last day (in Berlin) of what an organization is owed, in order."""
    return [
        (str(row.policy), str(row.begins_at)[:10], row.ends_at and str(row.ends_at)[:10])
        for row in owing.assignments(organization)
    ]


def standing(contract, at):
    return reading.standing(Contract.objects.get(pk=contract.pk), at=at)


@pytest.fixture
def gold(cast, at):
    """A second policy."""
    from deskhand.sla.models import Policy

    return copy(Policy.objects.get(), name="Gold", at=at - timedelta(days=400))


def test_a_contract_lets_its_client_be_owed_its_policy(cast, gold, at):
    contract = sign(cast.birch, at=at, policy=gold, labels=("24x7",))
    assert owed(cast.birch) == [("Gold", "2025-12-31", None)]
    ticket = casting.open_ticket(organization=cast.birch, at=at)
    choice = governing.choose(ticket)
    assert (choice.version.policy, choice.assignment.labels) == (gold, ["24x7"])
    assert contract.source in choice.reason


def test_the_version_in_force_at_the_date_of_work_holds(cast, at):
    contract = sign(cast.birch, at=at)
    dearer = RateDraft("engineer", Decimal("130"), None)
    amend(contract, date(2026, 4, 1), at=at, rates=(dearer,))
    days = (date(2026, 3, 31), date(2026, 4, 1))
    march, april = (versions.version_on(contract, day) for day in days)
    assert [str(r.per_hour) for r in march.rates.all()] == ["120.0000", "180.5000"]
    assert [str(r.per_hour) for r in april.rates.all()] == ["130.0000"]
    assert versions.version_on(contract, YEAR - A_DAY) is None


def test_a_published_version_is_never_written_again(cast, at):
    contract = sign(cast.birch, at=at)
    [stands] = versions.published(contract)
    with pytest.raises(ContractRefused, match="stays as it is"):
        versions.write(stands, says())


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(YEAR, "cannot overlap", id="the day of another"),
        pytest.param(date(2025, 6, 1), "cannot overlap", id="before another"),
        pytest.param(date(2026, 3, 3), "from the past", id="yesterday"),
        pytest.param(date(2027, 1, 1), "ends on", id="after the end"),
    ],
)
def test_a_day_that_cannot_be_is_refused(cast, at, day, words):
    contract = sign(cast.birch, at=at, head={"ends_on": date(2026, 12, 31)})
    draft = versions.begin(contract)
    with pytest.raises(ContractRefused, match=words) as refused:
        versions.publish(draft, valid_from=day, why="", by="Asta", at=at)
    assert refused.value.field == "valid_from"


def test_another_policy_from_a_day_on_ends_the_one_before(cast, gold, at):
    contract = sign(cast.birch, at=at)
    amend(contract, date(2026, 4, 1), at=at, policy=gold)
    before, after = owed(cast.birch)
    assert before[1:] == ("2025-12-31", "2026-03-31")
    assert after == ("Gold", "2026-03-31", None)
    later = versions.published(contract)[0]
    versions.withdraw(later, at=at)
    assert len([row for row in owed(cast.birch) if row[2] is None]) == 1


def test_a_contract_without_renewal_promises_until_its_end(cast, at):
    sign(cast.birch, at=at, head={"ends_on": date(2026, 12, 31)})
    assert owed(cast.birch)[0][2] == "2026-12-31"


def test_one_that_renews_promises_on_and_tells_when_notice_is_due(cast, at):
    head = {"ends_on": date(2026, 5, 31), "renews_months": 12, "notice_months": 2}
    contract = sign(cast.birch, at=at, head=head)
    assert owed(cast.birch)[0][2] is None
    found = standing(contract, at)
    assert (found.notice_by, found.renews_on) == (date(2026, 3, 31), date(2026, 6, 1))
    assert found.is_soon and found.comes_on == date(2026, 3, 31)
    a_year_on = standing(contract, at + timedelta(days=365))
    assert a_year_on.renews_on == date(2027, 6, 1)


def test_an_end_ends_the_promise_and_can_be_taken_back_before(cast, at):
    contract = sign(cast.birch, at=at)
    keeping.end(contract, date(2026, 3, 31), at=at)
    assert owed(cast.birch)[0][2] == "2026-03-31"
    keeping.go_on(contract, at=at)
    assert owed(cast.birch)[0][2] is None
    keeping.end(contract, date(2026, 3, 5), at=at)
    assert standing(contract, at + timedelta(days=3)).state is State.ENDED
    with pytest.raises(ContractRefused):
        keeping.go_on(contract, at=at + timedelta(days=3))


def test_what_is_on_stop_holds_nothing(cast, at):
    contract = sign(cast.birch, at=at)
    keeping.suspend(contract, "Three invoices are unpaid", by="Asta", at=at)
    assert standing(contract, at).state is State.SUSPENDED
    assert versions.version_on(contract, date(2026, 3, 4)) is None
    assert versions.version_on(contract, date(2026, 3, 3)) is not None
    assert not owing.live(cast.birch.pk, at + timedelta(hours=1))
    keeping.resume(contract, at=at + timedelta(days=2))
    assert standing(contract, at + timedelta(days=2)).state is State.IN_FORCE
    assert owing.live(cast.birch.pk, at + timedelta(days=2))


def test_contracts_are_tried_in_their_order_among_what_is_owed_otherwise(cast, gold, at):
    first = sign(cast.birch, at=at, name="First")
    owing.owe(cast.birch, Owed(gold, at))
    second = sign(cast.birch, at=at, name="Second")
    assert keeping.move(second, up=True)
    sources = [row.source for row in owing.assignments(cast.birch)]
    assert sources == [second.source, "direct", first.source]
    assert not keeping.move(Contract.objects.get(pk=second.pk), up=True)


def test_a_parent_may_cover_the_firms_below_it(cast, gold, at):
    cast.cedar.parent = cast.birch
    cast.cedar.save()
    sign(cast.birch, at=at, policy=gold, covers_subsidiaries=True)
    assert owed(cast.cedar) == owed(cast.birch) == [("Gold", "2025-12-31", None)]


def test_lists_and_condition_say_for_which_tickets_it_holds(cast, gold, at):
    lists = {"people": [cast.bea]}
    sign(cast.birch, at=at, policy=gold, lists=lists, condition="kind:incident or kind:request")
    [row] = owing.assignments(cast.birch)
    assert row.condition == '(requester:="bea@birch.example") (kind:incident or kind:request)'
    of_bea, of_bruno = (
        governing.choose(casting.open_ticket(requester=who, at=at)).version.policy
        for who in (cast.bea, cast.bruno)
    )
    assert (of_bea, of_bruno == gold) == (gold, False)


def test_a_copy_says_the_same_and_holds_nothing_yet(cast, at):
    contract = sign(cast.birch, at=at, terms=Terms(minimum_minutes=15), labels=("vip-desk",))
    made = keeping.copy(contract, cast.cedar, at=at)
    draft = versions.draft_of(made)
    assert (draft.labels, draft.terms["minimum_minutes"]) == (["vip-desk"], 15)
    assert draft.rates.count() == 2
    assert standing(made, at).state is State.DRAFT
    assert not owed(cast.cedar)


@pytest.mark.parametrize(
    ("field", "draft"),
    [
        ("currency", lambda: says(currency="")),
        ("currency", lambda: says(currency="euro")),
        ("currency", lambda: says(rates=(), currency="", terms=Terms(travelling="flat"))),
        ("labels", lambda: says(labels=("two words",))),
        ("condition", lambda: says(condition="priority:1")),
        ("rates", lambda: says(rates=(RateDraft("Dev", Decimal(1), None),) * 2)),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(cast, at, field, draft):
    contract = sign(cast.birch, at=at, is_published=False)
    with pytest.raises(ContractRefused) as refused:
        versions.write(versions.begin(contract), draft())
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "head"),
    [
        ("name", {"name": " "}),
        ("ends_on", {"ends_on": YEAR - A_DAY}),
        ("ends_on", {"renews_months": 12}),
        ("renews_months", {"renews_months": 999, "ends_on": YEAR}),
        ("time_zone", {"time_zone": "Middle/Earth"}),
        ("number", {"number": "C-2026-001"}),
    ],
)
def test_a_head_that_makes_no_sense_is_refused(cast, at, field, head):
    sign(cast.birch, at=at)
    kept = Head(**{"name": "Other", "begins_on": YEAR, **head})
    with pytest.raises(ContractRefused) as refused:
        keeping.make(cast.birch, kept, calendar=Calendar.objects.first(), at=at)
    assert refused.value.field == field


def test_numbers_count_on_by_themselves(cast, at):
    numbers = [sign(cast.birch, at=at).number for _ in range(2)]
    assert numbers == ["C-2026-001", "C-2026-002"]


def test_only_those_who_were_let_read_contracts_see_them(cast, at):
    from deskhand.people.administration import let_read_contracts

    contract = sign(cast.birch, at=at)
    bruno, carla = cast.bruno.memberships.get(), cast.carla.memberships.get()
    assert not reading.contracts_for(casting.reader(cast.bruno)).exists()
    for membership in (bruno, carla):
        let_read_contracts(membership, may=True)
    assert list(reading.contracts_for(casting.reader(cast.bruno))) == [contract]
    assert not reading.contracts_for(casting.reader(cast.carla)).exists()
