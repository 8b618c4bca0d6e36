"""A generated desk is a desk: its rows fit each other as if stories had told them."""

from collections import Counter

import pytest
from django.db import connection

from bench import generate
from deskhand.catalog.models import Category
from deskhand.journal.models import Event
from deskhand.packs.founding import AlreadyFounded
from deskhand.people.folding import fold_lines
from deskhand.rules.conditions.folding import fold
from deskhand.sla.models import Clock
from deskhand.sla.rebuild import rebuild
from deskhand.tickets.models import NOTHING_DUE, Attachment, Message, Ticket
from tests import databases

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_generated_desk_holds_together(at):
    generate.fill(600, until=at)
    connection.check_constraints()
    tickets = list(Ticket.objects.select_related("status", "priority", "site"))
    assert len(tickets) == 600
    for ticket in tickets:
        assert ticket.subject_folded == fold(ticket.subject)
        assert ticket.tags_folded == fold_lines(ticket.tags)
        assert ticket.category == ticket.status.category
        assert ticket.is_open == Category(ticket.category).is_open == (ticket.solved_at is None)
        assert ticket.priority_level == ticket.priority.level
        assert ticket.site is None or ticket.site.organization_id == ticket.organization_id
        assert ticket.received_at <= ticket.updated_at <= at
    received = [ticket.received_at for ticket in sorted(tickets, key=lambda t: t.pk)]
    assert received == sorted(received)
    assert list(rebuild(at=at, check=True)) == []
    owed = Clock.objects.filter(stopped_at=None).exclude(state="cancelled")
    assert dict(owed.values_list("ticket", "due_at")) == {
        t.pk: t.due_order_at for t in tickets if t.due_order_at != NOTHING_DUE
    }


def test_shares_are_those_of_a_busy_desk(at):
    generate.fill(600, until=at)
    assert Ticket.objects.open().count() == 30
    assert 1500 < Message.objects.count() < 3000
    assert 40 < Attachment.objects.count() < 150
    happened = Counter(Event.objects.values_list("name", flat=True))
    assert happened["ticket_opened"] == 600
    assert happened["message_added"] == Message.objects.count()
    assert happened["target_met"] > 5 * happened["target_breached"] > 0


def test_the_next_ticket_gets_the_next_number_and_a_second_filling_is_refused(at):
    generate.fill(50, until=at)
    last = Ticket.objects.latest("pk")
    last.pk, last.reply_key = None, "another"
    last.save(force_insert=True)
    assert last.pk == 51
    with pytest.raises(AlreadyFounded):
        generate.fill(50, until=at)


def test_the_same_seed_makes_the_same_tickets(at):
    def drawn(seed: int) -> list:
        generate.fill(200, seed=seed, until=at)
        rows = list(Ticket.objects.order_by("pk").values("subject", "reply_key", "received_at"))
        texts = list(Message.objects.order_by("pk").values_list("text", flat=True))
        databases.renew()
        return [rows, texts]

    assert drawn(1) == drawn(1) != drawn(2)
