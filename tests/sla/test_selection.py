"""Which policy governs a ticket, and which of its rows holds."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskhand.catalog.models import RequestType, Service
from deskhand.desk.submit import Entry, Request, enter, submit
from deskhand.jobs.memory import remembering
from deskhand.people.models import Site
from deskhand.sla import owing
from deskhand.sla.governing import kept
from deskhand.sla.models import Clock, PolicyChoice
from deskhand.sla.policies import promise_for
from deskhand.tickets.models import Channel, Kind, Ticket
from tests.cast import reader
from tests.sla.tables import HOUR, owe, policy, rewrite, row

pytestmark = pytest.mark.django_db

# Tuesday 3 March 2026, 10:00 in Los Angeles.
TUESDAY = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
FIRST = "first_response"


def ask(who, at=TUESDAY, **more) -> Ticket:
    asked = Request(subject="Jam", text="Please help.", **more)
    return submit(asked, by=reader(who), at=at)


def call(cast, who, at=TUESDAY, **more) -> Ticket:
    entry = Entry(Request(subject="Jam", text="Help.", **more), who, channel=Channel.PHONE)
    return enter(entry, by=reader(cast.ada), at=at)


def first(ticket: Ticket) -> Clock:
    return Clock.objects.get(ticket=ticket, kind=FIRST)


def promised(ticket: Ticket) -> float:
    clock = first(ticket)
    return (clock.due_at - clock.started_at) / HOUR


def test_the_firms_default_governs_where_nothing_else_is_owed(cast):
    ticket = ask(cast.bea)
    choice = kept(ticket)
    assert choice.version.policy.is_default
    assert choice.assignment is None
    assert "is the firm’s default" in first(ticket).reason


def test_what_an_organization_is_owed_governs_its_tickets_and_no_others(cast):
    gold = policy("gold", row(FIRST, 1))
    owe(cast.birch, gold, "24x7")
    assert promised(ask(cast.bea)) == 1
    assert "Birch Bakery is owed Gold (24x7)." in first(Ticket.objects.latest("pk")).reason
    assert kept(ask(cast.cem)).version.policy.is_default


def test_of_several_the_first_that_fits_governs(cast):
    mail = Service.objects.create(name="Mail hosting", slug="mail")
    for_mail, rest = policy("mail", row(FIRST, 1)), policy("rest", row(FIRST, 2))
    owe(cast.birch, for_mail, condition="service:mail")
    second = owe(cast.birch, rest)
    assert promised(call(cast, cast.bea, service=mail)) == 1
    other = call(cast, cast.bea)
    assert promised(other) == 2
    assert "number 2 of 2" in kept(other).reason
    owing.move(second, up=True)
    assert promised(call(cast, cast.bea, service=mail)) == 2


def test_an_assignment_for_a_site_reads_the_site(cast):
    mill = Site.objects.create(organization=cast.birch, name="Mill")
    owe(cast.birch, policy("mill", row(FIRST, 1)), condition="site:Mill")
    assert promised(call(cast, cast.bea, site=mill)) == 1
    away = call(cast, cast.bea)
    assert kept(away).version.policy.is_default
    assert "Of what Birch Bakery is owed, nothing fits" in kept(away).reason


@pytest.mark.parametrize(
    ("since", "until", "governs"),
    [
        (0, None, True),
        (0, 1, True),
        (1, None, False),
        (-2, 0, False),
        (-2, -1, False),
    ],
)
def test_an_assignment_counts_while_it_lives(cast, since, until, governs):
    gold = policy("gold", row(FIRST, 1))
    ends_at = None if until is None else TUESDAY + until * HOUR
    owe(cast.birch, gold, since=TUESDAY + since * HOUR, until=ends_at)
    assert (kept(ask(cast.bea)).version.policy == gold) is governs


def test_the_version_of_the_receipt_governs_for_good(cast):
    gold = policy("gold", row(FIRST, 1), row("next_response", 1))
    owe(cast.birch, gold)
    ticket = ask(cast.bea)
    rewrite(gold, row(FIRST, 9), row("next_response", 9), at=TUESDAY + HOUR)
    later = promise_for(ticket, "next_response", received_at=TUESDAY + 2 * HOUR)
    assert later.target["seconds"] == 3600
    assert promised(ask(cast.bea, at=TUESDAY + 2 * HOUR)) == 9
    assert promised(ticket) == 1


def test_who_is_owed_something_else_later_keeps_what_was_chosen(cast):
    ticket = ask(cast.bea)
    owe(cast.birch, policy("gold", row(FIRST, 1), row("next_response", 1)))
    ticket.refresh_from_db()
    assert promise_for(ticket, "next_response", received_at=TUESDAY + HOUR) is None


ROWS = (
    row(FIRST, 8),
    row(FIRST, 4, condition="channel:phone"),
    row(FIRST, 1, condition="contract:24x7 channel:phone", name="Phone, 24x7"),
    row(FIRST, 3, condition="kind:question"),
)


def test_the_most_specific_row_that_matches_holds(cast):
    gold = policy("gold", *ROWS)
    owe(cast.birch, gold, "24x7")
    owe(cast.cedar, gold)
    assert promised(ask(cast.bea)) == 8
    assert promised(call(cast, cast.cem)) == 4
    ticket = call(cast, cast.bea)
    assert promised(ticket) == 1
    assert first(ticket).reason.splitlines() == [
        "Gold, version 1: 3 Normal, received in business hours",
        "Row “Phone, 24x7”: matched `contract:24x7` because contract is 24x7; "
        "matched `channel:phone` because channel is phone.",
        "Birch Bakery is owed Gold (24x7).",
    ]


def test_between_equally_specific_rows_the_first_holds(cast):
    phoned = row(FIRST, 2, condition="channel:phone")
    asked = row(FIRST, 3, condition="kind:question")
    owe(cast.birch, policy("phone", phoned, asked))
    owe(cast.cedar, policy("question", asked, phoned))
    assert promised(call(cast, cast.bea, kind=Kind.QUESTION)) == 2
    assert promised(call(cast, cast.cem, kind=Kind.QUESTION)) == 3


def test_a_level_that_a_row_leaves_out_is_promised_nothing(cast):
    only_urgent = row(FIRST, {1: 1}, condition="channel:web")
    owe(cast.birch, policy("gold", row(FIRST, 8), only_urgent))
    assert not Clock.objects.filter(ticket=ask(cast.bea)).exists()
    assert promised(call(cast, cast.bea)) == 8


def test_labels_of_all_that_is_owed_are_read_whichever_governs(cast):
    gold = policy("gold", row(FIRST, 8), row(FIRST, 1, condition="contract:on-call"))
    owe(cast.birch, gold)
    owe(cast.birch, policy("extra", row(FIRST, 5)), "On-Call")
    assert promised(ask(cast.bea)) == 1
    owe(cast.cedar, gold)
    assert promised(ask(cast.cem)) == 8


def test_a_row_has_hours_of_its_own(cast):
    from deskhand.sla.calendars import save_version
    from deskhand.sla.models import Calendar

    always = Calendar.objects.create(name="Always", slug="always")
    day = [["00:00", "24:00"]]
    weekly = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), day)
    spec = {"tz": "UTC", "weekly": weekly, "holidays": [], "exceptions": {}}
    save_version(always, spec, at=TUESDAY - timedelta(days=99))
    rows = (
        row(FIRST, 2, unit="business"),
        row(FIRST, 2, unit="business", condition="channel:phone", calendar=always),
        row(FIRST, 2, unit="business", condition="kind:question", coverage=always),
    )
    owe(cast.birch, policy("gold", *rows))
    # Tuesday 21:00 in Los Angeles: closed there, open where it always is.
    night = TUESDAY + 11 * HOUR
    assert promised(call(cast, cast.bea, at=night)) == 2
    closed = first(ask(cast.bea, at=night))
    assert (closed.band, closed.due_at - night) == ("after", 12.5 * HOUR)
    assert first(ask(cast.bea, at=night, kind=Kind.QUESTION)).band == "in"


def test_a_request_type_says_what_nobody_said(cast):
    mail = Service.objects.create(name="Mail hosting", slug="mail")
    asked = RequestType.objects.create(
        name="Mail down", slug="mail-down", service=mail, kind="incident", priority_level=1
    )
    ticket = call(cast, cast.bea, request_type=asked)
    assert (ticket.kind, ticket.service, ticket.priority_level) == ("incident", mail, 1)
    said = call(cast, cast.bea, request_type=asked, kind=Kind.QUESTION)
    assert (said.kind, said.priority_level) == ("question", 1)


def test_the_first_line_of_service_answers_calls_only_where_the_row_says_so(cast):
    here = row(FIRST, 1, condition="channel:phone", answered_on_call=True)
    owe(cast.birch, policy("desk", row(FIRST, 4), here))
    met = first(call(cast, cast.bea))
    assert (met.state, met.met_at) == (Clock.State.MET, TUESDAY)
    assert first(call(cast, cast.cem)).state == Clock.State.RUNNING


def test_work_looks_policies_up_once_however_many_tickets_come(cast):
    owe(cast.birch, policy("gold", *ROWS), "24x7")

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            ask(cast.bea)
        tables = ("policy", "row", "target", "assignment", "calendar", "priority", "status")
        return sum(
            any(f'FROM "sla_{t}' in q["sql"] or f'FROM "catalog_{t}' in q["sql"] for t in tables)
            for q in asked
        )

    with remembering():
        statements()
        assert statements() == 0
    assert PolicyChoice.objects.count() == 2
