"""Bad input of money and time, each through its page: refused or made once, in a clear sentence."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from deskhand.contracts import keeping, versions
from deskhand.contracts.ledger import checking
from deskhand.contracts.models import ApprovalAnswer, Charge, LedgerEvent, Quote, Rate
from deskhand.contracts.terms import Terms
from deskhand.desk.approvals.letters import url_for
from deskhand.web.setup.contracts.forms import VersionForm
from deskhand.work.models import TimeEntry, TimeMonth, WorkType
from tests import cast as casting
from tests.at_once import at_once
from tests.contracts.ledger.deeds import buy, sums
from tests.contracts.offers import authorise, sent
from tests.contracts.paper import rule, sign, sign_with

pytestmark = pytest.mark.django_db
AT_ONCE = 50
TODAY = timezone.now().date()
PACK = {"act": "pack", "units": 20, "price": "900", "day": "2026-01-05", "once_key": "k1"}


def text(answer):
    return " ".join(answer.content.decode().split())


def worked(cast, **more):
    """All that the form of time sends."""
    usual = {
        "length": "1h",
        "worked_on": TODAY,
        "organization": cast.birch.pk,
        "work_type": WorkType.objects.first().pk,
        "agent": cast.ada.pk,
        "is_billable": "on",
        "place": "remote",
    }
    return {**usual, **more}


def book(contract):
    return reverse("console:act_on_contract_book", args=[contract.pk])


@pytest.mark.parametrize(
    "length", ["-3h", "minus three hours", "25h", "24h 1m", "0", "99999999h", "1h\0"]
)
def test_a_length_that_cannot_be_is_refused_at_its_field(cast, client_of, length):
    answer = client_of(cast.ada).post("/desk/time/new/", worked(cast, length=length))
    assert answer.status_code == 422
    assert answer.context["form"].errors["length"] and 'id="id_length"' in text(answer)
    assert not TimeEntry.objects.exists()


def test_a_day_has_no_twenty_five_hours_in_pieces_either(cast, client_of):
    client = client_of(cast.ada)
    sent_first = client.post("/desk/time/new/", worked(cast, length="13h", is_sure="on"))
    assert sent_first.status_code == 302
    answer = client.post("/desk/time/new/", worked(cast, length="12h", is_sure="on"))
    assert answer.status_code in {409, 422} and TimeEntry.objects.count() == 1


def test_a_closed_month_takes_no_time_unasked(cast, client_of):
    last = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)
    client_of(cast.milo).post("/desk/time/months/turn/", {"month": last})
    assert TimeMonth.objects.get(begins_on=last).is_closed
    answer = client_of(cast.ada).post("/desk/time/new/", worked(cast, worked_on=last))
    assert answer.status_code == 409 and 'name="book_now"' in text(answer)
    assert not TimeEntry.objects.exists()


def test_on_an_ended_contract_nothing_is_sold(cast, at, client_of):
    contract = sign(cast.birch, at=at)
    keeping.end(contract, date(2026, 3, 31), at=at)
    answer = client_of(cast.milo).post(book(contract), {**PACK, "day": "2026-04-05"})
    assert answer.status_code == 422 and "does not hold on" in text(answer)
    assert not LedgerEvent.objects.exists()


def test_a_rate_needs_a_currency(cast, at, client_of):
    contract = sign(cast.birch, at=at, rates=(), currency="")
    form = VersionForm(versions.shown(contract, at=at))
    values = {field.html_name: getattr(field.value(), "pk", field.value()) for field in form}
    said = {name: value for name, value in values.items() if isinstance(value, int | str | Decimal)}
    said = {name: value for name, value in said.items() if value is not False}
    said |= {
        "rates-TOTAL_FORMS": 1,
        "rates-INITIAL_FORMS": 0,
        "rates-0-role": "Engineer",
        "rates-0-in_hours": "120",
        "currency": "",
    }
    url = reverse("setup:contract_draft", args=[contract.pk])
    answer = client_of(cast.asta).post(url, said)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"currency"}
    assert "A price needs a currency." in text(answer)
    assert not Rate.objects.exists()


def test_two_clicks_on_approve_approve_once(cast, client_of):
    now = datetime.now(UTC).replace(microsecond=0)
    authorise(cast.bruno)
    quote, approval = sent(cast, at=now)
    path = url_for(approval, cast.bruno, at=now).removeprefix("http://localhost:8000")
    said, client = {"act": "approve", "mark": approval.mark}, client_of()
    assert [client.post(path, said).status_code for _click in range(2)] == [302, 409]
    assert ApprovalAnswer.objects.count() == 1
    quote.refresh_from_db()
    assert quote.state == Quote.State.APPROVED


def test_the_same_pack_sent_twice_is_sold_once(cast, at, client_of):
    contract, client = sign(cast.birch, at=at), client_of(cast.milo)
    assert [client.post(book(contract), PACK).status_code for _time in range(2)] == [302, 302]
    assert (sums(contract)["available"], Charge.objects.count()) == (20, 1)
    answer = client.post(book(contract), {**PACK, "units": 30})
    assert answer.status_code == 422 and "says something else" in text(answer)
    assert list(checking.faults()) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"units": "-1"}, "greater than or equal to 1"),
        ({"units": "999999999999"}, "less than or equal to"),
        ({"price": "9e99"}, "digits"),
        ({"price": "NaN"}, "Enter a number."),
        ({"day": "31.02.2026"}, "valid date"),
        ({"once_key": ""}, "required"),
    ],
)
def test_a_pack_that_cannot_be_is_refused_with_a_sentence(cast, at, client_of, said, words):
    contract = sign(cast.birch, at=at)
    answer = client_of(cast.milo).post(book(contract), {**PACK, **said})
    assert answer.status_code == 422 and words in text(answer)
    assert not LedgerEvent.objects.exists() and not Charge.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_of_fifty_at_once_as_many_draw_as_ten_units_allow(cast, at, client_of):
    contract = sign_with(
        cast.birch, [rule("All", "", "units")], at=at, terms=Terms(when_empty="block")
    )
    buy(contract, 10, at=at)
    posts = []
    for number in range(AT_ONCE):
        ticket = casting.ask(cast.bea, at=at)
        with transaction.atomic():
            made = casting.appoint(ticket, [cast.nils], at=at, in_hours=2 * number + 1)
        url = reverse("console:act_on_it", args=[ticket.pk, made.pk])
        posts.append((client_of(cast.asta), url))
    said = {"act": "conclude", "minutes": "60"}
    at_once(*(lambda one=one: one[0].post(one[1], said).status_code for one in posts))
    # Two units each: five of them were drawn, and nothing is left or below nothing.
    drawn = LedgerEvent.objects.posted().filter(drawn__gt=0)
    assert list(drawn.values_list("drawn", flat=True)) == [2] * 5
    assert (sums(contract).get("available", 0), sums(contract)["consumed"]) == (0, 10)
    assert list(checking.faults()) == []
