"""Whether conditions can match, meet and cover each other, tried against their verdicts."""

from datetime import UTC, datetime
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.conditions import (
    Condition,
    Field,
    Kind,
    covers,
    evaluate,
    field_table,
    fields_of,
    may_match,
    may_meet,
    parse,
)

AT = datetime(2026, 3, 4, tzinfo=UTC)
FIELDS = field_table(
    Field("service", Kind.NAME, may_be_missing=True),
    Field("kind", Kind.CHOICE, choices=("incident", "request")),
    Field("tag", Kind.NAMES, may_be_missing=True),
    Field("review", Kind.FLAG),
    Field("number", Kind.NUMBER),
)
# Everything that can be, as far as the conditions below tell things apart.
WORLD = [
    {"service": service, "kind": kind, "tag": tags, "review": review, "number": number}
    for service, kind, tags, review, number in product(
        [None, ("mail", "Mail hosting"), ("web", "Web"), ("other", "Other"), ("new", "New")],
        ["incident", "request"],
        [tags for size in range(5) for tags in combinations("abcd", size)],
        [True, False],
        [1, 2],
    )
]


def read(text: str) -> Condition:
    return parse(text, FIELDS, allow_words=False)


def called(field: Field, name: str) -> set[str]:
    if field.name != "service":
        return {name}
    names = {"mail": "mail", "mail hosting": "mail", "web": "web", "other": "other"}
    return {names[name]} if name in names else set()


def matched(condition: Condition) -> list[int]:
    return [i for i, facts in enumerate(WORLD) if evaluate(condition, facts, at=AT)]


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("", True),
        ("service:mail", True),
        ("service:nothing", False),
        ("service:mail service:web", False),
        ('service:mail service:"Mail hosting"', True),
        ('service:mail -service:"mail hosting"', False),
        ("service:none service:mail", False),
        ("service:none -service:mail", False),
        ("service:none or -service:mail", True),
        ("kind:incident kind:request", False),
        ("-kind:incident -kind:request", False),
        ("-kind:incident,request", False),
        ("review:yes review:no", False),
        ("tag:a tag:b", True),
        ("tag:a -tag:a", False),
        ("tag:a,b -tag:a", True),
        ("tag:a,b -tag:a -tag:b", False),
        ("tag:none tag:a", False),
        ("tag:none,a tag:a", True),
        ("-tag:none,a tag:none", False),
        ("number:1 -number:1", False),
        ("number:1 number:2", True),  # numbers are compared as they are written
        ("-(service:mail kind:incident) service:mail kind:incident", False),
        ("(kind:incident or kind:request) -kind:incident -kind:request", False),
    ],
)
def test_what_contradicts_itself_can_never_match(text: str, can: bool) -> None:
    assert may_match(read(text), called=called) is can


@pytest.mark.parametrize(
    ("wide", "narrow", "whole"),
    [
        ("", "service:mail", True),
        ("service:mail", "", False),
        ("service:mail", 'kind:incident service:"Mail hosting"', True),
        ("service:mail,web", "service:web", True),
        ("service:web", "service:mail,web", False),
        ("-service:mail", "service:web", True),
        ("-service:mail", "service:none", False),
        ("-service:mail or service:none", "-service:mail", True),
        ("kind:incident,request", "", True),
        ("tag:a", "tag:a tag:b", True),
        ("tag:a", "tag:b", False),
        ("-tag:a", "tag:none", True),
        ("number:>1", "number:>1 review:yes", True),
    ],
)
def test_one_condition_covers_another(wide: str, narrow: str, whole: bool) -> None:
    assert covers(read(wide), read(narrow), called=called) is whole


def test_specificity_counts_fields_and_not_terms() -> None:
    asked = read("(service:mail or service:web) -kind:request kind:incident")
    assert fields_of(asked) == {"service", "kind"}


def test_what_has_too_many_cases_is_taken_to_be_possible() -> None:
    wide = " ".join(f"(number:{n} or tag:t{n})" for n in range(20))
    assert may_match(read(f"{wide} kind:request kind:incident"), called=called)


TERMS = [
    *("service:mail", "service:web,other", "service:none", "service:none,mail", "service:x"),
    *("kind:incident", "kind:request", "tag:a", "tag:b,c", "tag:none", "tag:none,a"),
    *("review:yes", "number:1", "number:>1"),
]
CONDITIONS = st.recursive(
    st.sampled_from(TERMS),
    lambda inner: st.one_of(
        inner.map(lambda text: f"-({text})"),
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda texts: f"({' or '.join(texts)})"),
    ),
    max_leaves=6,
).map(read)


@given(CONDITIONS, CONDITIONS)
def test_what_is_found_is_never_called_impossible(one: Condition, other: Condition) -> None:
    found, others = set(matched(one)), set(matched(other))
    assert may_match(one, called=called) or not found
    assert may_meet(one, other, called=called) or not found & others
    assert not covers(one, other, called=called) or found >= others


@given(CONDITIONS, CONDITIONS)
def test_without_numbers_the_answers_are_exact(one: Condition, other: Condition) -> None:
    if "number" in fields_of(one) | fields_of(other):
        return
    found, others = set(matched(one)), set(matched(other))
    assert may_match(one, called=called) is bool(found)
    assert may_meet(one, other, called=called) is bool(found & others)
    assert covers(one, other, called=called) is (found >= others)
