"""What is written when somebody is told something, and when it is to go out."""

from datetime import time, timedelta

import pytest

from deskhand.journal.models import Event
from deskhand.notices.kinds import Channel, Kind, Pace
from deskhand.notices.models import Delivery, Notice
from deskhand.notices.telling import tell
from tests import cast as casting
from tests.notices.people import inform, telling, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def oven(cast, at):
    return casting.open_ticket(at=at, requester=cast.bea, team=cast.service_desk)


def mail_of(notice) -> Delivery:
    return Delivery.objects.get(notice=notice, channel=Channel.MAIL)


def test_the_same_is_told_once(cast, oven, at):
    same = telling(cast.ada, oven, at=at)
    assert len(tell([same, same], at=at)) == 1
    assert tell([same], at=at) == []
    assert Notice.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_the_first_of_one_source_is_the_one_that_is_told(cast, oven, at):
    both = [
        telling(cast.ada, oven, at=at, source="x", kind=Kind.MENTIONED),
        telling(cast.ada, oven, at=at, source="x", kind=Kind.WATCHED),
    ]
    assert [notice.kind for notice in tell(both, at=at)] == [Kind.MENTIONED]


def test_whoever_wants_to_hear_nothing_is_told_nothing(cast, oven, at):
    wish(cast.ada, {Kind.MENTIONED: []})
    assert tell([telling(cast.ada, oven, at=at)], at=at) == []


def test_by_letter_alone_leaves_the_bell_empty(cast, oven, at):
    wish(cast.ada, {Kind.MENTIONED: [Channel.MAIL]})
    notice = inform(cast.ada, oven, at=at)
    assert not notice.in_bell
    assert mail_of(notice).state == Delivery.State.WAITING
    assert not Event.objects.filter(name="notices_told").exists()


def test_the_live_bell_rings_once_for_several(cast, oven, at):
    tell([telling(cast.ada, oven, at=at), telling(cast.ada, oven, at=at)], at=at)
    event = Event.objects.get(name="notices_told")
    assert (event.subject_kind, event.subject_id) == ("bell", cast.ada.person_id)
    assert event.payload["count"] == 2


def test_nobody_is_written_to_at_an_address_of_the_desk_or_one_that_bounces(cast, oven, at):
    cast.ada.person.addresses.update(email="support+x@northlight.example")
    cast.nils.person.addresses.update(bounced_at=at)
    inform(cast.ada, oven, at=at)
    inform(cast.nils, oven, at=at)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("values", "is_urgent", "expected"),
    [
        pytest.param({}, False, timedelta(minutes=2), id="at once, after some grace"),
        pytest.param({"pace": Pace.HOURLY}, False, timedelta(hours=1), id="with the hour"),
        pytest.param(
            {"pace": Pace.DAILY, "daily_at": time(17)}, False, timedelta(hours=7), id="daily"
        ),
        pytest.param({"pace": Pace.DAILY}, True, timedelta(minutes=2), id="urgent waits for none"),
        pytest.param(
            {"quiet_begins": time(9), "quiet_ends": time(11)},
            False,
            timedelta(hours=1),
            id="after the quiet hours",
        ),
        pytest.param(
            {"quiet_begins": time(9), "quiet_ends": time(11)},
            True,
            timedelta(minutes=2),
            id="urgent pierces them",
        ),
        pytest.param(
            {"quiet_begins": time(9), "quiet_ends": time(11), "urgent_pierces": False},
            True,
            timedelta(hours=1),
            id="unless he says no",
        ),
    ],
)
def test_when_a_letter_goes_out(cast, oven, at, values, is_urgent, expected):
    # It is 10:00 in Berlin, the firm's zone and so Ada's.
    wish(cast.ada, **values)
    assert mail_of(inform(cast.ada, oven, at=at, is_urgent=is_urgent)).due_at == at + expected


def test_quiet_hours_are_those_of_the_person(cast, oven, at):
    cast.ada.person.time_zone = "America/New_York"
    cast.ada.person.save()
    wish(cast.ada, quiet_begins=time(22), quiet_ends=time(7))
    # 04:00 in New York; seven o'clock there is noon in UTC.
    assert mail_of(inform(cast.ada, oven, at=at)).due_at == at.replace(hour=12)


def test_telling_many_asks_no_more_often(cast, oven, at, django_assert_num_queries):
    def count(number: int) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        tellings = [telling(cast.ada, oven, at=at) for _each in range(number)]
        with CaptureQueriesContext(connection) as queries:
            tell(tellings, at=at)
        return len(queries)

    count(1)
    assert count(30) == count(3)
