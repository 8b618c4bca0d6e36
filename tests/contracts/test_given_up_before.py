"""Invoices that were written anew before that was kept: the migration tells their charges of it."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from deskhand.contracts.models import Charge, InvoiceLine

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 3, 1, tzinfo=UTC)
BEFORE = ("contracts", "0040_maintenance")


@pytest.fixture
def before(cast):
    """The tables as they were."""
    executor = MigrationExecutor(connection)
    executor.migrate([BEFORE])
    return executor.loader.project_state([BEFORE]).apps


def _forward():
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _written(apps, number, amount, client, **more):
    day = AT.date()
    invoice = apps.get_model("contracts", "Invoice").objects.create(
        **{"kind": "invoice", "prefix": "I", "year": 2026, "number": number, "name": f"I-{number}"},
        **{"organization_id": client, "currency": "EUR", "language": "en", "issued_by": "Milo"},
        **{"issued_on": day, "due_on": day, "first_on": day, "last_on": day, "issued_at": AT},
        **{"seller": {}, "buyer": {}, "net": amount, "tax": 0, "total": amount, "taxes": []},
    )
    return apps.get_model("contracts", "InvoiceLine").objects.create(
        **{"invoice": invoice, "position": 1, "text": "Work", "quantity": 1, "amount": amount},
        **{"unit_price": amount / 100, "charged_on": day, "category": "S", "rate": 0},
        **more,
    )


def test_lines_said_again_at_another_price_lead_to_their_charge(cast, before):
    charge = before.get_model("contracts", "Charge").objects.create(
        **{"organization_id": cast.birch.pk, "source": "by_hand", "key": "by_hand:1"},
        **{"charged_on": AT.date(), "text": "Work", "quantity": 1, "unit_price": 100},
        **{"amount": 10_000, "currency": "EUR", "made_at": AT, "made_by": "Milo"},
    )
    first = _written(before, 1, 10_000, cast.birch.pk, charge=charge)
    second = _written(before, 2, 8_000, cast.birch.pk, replaces=first)
    third = _written(before, 3, 7_000, cast.birch.pk, replaces=second)
    _forward()
    changes = Charge.objects.filter(adjusts=charge.pk).order_by("pk")
    assert [row.amount for row in changes] == [-2_000, -1_000]
    assert InvoiceLine.objects.get(pk=third.pk).origin == Charge.objects.get(pk=charge.pk)
