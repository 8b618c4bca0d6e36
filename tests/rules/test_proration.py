"""What recurs, by days: exact, and rounded once."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.proration import Piece, charge, days_of

NOVEMBER = date(2026, 11, 1)
DAYS = st.integers(1, 30)


def cost(**more):
    usual = {"held": lambda day: True, "quantity": lambda day: 1, "price": lambda day: 3000}
    return charge(NOVEMBER, **{**usual, **more})


@pytest.mark.parametrize(
    ("more", "amount"),
    [
        pytest.param({}, 3000, id="a whole month is its price"),
        pytest.param({"held": lambda day: day.day >= 16}, 1500, id="from the middle on, half"),
        pytest.param({"held": lambda day: day.day == 1}, 100, id="a day"),
        pytest.param({"held": lambda day: False}, 0, id="no day"),
        pytest.param({"quantity": lambda day: 7}, 21_000, id="seven of them"),
        pytest.param(
            {"quantity": lambda day: 2 if day.day > 20 else 1}, 4000, id="one more for ten days"
        ),
        pytest.param(
            {"price": lambda day: 3600 if day.day > 15 else 3000}, 3300, id="dearer from the 16th"
        ),
        pytest.param({"price": lambda day: 1001, "held": lambda d: d.day < 16}, 501, id="half up"),
        pytest.param({"price": lambda day: 30_000, "parts": 10}, 3000, id="parts of a cent"),
        pytest.param(
            {"by_days": False, "held": lambda day: day.day == 30}, 3000, id="whole months only"
        ),
    ],
)
def test_a_month_costs(more, amount):
    assert cost(**more).amount == amount


def test_pieces_tell_what_was_added_up():
    told = cost(quantity=lambda day: 2 if day.day > 20 else 1)
    assert told.pieces == (Piece(20, 1, 3000), Piece(10, 2, 3000))
    assert told.month_days == 30


@given(DAYS, st.integers(0, 500), st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_cut_changes_no_sum(cut, quantity, before, after):
    told = cost(quantity=lambda day: quantity, price=lambda day: after if day.day > cut else before)
    exact = Fraction(quantity * (cut * before + (30 - cut) * after), 30)
    assert abs(told.amount - exact) <= Fraction(1, 2)
    assert sum(piece.days for piece in told.pieces) == 30


@given(DAYS, st.integers(0, 500), st.integers(0, 10**7))
def test_two_halves_make_the_whole_up_to_one_rounding_each(cut, quantity, price):
    whole = cost(quantity=lambda day: quantity, price=lambda day: price).amount
    parts = [
        cost(held=held, quantity=lambda day: quantity, price=lambda day: price).amount
        for held in (lambda day: day.day <= cut, lambda day: day.day > cut)
    ]
    assert whole == quantity * price
    assert abs(sum(parts) - whole) <= 1


@given(st.dates(date(2024, 1, 1), date(2029, 12, 31)))
def test_a_month_has_its_days(day):
    span = days_of(day)
    assert day in span and span.first.day == 1 and span.last.month == day.month
