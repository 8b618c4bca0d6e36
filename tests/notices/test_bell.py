"""What stands in the bell, for whom, in which order and how many."""

from datetime import timedelta

import pytest

from deskhand.notices import bell, keeping
from deskhand.notices.kinds import Channel, Kind
from deskhand.notices.models import Firm, Notice
from tests import cast as casting
from tests.notices.people import inform, mention, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(cast, at):
    return [
        casting.open_ticket(at=at, requester=cast.bea, subject=f"Matter {number}")
        for number in range(5)
    ]


def titles(page) -> list[str]:
    return [group.last.line.title.partition(" ")[2] for group in page.groups]


def shown(agent, *, at, **more):
    return bell.page(casting.reader(agent), at=at, **{"size": 10, **more})


def test_notices_stand_by_ticket_the_newest_first(cast, tickets, at):
    for number in (0, 1, 2, 0):
        inform(cast.ada, tickets[number], at=at)
    page = shown(cast.ada, at=at)
    assert titles(page) == ["Matter 0", "Matter 2", "Matter 1"]
    assert [len(group.told) for group in page.groups] == [2, 1, 1]
    assert page.newest == Notice.objects.latest("pk").pk


def test_of_many_about_one_ticket_the_last_three_are_told(cast, tickets, at):
    for _each in range(8):
        inform(cast.ada, tickets[0], at=at)
    [group] = shown(cast.ada, at=at).groups
    assert (len(group.told), group.more, group.unread) == (3, 5, 8)


def test_pages_by_key_show_each_ticket_once(cast, tickets, at):
    for ticket in [*tickets, *tickets]:
        inform(cast.ada, ticket, at=at)
    seen, before = [], None
    while True:
        page = shown(cast.ada, at=at, size=2, before=before)
        seen += titles(page)
        if page.before is None:
            break
        before = page.before
    assert seen == [f"Matter {number}" for number in (4, 3, 2, 1, 0)]


def test_what_may_be_seen_no_more_is_neither_shown_nor_counted(cast, tickets, at):
    reader = casting.reader(cast.ada)
    inform(cast.ada, tickets[0], at=at)
    mention(cast.ada, tickets[1], "@ada his password is hunter2", by=cast.nils, at=at)
    assert bell.unread_count(reader) == 2
    tickets[1].is_confidential = True
    tickets[1].save()
    assert bell.unread_count(reader) == 1
    assert titles(shown(cast.ada, at=at)) == ["Matter 0"]
    assert bell.group(reader, "ticket", tickets[1].pk, at=at) is None
    cast.ada.only_organizations.set([cast.cedar])
    assert bell.unread_count(casting.reader(cast.ada)) == 0
    assert shown(cast.ada, at=at).groups == []


def test_each_has_his_own_and_requesters_have_none(cast, tickets, at):
    inform(cast.ada, tickets[0], at=at)
    assert bell.unread_count(casting.reader(cast.nils)) == 0
    as_requester = casting.reader(cast.ada).as_requester()
    assert bell.unread_count(as_requester) == 0


def test_what_is_read_stands_there_and_counts_no_more(cast, tickets, at):
    reader = casting.reader(cast.ada)
    for ticket in tickets:
        inform(cast.ada, ticket, at=at)
    assert bell.read(reader, "ticket", tickets[0].pk, at=at) == 1
    assert bell.unread_count(reader) == 4
    assert len(shown(cast.ada, at=at).groups) == 5
    assert "Matter 0" not in titles(shown(cast.ada, at=at, only_unread=True))


def test_all_that_was_shown_is_read_and_nothing_that_came_since(cast, tickets, at):
    reader = casting.reader(cast.ada)
    inform(cast.ada, tickets[0], at=at)
    newest = shown(cast.ada, at=at).newest
    inform(cast.ada, tickets[1], at=at)
    bell.read_all(reader, until=newest, at=at)
    assert bell.unread_count(reader) == 1


def test_nobody_reads_for_another(cast, tickets, at):
    notice = inform(cast.ada, tickets[0], at=at)
    bell.read(casting.reader(cast.nils), "ticket", tickets[0].pk, at=at)
    bell.read_all(casting.reader(cast.nils), until=notice.pk, at=at)
    assert bell.unread_count(casting.reader(cast.ada)) == 1


def test_what_he_wants_by_letter_alone_is_not_in_the_bell(cast, tickets, at):
    wish(cast.ada, {Kind.MENTIONED: [Channel.MAIL]})
    inform(cast.ada, tickets[0], at=at)
    assert bell.unread_count(casting.reader(cast.ada)) == 0
    assert shown(cast.ada, at=at).groups == []


def test_a_count_has_an_end(cast, tickets, at):
    Notice.objects.bulk_create(
        Notice(
            person=cast.ada.person,
            kind=Kind.WATCHED,
            source=f"x{number}",
            subject_kind="ticket",
            subject_id=tickets[0].pk,
            at=at,
        )
        for number in range(bell.COUNT_CAP + 5)
    )
    assert bell.unread_count(casting.reader(cast.ada)) == bell.COUNT_CAP


def test_read_ones_are_kept_for_some_days_and_unread_ones_for_half_a_year(cast, tickets, at):
    Firm.objects.create(pk=1, keep_days=10)
    old = inform(cast.ada, tickets[0], at=at)
    bell.read(casting.reader(cast.ada), "ticket", tickets[0].pk, at=at)
    inform(cast.ada, tickets[1], at=at)
    assert keeping.prune(at=at + timedelta(days=9)) == 0
    assert keeping.prune(at=at + timedelta(days=11)) == 1
    assert not Notice.objects.filter(pk=old.pk).exists()
    assert keeping.prune(at=at + timedelta(days=200)) == 1


def test_a_page_asks_no_more_often_when_there_is_more(cast, at, django_assert_max_num_queries):
    for number in range(12):
        ticket = casting.open_ticket(at=at, requester=cast.bea, subject=f"Matter {number}")
        mention(cast.ada, ticket, "@ada", by=cast.nils, at=at)
        mention(cast.ada, ticket, "@ada", by=cast.asta, at=at)
    reader = casting.reader(cast.ada)
    with django_assert_max_num_queries(12):
        page = bell.page(reader, at=at, size=12)
    assert len(page.groups) == 12
