"""Reading the journal for the sums: what is committed is counted, once."""

import pytest
from django.db import transaction
from django.db.models import QuerySet

from deskhand.journal.models import Event
from deskhand.reports import jobs, rebuild
from deskhand.reports.following import follow, take
from deskhand.reports.models import Place, Tally
from tests import cast as casting

# What a transaction has not yet committed is handed over by no engine but SQLite.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def us(transactional_db):
    return casting.gather()


def opened() -> int:
    rows = Tally.objects.filter(grain="m", cut="whole", measure="opened")
    return sum(rows.values_list("count", flat=True))


def revision() -> int:
    return Place.objects.get().revision


def test_what_happened_is_counted_once(us, at):
    casting.ask(us.bea, at=at)
    assert not follow(at=at)
    assert opened() == 1
    before = revision()
    assert not follow(at=at)
    assert revision() == before
    casting.ask(us.cem, at=at)
    follow(at=at)
    assert opened() == 2


def test_the_job_counts_all_that_waits(us, at, monkeypatch):
    monkeypatch.setattr("deskhand.reports.following.TOGETHER", 2)
    for _each in range(3):
        casting.ask(us.bea, at=at)
    jobs.sum_up.func()
    assert opened() == 3


def test_who_was_slower_counts_anew(us, at):
    ticket = casting.ask(us.bea, at=at)
    place = Place.objects.first() or Place()
    events = list(_events())
    with transaction.atomic():
        assert take(events, place=place, at=at)
    assert not take(events, place=place, at=at)
    assert opened() == 1
    assert ticket.report_facts.computed_at == at


def test_after_a_whole_rebuild_only_news_are_followed(us, at):
    casting.ask(us.bea, at=at)
    list(rebuild.rebuild(at=at))
    before = revision()
    follow(at=at)
    assert revision() == before
    casting.ask(us.bea, at=at)
    follow(at=at)
    assert revision() == before + 1
    assert [line for told in rebuild.check(at=at) for line in told.differences] == []


def _events() -> QuerySet[Event]:

    return Event.objects.order_by("pk")
