"""What a quote comes to."""

from decimal import Decimal

import pytest

from deskhand.rules.quoting import Line, mark, sums


@pytest.mark.parametrize(
    ("quantity", "price", "currency", "net"),
    [
        ("4", "110.005", "EUR", 44002),
        ("3", "0.335", "EUR", 101),
        ("1", "-50", "EUR", -5000),
        ("2.5", "99", "JPY", 248),
        ("0", "10", "EUR", 0),
    ],
)
def test_a_line_is_rounded_once(quantity, price, currency, net):
    assert Line(1, Decimal(quantity), Decimal(price)).net(currency) == net


def test_tax_is_rounded_once_per_line():
    line = Line(1, Decimal(1), Decimal("0.33"), Decimal("19"))
    assert line.tax("EUR") == 6
    assert Line(1, Decimal(1), Decimal("0.33")).tax("EUR") == 0


def test_optional_lines_count_where_they_are_chosen():
    lines = [
        Line(1, Decimal(1), Decimal(100), Decimal(10)),
        Line(2, Decimal(1), Decimal(50), Decimal(10), is_optional=True),
    ]
    assert (sums(lines, "EUR").net, sums(lines, "EUR").gross) == (10000, 11000)
    chosen = sums(lines, "EUR", chosen=frozenset({2}))
    assert (chosen.net, chosen.tax) == (15000, 1500)


def test_the_mark_tells_things_apart_and_not_their_order():
    assert mark({"a": 1, "b": ["x"]}) == mark({"b": ["x"], "a": 1})
    assert mark({"a": 1}) != mark({"a": 2})
