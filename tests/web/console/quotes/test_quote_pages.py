"""Quotes and approvals at the desk."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from deskhand.contracts.models import Approval, ApprovalAnswer, Charge, Quote
from tests import cast as casting
from tests.contracts.offers import authorise, quote, sent

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC).replace(microsecond=0)
SAID = {
    "title": "A new <firewall>",
    "kind": "flat",
    "currency": "eur",
    "valid_until": (NOW + timedelta(days=20)).date().isoformat(),
    "charging": "done",
    "lines-TOTAL_FORMS": 2,
    "lines-INITIAL_FORMS": 0,
    "lines-0-text": "Firewall",
    "lines-0-quantity": "2",
    "lines-0-unit_price": "450.50",
    "lines-1-text": "",
}


def text(answer):
    return " ".join(answer.content.decode().split())


def test_written_from_a_ticket_sent_noted_and_charged(cast, at, client_of):
    authorise(cast.bruno)
    ticket = casting.open_ticket(at=at, requester=cast.bea)
    client = client_of(cast.milo)
    new = reverse("console:new_quote") + f"?ticket={ticket.pk}"
    assert "The printer jams" in text(client.get(new))
    client.post(new, {**SAID, "organization": cast.birch.pk})
    made = Quote.objects.get()
    assert (made.ticket, made.net, made.currency) == (ticket, 90100, "EUR")
    url = reverse("console:quote", args=[made.pk])
    assert "A new &lt;firewall&gt;" in text(client.get(url))
    act = reverse("console:act_on_quote", args=[made.pk])
    assert client.post(act, {"act": "send"}).status_code == 302
    approval = Approval.objects.get()
    note = reverse("console:act_on_approval", args=[approval.pk])
    said = {"act": "note", "person": cast.bruno.pk, "said": "approve", "reason": "On the phone"}
    assert client.post(note, said).status_code == 302
    row = ApprovalAnswer.objects.get()
    assert (row.via, row.noted_by, row.person) == ("told", "Milo", cast.bruno)
    assert client.post(note, said).status_code == 422
    client.post(act, {"act": "charge"})
    assert Charge.objects.get().amount == 90100
    assert "Bruno Birch approved" in text(client.get(url))


@pytest.mark.parametrize(
    "wrong",
    [
        {"currency": "euro"},
        {"valid_until": "1999-01-01"},
        {"valid_until": "soon"},
        {"lines-0-unit_price": ""},
        {"lines-0-text": ""},
        {"lines-0-quantity": "-1"},
        {"lines-TOTAL_FORMS": "x"},
        {"title": ""},
        {"organization": "999999"},
    ],
)
def test_nonsense_keeps_what_was_typed(cast, client_of, wrong):
    said = {**SAID, "organization": cast.birch.pk, **wrong}
    assert client_of(cast.milo).post(reverse("console:new_quote"), said).status_code == 422
    assert not Quote.objects.exists()


def test_nobody_to_approve_is_said_on_the_page(cast, client_of):
    made = quote(cast, at=NOW)
    act = reverse("console:act_on_quote", args=[made.pk])
    answer = client_of(cast.milo).post(act, {"act": "send"})
    assert answer.status_code == 422 and "Nobody at Birch Bakery" in text(answer)
    assert client_of(cast.milo).post(act, {"act": "x"}).status_code == 404
    assert client_of(cast.lena).post(act, {"act": "send"}).status_code == 403


def test_an_agent_limited_to_others_finds_none(cast, at, client_of):
    made = quote(cast, at=at)
    cast.ada.only_organizations.set([cast.cedar])
    client = client_of(cast.ada)
    for name in ("quote", "edit_quote"):
        assert client.get(reverse(f"console:{name}", args=[made.pk])).status_code == 404
    assert "A new firewall" not in text(client.get(reverse("console:quotes")))
    new = {**SAID, "organization": cast.birch.pk}
    assert client.post(reverse("console:new_quote"), new).status_code == 422


def test_editing_warns_and_voids(cast, at, client_of):
    authorise(cast.bruno)
    made, approval = sent(cast, at=at)
    client, url = client_of(cast.milo), reverse("console:edit_quote", args=[made.pk])
    assert "The client has it" in text(client.get(url))
    assert client.post(url, SAID).status_code == 302
    approval.refresh_from_db()
    assert approval.state == Approval.State.VOID
    printed = reverse("console:quote_page", args=[made.pk, 1])
    assert approval.mark in text(client.get(printed))


def test_a_question_on_a_ticket(cast, at, client_of):
    authorise(cast.bruno)
    ticket = casting.open_ticket(at=at, requester=cast.bea)
    client, url = client_of(cast.ada), reverse("console:ask_approval", args=[ticket.pk])
    said = {"kind": "overage", "title": "Four more hours", "amount": "480", "currency": "EUR"}
    assert client.post(url, said).status_code == 422
    assert client.post(url, {**said, "expires_on": "2026-01-01"}).status_code == 422
    near = {**said, "expires_on": SAID["valid_until"]}
    assert client.post(url, near).status_code == 302
    approval = Approval.objects.get()
    assert (approval.amount, approval.kind, approval.ticket) == (48000, "overage", ticket)
    panel = reverse("console:panel", args=[ticket.pk, "agreements"])
    assert "Four more hours" in text(client.get(panel))
    assert "Four more hours" in text(client.get(reverse("console:approvals")))
    act = reverse("console:act_on_approval", args=[approval.pk])
    assert client.post(act, {"act": "withdraw"}).status_code == 302
    assert client.post(act, {"act": "withdraw"}).status_code == 422
