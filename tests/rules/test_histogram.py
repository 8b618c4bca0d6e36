"""Lengths of time in buckets, and what is read back from them."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as some

from deskhand.rules.histogram import bounds, bucket, quantile

SECONDS = some.integers(min_value=0, max_value=10_000_000)


@given(SECONDS)
def test_a_length_lies_within_its_bucket(seconds):
    low, high = bounds(bucket(seconds))
    assert low * 0.999999 <= seconds < high * 1.000001


@given(SECONDS, SECONDS)
def test_a_longer_one_is_in_no_earlier_bucket(one, other):
    assert bucket(min(one, other)) <= bucket(max(one, other))


@given(some.lists(some.integers(min_value=60, max_value=10_000_000), min_size=1))
def test_the_median_is_right_to_within_a_bucket(lengths):
    found = quantile(Counter(map(bucket, lengths)), 0.5)
    true = sorted(lengths)[(len(lengths) - 1) // 2]
    assert true / 1.2 <= found <= true * 1.2


def test_parts_put_together_say_the_same_as_the_whole():
    days = [[60, 120, 90], [4000, 300], [86_400]]
    parts = sum((Counter(map(bucket, day)) for day in days), Counter())
    whole = Counter(bucket(seconds) for day in days for seconds in day)
    assert quantile(parts, 0.9) == quantile(whole, 0.9)


def test_of_nothing_there_is_no_median():
    assert quantile({}, 0.5) is None
    assert quantile({3: 0}, 0.5) is None
