"""What work costs: the rate of its day, rounded once."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.profit import Margin, Priced, cost, rate_on

JANUARY, JUNE = Priced(date(2026, 1, 1), 400_000), Priced(date(2026, 6, 1), 500_000)
WORKED = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**9)))


def test_the_rate_is_that_of_the_day():
    rates = [JANUARY, JUNE]
    assert rate_on(rates, date(2025, 12, 31)) is None
    assert rate_on(rates, date(2026, 5, 31)) == JANUARY
    assert rate_on(rates, date(2026, 6, 1)) == JUNE


def test_an_hour_and_a_half_at_forty():
    assert cost([(5400, 40 * 100 * 10_000)]) == 6_000


@given(WORKED, WORKED)
def test_rounding_once_is_at_most_one_apart_from_rounding_parts(one, other):
    assert abs(cost([*one, *other]) - cost(one) - cost(other)) <= 1


def test_profit_is_a_part_of_what_came_in():
    row = Margin(revenue=10_000, cost=4_000, seconds=3600, unpriced=0)
    assert (row.profit, row.share) == (6_000, 0.6)
    assert Margin(0, 5, 1, 0).share is None
