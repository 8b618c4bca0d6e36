"""Pack D, row by row: requests, contracts, work orders (8:00 to 20:00 Eastern)."""

from datetime import UTC, datetime

import pytest

from deskhand.catalog.acts import acts_words
from deskhand.catalog.models import RequestType
from deskhand.desk import dating, staging
from deskhand.sla.dates import DateRefused, NewDate
from deskhand.sla.models import Clock
from deskhand.tickets.models import Channel
from tests.cast import reader
from tests.packs.clients import Firm, ask, wall, when

pytestmark = pytest.mark.django_db

PACK = "hosting-promises"
PHONE, VOICEMAIL, EMAIL = Channel.PHONE, Channel.VOICEMAIL, Channel.EMAIL
S = Clock.State
# Request type; priority; what must happen.
REQUESTS = {
    "password-reset": (
        "Urgent",
        "Done at once by whoever is on the desk",
        "If all lines are busy: a work order of priority 1",
        "If all lines are busy: call back within 1 hour",
    ),
    "company-file": (
        "Urgent",
        "A work order of priority 1",
        "Call back within 1 hour, for troubleshooting",
        "Once it is documented: solved",
        "If research is needed: a new promise date",
    ),
    "website-down": ("Urgent", "A work order of priority 1", "Solved within 4 hours, up again"),
    "server-down": (
        "Urgent",
        "A work order of priority 1",
        "Call back within 1 hour, with an update or for troubleshooting",
    ),
    "email-problem": (
        "Urgent",
        "Looked at at once",
        "If all lines are busy: a work order of priority 1",
        "If all lines are busy: call back within 1 hour, with an update",
        "If research is needed: a new promise date",
    ),
    "new-account": ("Normal", "A work order of priority 3", "Solved within the next business day"),
    "accounting-printing": (
        "High",
        "Looked at at once",
        "If all lines are busy: call back within 1 hour",
        "If research is needed: a new promise date, agreed with the client",
    ),
    "server-software": (
        "Normal",
        "A work order of priority 3",
        "Solved within the next business day",
    ),
    "virtual-server": ("Normal", "Solved within 5 business days"),
    "physical-server": (
        "Normal",
        "Solved within 10 business days, as a promise date in two stages",
        "5 business days for: the hardware to come (ordered, received)",
        "5 business days for: configuring it",
    ),
    "post-office": (
        "Normal",
        "A work order of priority 3, a mail domain",
        "Solved within 2 business days",
    ),
    "new-printer": ("Normal", "A work order of priority 3", "Solved within the next business day"),
}


@pytest.mark.parametrize("slug", REQUESTS)
def test_a_request_says_how_urgent_it_is_and_what_must_happen(firm: Firm, slug):
    priority, *must_happen = REQUESTS[slug]
    told = ask(firm, PACK, "2026-03-03 10:00", request=slug, channel=PHONE)
    assert told.ticket.priority.name == priority
    assert acts_words(RequestType.objects.get(slug=slug).acts) == must_happen


# By when it is fulfilled, received on Tuesday 10:00; on Friday 21:00; on the Saturday before the
# clock changes; on the Friday before Memorial Day.
RECEIVED = ("2026-03-03 10:00", "2026-03-06 21:00", "2026-03-07 22:30", "2026-05-22 10:00")
DAY_1 = ("2026-03-04 20:00", "2026-03-09 20:00", "2026-03-09 20:00", "2026-05-26 20:00")
DAY_2 = ("2026-03-05 20:00", "2026-03-10 20:00", "2026-03-10 20:00", "2026-05-27 20:00")
DAY_5 = ("2026-03-10 20:00", "2026-03-13 20:00", "2026-03-13 20:00", "2026-06-01 20:00")
DAY_10 = ("2026-03-17 20:00", "2026-03-20 20:00", "2026-03-20 20:00", "2026-06-08 20:00")
HOURS_4 = ("2026-03-03 14:00", "2026-03-07 01:00", "2026-03-08 03:30", "2026-05-22 14:00")
HOURS_24 = ("2026-03-04 10:00", "2026-03-07 21:00", "2026-03-08 23:30", "2026-05-23 10:00")
HOURS_48 = ("2026-03-05 10:00", "2026-03-08 22:00", "2026-03-09 23:30", "2026-05-24 10:00")
FULFILLED = {
    "password-reset": HOURS_24,
    "company-file": HOURS_24,
    "website-down": HOURS_4,
    "server-down": HOURS_24,
    "email-problem": HOURS_24,
    "new-account": DAY_1,
    "accounting-printing": HOURS_48,
    "server-software": DAY_1,
    "virtual-server": DAY_5,
    "physical-server": DAY_10,
    "post-office": DAY_2,
    "new-printer": DAY_1,
}


@pytest.mark.parametrize("slug", FULFILLED)
def test_a_request_is_fulfilled_within(firm: Firm, slug):
    due = [ask(firm, PACK, at, request=slug).due("resolution") for at in RECEIVED]
    assert due == list(FULFILLED[slug])


@pytest.mark.parametrize(
    ("level", "expected"), [(1, HOURS_24), (2, HOURS_48), (3, ("", "", "", ""))]
)
def test_a_priority_is_fulfilled_within(firm: Firm, level, expected):
    """Normal is scheduled with the client: no target, a promise date."""
    due = [ask(firm, PACK, at, level=level).due("resolution") for at in RECEIVED]
    assert due == list(expected)


CALLED = ("password-reset", "company-file", "server-down", "email-problem", "accounting-printing")


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-03-03 08:00", "2026-03-03 09:00"),
        ("2026-03-03 10:00", "2026-03-03 11:00"),
        # One hour, elapsed, past closing.
        ("2026-03-03 19:30", "2026-03-03 20:30"),
        # Nobody is paged: from the next opening, over a weekend, a holiday, a clock change.
        ("2026-03-03 20:00", "2026-03-04 09:00"),
        ("2026-03-04 07:59", "2026-03-04 09:00"),
        ("2026-03-06 22:00", "2026-03-09 09:00"),
        ("2026-05-25 12:00", "2026-05-26 09:00"),
        ("2026-11-01 01:30", "2026-11-02 09:00"),
    ],
)
def test_a_client_without_cover_is_called_back_within_the_hour(firm: Firm, asked, due):
    told = [ask(firm, PACK, asked, request=slug, channel=PHONE) for slug in CALLED]
    assert {each.call_back(asked) for each in told} == {due}


@pytest.mark.parametrize(
    ("called", "due"),
    [
        ("2026-03-03 10:00", "2026-03-03 10:20"),
        ("2026-03-03 19:50", "2026-03-03 20:10"),
        ("2026-03-03 23:00", "2026-03-03 23:20"),
        ("2026-03-07 03:00", "2026-03-07 03:20"),
        ("2026-12-25 12:00", "2026-12-25 12:20"),
        ("2026-03-08 01:50", "2026-03-08 03:10"),
        ("2026-11-01 00:50", "2026-11-01 01:10"),
    ],
)
def test_who_has_24x7x365_and_calls_gets_a_response_within_20_minutes_at_any_time(
    firm: Firm, called, due
):
    told = ask(firm, PACK, called, label="24x7x365", channel=PHONE, level=3)
    assert told.due() == told.call_back(called) == due
    assert "contract" in told.clock().reason


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("2026-03-03 10:00", "2026-03-04 20:00"),
        ("2026-03-03 23:00", "2026-03-04 20:00"),
        ("2026-03-07 12:00", "2026-03-09 20:00"),
        ("2026-05-22 12:00", "2026-05-26 20:00"),
    ],
)
def test_mail_is_answered_within_one_business_day_whatever_the_contract(firm: Firm, written, due):
    for label in ("24x7x365", "on-call", ""):
        assert ask(firm, PACK, written, label=label, channel=EMAIL, level=1).due() == due


@pytest.mark.parametrize(
    ("left", "passed", "due"),
    [
        ("2026-03-03 22:00", "2026-03-03 22:05", "2026-03-03 23:05"),
        ("2026-03-07 11:00", "2026-03-07 11:40", "2026-03-07 12:40"),
        ("2026-05-25 11:00", "2026-05-25 11:10", "2026-05-25 12:10"),
        # Passed on in business hours only: an hour from then all the same.
        ("2026-03-04 07:30", "2026-03-04 08:10", "2026-03-04 09:10"),
        ("2026-03-08 01:20", "2026-03-08 01:30", "2026-03-08 03:30"),
    ],
)
def test_an_on_call_message_counts_from_its_passing_on(firm: Firm, left, passed, due):
    told = ask(firm, PACK, left, label="on-call", channel=VOICEMAIL)
    assert (told.clock().state, told.due()) == (S.PENDING, "")
    told.pass_on(left, passed)
    assert told.due() == due
    occasion = told.ticket.occasions.get(kind="passed_on")
    assert occasion.left_at < occasion.at == told.clock().started_at


def test_a_message_of_a_client_without_cover_waits_for_the_next_opening(firm: Firm):
    told = ask(firm, PACK, "2026-03-03 22:00", channel=VOICEMAIL, level=1)
    assert told.clock().state == S.RUNNING
    assert told.call_back("2026-03-03 22:00") == "2026-03-04 09:00"


def test_a_physical_server_comes_in_two_stages_and_a_late_one_does_not_move_the_other(firm: Firm):
    told = ask(firm, PACK, "2026-05-20 10:00", request="physical-server", channel=PHONE)
    by = reader(firm.cast.ada)
    rows = staging.promise_stages(told.ticket.pk, by=by, at=when(PACK, "2026-05-20 11:00"))
    hardware, configured = (row.clock for row in rows)
    assert rows[0].stage == "the hardware to come (ordered, received)"
    # Over Memorial Day: five business days, and five more; the last is the promise itself.
    assert wall(PACK, hardware.due_at) == "2026-05-28 20:00"
    assert wall(PACK, configured.due_at) == told.due("resolution") == "2026-06-04 20:00"
    late = NewDate(
        due_at=when(PACK, "2026-06-02 20:00"), why="The maker is late.", stage=rows[0].stage
    )
    dating.promise(told.ticket.pk, late, by=by, at=when(PACK, "2026-05-28 12:00"))
    configured.refresh_from_db()
    assert configured.state == S.RUNNING
    assert wall(PACK, configured.due_at) == told.due("resolution") == "2026-06-04 20:00"
    with pytest.raises(DateRefused):
        staging.promise_stages(told.ticket.pk, by=by, at=when(PACK, "2026-05-28 12:00"))


def test_what_has_no_stages_is_not_promised_in_stages(firm: Firm, client_of):
    told = ask(firm, PACK, "2026-03-03 10:00", request="new-printer", channel=PHONE)
    by, at = reader(firm.cast.ada), when(PACK, "2026-03-03 11:00")
    with pytest.raises(DateRefused):
        staging.promise_stages(told.ticket.pk, by=by, at=at)
    path = f"/desk/tickets/{told.ticket.pk}/"
    page = client_of(firm.cast.ada).get(path).content.decode()
    assert "panels/stages/" not in page
    page = client_of(firm.cast.ada).get(f"{path}panels/stages/").content.decode()
    assert "Promise its stages" not in page
    answer = client_of(firm.cast.ada).post(f"/desk/tickets/{told.ticket.pk}/stages/", follow=True)
    assert "No stage is left" in answer.content.decode()


def test_its_stages_stand_with_their_dates_where_dates_are_promised(firm: Firm, client_of):
    now = datetime.now(UTC)
    told = ask(firm, PACK, wall(PACK, now), request="physical-server", channel=PHONE)
    url = f"/desk/tickets/{told.ticket.pk}/"
    page = client_of(firm.cast.ada).get(url).content.decode()
    piece = f"{url}panels/stages/"
    assert f'hx-get="{piece}"' in page.partition("Promise it part by part")[2]
    parts = client_of(firm.cast.ada).get(piece).content.decode()
    assert "the hardware to come (ordered, received): <time" in parts
    assert parts.count("Promise its stages") == 1
    client_of(firm.cast.ada).post(f"{url}stages/")
    assert "Promise its stages" not in client_of(firm.cast.ada).get(piece).content.decode()
