"""Contracts at the desk, in Setup and in the portal, and coverage beside a ticket."""

import pytest
from django.urls import reverse

from deskhand.contracts import ruling, versions
from deskhand.contracts.models import Contract, TicketCoverage
from deskhand.people.administration import let_read_contracts
from tests import cast as casting
from tests.contracts.paper import MANAGED, sign_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(cast, at):
    return sign_with(cast.birch, MANAGED, at=at)


@pytest.fixture
def ticket(cast, at, contract):
    return casting.ask(cast.bea, at=at.replace(hour=18))


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_panel_says_what_is_covered_and_why(cast, client_of, ticket):
    client, url = client_of(cast.ada), reverse("console:panel", args=[ticket.pk, "coverage"])
    client.get(url)
    answer = client.get(url, headers={"HX-Request": "true"})
    assert "Covered by Managed Support; onsite at our discretion." in text(answer)
    assert "kind:incident" in text(answer)


def test_an_agent_says_how_the_work_is_done(cast, client_of, ticket):
    url = reverse("console:say_coverage", args=[ticket.pk])
    said = {"place": "onsite", "is_minor": "on"}
    answer = client_of(cast.ada).post(url, said, headers={"HX-Request": "true"})
    row = TicketCoverage.objects.get(ticket=ticket)
    assert (answer.status_code, row.place, row.is_minor) == (200, "onsite", True)
    assert client_of(cast.lena).post(url, said).status_code == 403


def test_what_if_tells_lines_and_price(cast, client_of, ticket):
    url = reverse("console:what_if", args=[ticket.pk])
    # The contract's days are those of Berlin; its hours end at 2 at night there.
    asked = {"place": "onsite", "role": "engineer", "begin": "2026-03-05T01:30", "minutes": 90}
    told = text(client_of(cast.ada).get(url, asked))
    assert "After hours" in told and "180.50 EUR" in told
    wrong = client_of(cast.ada).get(url, {**asked, "minutes": "-5"})
    assert wrong.status_code == 200 and "EUR" not in text(wrong)


def test_the_client_reads_his_words_on_his_request(cast, client_of, ticket):
    page = client_of(cast.bea).get(reverse("portal:request", args=[ticket.pk]))
    assert "Covered by Managed Support; onsite at our discretion." in text(page)
    assert "kind:incident" not in text(page)


def test_contracts_are_read_by_whom_they_were_given(cast, client_of, contract):
    url = reverse("portal:contracts")
    assert client_of(cast.bruno).get(url).status_code == 404
    let_read_contracts(cast.bruno.memberships.get(), may=True)
    let_read_contracts(cast.carla.memberships.get(), may=True)
    assert "Managed support" in text(client_of(cast.bruno).get(url))
    assert "Managed support" not in text(client_of(cast.carla).get(url))


def test_an_agent_limited_to_others_finds_no_contract(cast, client_of, contract):
    cast.ada.only_organizations.set([cast.cedar])
    client = client_of(cast.ada)
    foreign = client.get(reverse("console:contract", args=[contract.pk]))
    missing = client.get(reverse("console:contract", args=[999_999]))
    assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert "Managed support" not in text(client.get(reverse("console:contracts")))


def test_a_contract_is_made_written_and_published(cast, client_of):
    client = client_of(cast.asta)
    head = {"organization": cast.cedar.pk, "name": "Care", "begins_on": "2026-01-01"}
    head |= {"renews_months": 0, "notice_months": 0, "calendar": _calendar()}
    client.post(reverse("setup:new_contract"), head)
    made = Contract.objects.get(name="Care")
    says = {
        **{"calendar": _calendar(), "currency": "eur", "otherwise": "covered", "rounds": "up"},
        **{"minimum_minutes": 0, "increment_minutes": 15, "bands": "split", "grace_minutes": 0},
        **{"travelling": "none", "travel_price": "0", "when_empty": "ask", "red_limit": 0},
        **{"rates-TOTAL_FORMS": 1, "rates-INITIAL_FORMS": 0, "rates-0-role": "Engineer"},
        "rates-0-in_hours": "120.1234",
        **{"pack_units": 20, "pack_price": "0", "pack_days": 0, "rollover_cap": 15},
        **{"unit_price": "0", "low_units": 3, "answer_and_appointment": "higher"},
        "missed": "none",
    }
    url = reverse("setup:contract_draft", args=[made.pk])
    refused = client.post(url, {**says, "currency": ""})
    assert refused.status_code == 422 and "needs a currency" in text(refused)
    assert client.post(url, says).status_code == 302
    rule = {"name": "All", "condition": "", "effect": "covered", "multiplier": "1"}
    client.post(reverse("setup:new_contract_rule", args=[made.pk]), rule)
    wrong = {**rule, "condition": "colour:blue"}
    refused = client.post(reverse("setup:new_contract_rule", args=[made.pk]), wrong)
    assert refused.status_code == 422
    publish = reverse("setup:publish_contract", args=[made.pk])
    assert client.post(publish, {"valid_from": "2027-05-01"}).status_code == 422
    assert client.post(publish, {"valid_from": "2026-01-01"}).status_code == 302
    [version] = versions.published(made)
    assert [str(rate.per_hour) for rate in version.rates.all()] == ["120.1234"]
    assert [rule.name for rule in ruling.rules_of(version)] == ["All"]


def _calendar():
    from deskhand.sla.models import Calendar

    return Calendar.objects.get().pk
