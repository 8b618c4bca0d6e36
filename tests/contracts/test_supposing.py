"""What if: work that is supposed, rated line by line with the rule that decides."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from deskhand.contracts.supposing import CannotRate, Supposed, suppose
from deskhand.contracts.terms import Terms
from deskhand.contracts.versions import RateDraft
from tests import cast as casting
from tests.contracts.paper import MANAGED, rule, sign_with

pytestmark = pytest.mark.django_db
# The hours of the cast's policy end at 17:00 in Los Angeles, which is 1:00 in UTC.
HALF_PAST_FOUR = datetime(2026, 3, 5, 0, 30, tzinfo=UTC)
NOON = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)


def lines(cast, at, rules=MANAGED, *, begin=NOON, minutes=90, role="Engineer", place="remote", **m):
    sign_with(cast.birch, rules, at=at, **m)
    ticket = casting.open_ticket(requester=cast.bea, at=NOON)
    outcome = suppose(ticket, Supposed(begin, minutes, role, place))
    return outcome, [
        (line.effect.value, line.band, line.seconds // 60, line.billed_seconds // 60, line.amount)
        for line in outcome.rated.lines
    ]


def test_work_is_split_at_closing_and_only_what_is_excluded_is_charged(cast, at):
    outcome, told = lines(cast, at, begin=HALF_PAST_FOUR)
    assert told == [("covered", "in", 30, 0, 0), ("excluded", "after", 60, 60, 18_050)]
    assert outcome.total == "180.50\N{NO-BREAK SPACE}EUR"


def test_minimum_and_rounding_come_once_per_entry(cast, at):
    terms = Terms(increment_minutes=15, minimum_minutes=30)
    rules = [rule("All", "", "excluded")]
    assert lines(cast, at, rules, minutes=10, terms=terms)[1] == [("excluded", "in", 10, 30, 6_000)]


def test_a_rate_of_four_places_is_not_rounded_before_the_line(cast, at):
    rates = (RateDraft("engineer", Decimal("99.9955"), None),)
    rules = [rule("All", "", "excluded")]
    # Four hours at 99.9955 are 399.982.
    assert lines(cast, at, rules, minutes=60 * 4, rates=rates)[1][0][4] == 39_998


def test_a_multiple_of_the_rate_and_travel_are_priced(cast, at):
    terms = Terms(travelling="flat", travel_price="45.00")
    rules = [rule("All", "place:onsite", "excluded", multiplier_permille=1500)]
    told = lines(cast, at, rules, place="onsite", minutes=60, terms=terms)[1]
    assert told == [("excluded", "in", 60, 60, 18_000), ("travel", None, 0, 0, 4_500)]


def test_a_rule_may_ask_for_the_role(cast, at):
    rules = [rule("Engineers", "role:engineer", "free"), rule("Others", "", "excluded")]
    assert lines(cast, at, rules)[1][0][0] == "free"


def test_units_are_counted_and_cost_nothing(cast, at):
    outcome, told = lines(cast, at, [rule("All", "", "units")])
    assert told == [("units", "in", 90, 90, 0)]
    assert outcome.rated.lines[0].units == 2


def test_without_a_rate_it_says_whose_is_missing(cast, at):
    with pytest.raises(CannotRate, match="Painter"):
        lines(cast, at, [rule("All", "", "excluded")], role="Painter")


def test_without_a_contract_there_is_nothing_to_suppose(cast, at):
    ticket = casting.open_ticket(requester=cast.bea, at=NOON)
    assert suppose(ticket, Supposed(NOON, 60)) is None


def test_approval_is_asked_for_before_it_begins(cast, at):
    outcome, _told = lines(cast, at, [rule("All", "", "excluded", needs_approval=True)])
    assert outcome.needs_approval
