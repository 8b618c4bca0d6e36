"""The first contract of a new desk: whom it is with, and its currency."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from deskhand.contracts.models import Contract
from deskhand.people.models import Organization
from deskhand.sla.models import Calendar

pytestmark = pytest.mark.django_db


def head(cast, **more):
    said = {"organization": cast.cedar.pk, "name": "Care", "begins_on": "2026-01-01"}
    said |= {"renews_months": 0, "notice_months": 0, "calendar": Calendar.objects.first().pk}
    return {**said, **more}


def test_its_currency_is_asked_once_and_offered_again(cast, client_of):
    client, url = client_of(cast.asta), reverse("setup:new_contract")
    assert client.post(url, head(cast, currency="eur")).status_code == 302
    made = Contract.objects.get(name="Care")
    assert made.versions.get().currency == "EUR"
    for page in (url, reverse("console:new_quote")):
        assert 'value="EUR"' in client.get(page).content.decode()
    line = reverse("setup:new_contract_line", args=[made.pk])
    assert "names no currency" not in client.get(line).content.decode()


def test_what_is_no_currency_is_refused_with_the_rest_kept(cast, client_of):
    refused = client_of(cast.asta).post(
        reverse("setup:new_contract"), head(cast, currency="E1"), follow=True
    )
    assert refused.status_code == 422 and 'value="Care"' in refused.content.decode()
    assert not Contract.objects.exists()


def test_a_contract_without_one_says_where_it_is_written(cast, client_of):
    client = client_of(cast.asta)
    client.post(reverse("setup:new_contract"), head(cast))
    made = Contract.objects.get()
    page = client.get(reverse("setup:new_contract_line", args=[made.pk])).content.decode()
    assert reverse("setup:contract_draft", args=[made.pk]) in page


def test_without_a_client_the_way_to_the_first_is_shown(cast, client_of):
    Organization.objects.update(archived_at=datetime(2026, 1, 1, tzinfo=UTC))
    client = client_of(cast.asta)
    for name in ("setup:new_contract", "console:new_quote"):
        page = client.get(reverse(name)).content.decode()
        assert "No client yet" in page and reverse("setup:add", args=["organizations"]) in page
