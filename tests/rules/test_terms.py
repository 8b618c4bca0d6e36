"""The terms of contracts: renewals, notice, and days cut out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.money import PARTS, is_currency, major, minor, parts
from deskhand.rules.terms import Agreement, Span, later, without

A_DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("agreed", "day", "expected"),
    [
        pytest.param((date(2024, 3, 1), None), "2030-01-01", ("2024-03-01", None), id="no end"),
        pytest.param(
            (date(2024, 3, 1), date(2025, 2, 28), 12),
            "2026-11-27",
            ("2026-03-01", "2027-02-28"),
            id="renewed twice by a year",
        ),
        pytest.param(
            (date(2024, 3, 1), date(2025, 2, 28), 12),
            "2027-03-01",
            ("2027-03-01", "2028-02-29"),
            id="a leap year has its day",
        ),
        pytest.param(
            (date(2024, 8, 31), date(2024, 11, 30), 1),
            "2025-02-10",
            ("2025-02-01", "2025-02-28"),
            id="by months",
        ),
        pytest.param(
            (date(2024, 3, 1), date(2025, 2, 28)), "2025-03-01", None, id="over and not renewed"
        ),
        pytest.param(
            (date(2024, 3, 1), date(2025, 2, 28), 12, 3, date(2026, 5, 31)),
            "2026-04-01",
            ("2026-03-01", "2026-05-31"),
            id="ended within a term",
        ),
        pytest.param((date(2024, 3, 1), None), "2024-02-29", None, id="before it begins"),
    ],
)
def test_a_day_lies_in_a_term(agreed, day, expected):
    term = Agreement(*agreed).term_at(date.fromisoformat(day))
    told = (str(term.first), str(term.last) if term.last else None) if term else None
    assert told == expected


def test_notice_is_given_before_the_end_of_a_term():
    agreed = Agreement(date(2024, 3, 1), date(2025, 2, 28), 12, 3)
    assert agreed.notice_by(agreed.term_at(date(2026, 11, 1))) == date(2026, 11, 30)


@given(DAYS, st.integers(1, 1200), st.integers(1, 36), DAYS)
def test_terms_follow_one_another_without_a_gap(first, length, months, day):
    agreed = Agreement(first, first + timedelta(days=length), months)
    term = agreed.term_at(day)
    assert (term is None) == (day < first)
    if term is not None:
        following = agreed.term_at(term.last + A_DAY)
        assert following.first == term.last + A_DAY
        assert day in term and day not in following


@given(DAYS, st.integers(-60, 60))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months):
    found = later(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day == day.day or (found + A_DAY).day == 1


@given(DAYS, st.integers(0, 400), st.lists(st.tuples(DAYS, st.integers(0, 90)), max_size=3))
def test_what_is_cut_out_is_gone_and_the_rest_stays(first, length, gaps):
    span = Span(first, first + timedelta(days=length))
    cut = [Span(day, day + timedelta(days=days)) for day, days in gaps]
    left = without(span, cut)
    for number in range(0, length + 1, 7):
        day = first + timedelta(days=number)
        assert any(day in part for part in left) == (not any(day in gap for gap in cut))


@given(st.decimals(0, 99_999, places=4), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_a_rate_is_kept_to_its_last_place(rate, currency):
    assert parts(rate, currency) == rate * 10 ** {"EUR": 2, "JPY": 0, "KWD": 3}[currency] * PARTS


@given(st.integers(-(10**9), 10**9), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_minor_units_come_back(amount, currency):
    assert minor(major(amount, currency), currency) == amount


def test_a_currency_has_three_capital_letters():
    assert is_currency("EUR") and not is_currency("eur") and not is_currency("EURO")
