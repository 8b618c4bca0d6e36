"""A question that is worked out once answers as Django does, on both engines."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db.models import Count, QuerySet

from deskhand.jobs.light import made
from deskhand.jobs.prepared import prepared
from deskhand.people.models import Agent, Person, Team, User
from deskhand.tickets.access import TicketNotFound
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.reading import ticket_for
from tests import cast as stage

pytestmark = pytest.mark.django_db
POINTERS = ("requester", "organization", "status", "team", "assignee", "related", "site")


def with_all() -> QuerySet[Ticket]:
    return Ticket.objects.select_related(*POINTERS, "status__scheme", "assignee__person")


@prepared
def tickets_among(numbers: list[int], since: datetime) -> QuerySet[Ticket]:
    found = with_all().filter(pk__in=numbers, received_at__gte=since)
    return found.order_by("-received_at", "pk")


@prepared
def user_by(key: int) -> QuerySet[User]:
    return User.objects.select_related("person__agent").filter(pk=key)


@pytest.fixture
def numbers(cast, at):
    found = [stage.ask(who, at=at + n * timedelta(minutes=1))
             for n, who in enumerate((cast.bea, cast.bruno, cast.bea))]  # fmt: skip
    numbers = [ticket.pk for ticket in found]
    Ticket.objects.filter(pk=numbers[0]).update(assignee=cast.ada, related=numbers[1])
    return numbers


def values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_it_finds_what_django_finds(numbers, at, count, django_assert_num_queries):
    wanted, since = numbers[:count], at - timedelta(days=1)
    whole = list(with_all().filter(pk__in=wanted).order_by("-received_at", "pk"))
    tickets_among(wanted, since)
    with django_assert_num_queries(1):
        found = tickets_among(wanted, since)
        assert found == whole
        for one, other in zip(found, whole, strict=True):
            assert values(one) == values(other)
            for name in POINTERS:
                near, far = getattr(one, name), getattr(other, name)
                assert near == far
                assert near is None or values(near) == values(far)
            assert one.status.scheme == other.status.scheme
            assert str(one.assignee) == str(other.assignee)


def test_it_is_asked_with_other_values(numbers, at):
    assert [one.pk for one in tickets_among(numbers, at)] == numbers[::-1]
    assert [one.pk for one in tickets_among(numbers, at + timedelta(minutes=1))] == numbers[:0:-1]
    assert tickets_among([900_000, 900_001], at) == []


def test_an_empty_list_is_not_asked(at, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert tickets_among([], at) == []


@pytest.mark.parametrize("number", [2**63, -(2**63), 10**30])
def test_a_number_that_no_column_holds_is_of_no_row(cast, numbers, at, number):
    assert tickets_among([number], at) == user_by(number) == []
    assert {one.pk for one in tickets_among([*numbers, number, *numbers], at)} == set(numbers)
    for role in ("agent", "administrator"):
        with pytest.raises(TicketNotFound):
            ticket_for(replace(stage.reader(cast.ada), role=role), number)


def test_what_points_back_is_known_on_both_sides(cast, django_assert_num_queries):
    key = cast.ada.person.user_id
    user_by(key)
    with django_assert_num_queries(1):
        (user,) = user_by(key)
        assert user.person.agent == cast.ada
        assert user.person.user is user and user.person.agent.person is user.person


def test_what_it_finds_can_be_changed_and_kept(numbers, at):
    (found,) = tickets_among(numbers[:1], at - timedelta(days=1))
    found.subject = "Other"
    found.save(update_fields=["subject"])
    found.refresh_from_db()
    assert Ticket.objects.get(pk=numbers[0]).subject == found.subject == "Other"
    assert found.get_deferred_fields() == set() and not found._state.adding


def test_one_user_is_found_by_his_key(cast):
    user = User.objects.get(pk=cast.ada.person.user_id)
    assert user == User.objects.filter(pk=user.pk).get()
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=987_654)


def test_a_question_for_more_than_rows_is_refused():
    @prepared
    def counted(key: int) -> QuerySet[Team]:
        return Team.objects.filter(pk=key).annotate(count=Count("tickets"))

    with pytest.raises(ValueError, match="more than rows"):
        counted(1)


def test_a_value_that_is_not_asked_for_is_refused():
    @prepared
    def forgetful(key: int, other: int) -> QuerySet[Message]:
        return Message.objects.filter(pk=key)

    with pytest.raises(ValueError, match="all of its values"):
        forgetful(1, 2)


def test_a_row_that_was_made_asks_for_what_it_lacks(cast, django_assert_num_queries):
    agent = made(Agent, {"id": cast.ada.pk}, person=made(Person, {"name": "Somebody"}))
    assert (agent, str(agent)) == (cast.ada, "Somebody")
    with django_assert_num_queries(1):
        assert agent.role == cast.ada.role
