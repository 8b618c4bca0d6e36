"""What invoices come to: rounding once per line, tax once per rate, shares that lose nothing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.invoicing import (
    WHOLE,
    Taxed,
    age,
    line_amount,
    rounded,
    shared_out,
    totals,
)

AMOUNTS = st.integers(-(10**12), 10**12)
LINES = st.lists(
    st.builds(
        Taxed,
        AMOUNTS,
        st.sampled_from(["DE19", "DE7", "NONE"]),
        st.sampled_from([0, 7_000, 19_000, 8_875]),
    )
)


@pytest.mark.parametrize(
    ("number", "by", "expected"), [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (-4, 3, -1), (0, 7, 0)]
)
def test_a_half_goes_away_from_zero(number, by, expected):
    assert rounded(number, by) == expected


def test_hours_at_a_price_are_rounded_once():
    # 1.3333 h at 110.00 are 146.663 euros; the price is in ten-thousandths of a cent.
    assert line_amount(13_333, 110_00 * 10_000, parts=10_000) == 14_666


def test_tax_is_reckoned_once_on_the_sum_of_its_lines():
    sums = totals([Taxed(33, "VAT", 19_000), Taxed(33, "VAT", 19_000), Taxed(34, "VAT", 19_000)])
    assert (sums.net, sums.tax, sums.total) == (100, 19, 119)


def test_rates_stand_apart_from_the_highest():
    sums = totals([Taxed(1000, "LOW", 7_000), Taxed(1000, "VAT", 19_000), Taxed(500, "LOW", 7_000)])
    assert [(one.code, one.net, one.tax) for one in sums.taxes] == [
        ("VAT", 1000, 190),
        ("LOW", 1500, 105),
    ]


@given(LINES)
def test_totals_are_the_sums_of_lines_and_of_taxes(lines):
    sums = totals(lines)
    assert sums.net == sum(line.amount for line in lines) == sum(one.net for one in sums.taxes)
    assert sums.total == sums.net + sum(one.tax for one in sums.taxes)
    assert all(2 * abs(one.tax * WHOLE - one.net * one.rate) <= WHOLE for one in sums.taxes)


@given(LINES)
def test_the_mirror_image_gives_back_exactly_as_much(lines):
    back = totals([Taxed(-one.amount, one.code, one.rate) for one in lines])
    assert totals(lines).total + back.total == 0


@given(LINES, st.randoms())
def test_the_order_of_lines_changes_nothing(lines, chance):
    other = list(lines)
    chance.shuffle(other)
    assert totals(other) == totals(lines)


@given(AMOUNTS, st.lists(st.integers(1, 10**6), min_size=1, max_size=12))
def test_shares_come_to_the_whole(whole, weights):
    assert sum(shared_out(whole, weights)) == whole


@pytest.mark.parametrize(
    ("days", "place"), [(-1, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (90, 3), (91, 4)]
)
def test_what_is_late_stands_by_its_age(days, place):
    due = date(2026, 3, 1)
    assert age(due, due + timedelta(days=days)) == place
