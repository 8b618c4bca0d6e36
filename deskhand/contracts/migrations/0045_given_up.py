"""What a credit note gave back is charged again, or given up; what an invoice says again at another
price is a charge that adjusts the first."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from deskhand.journal import append_only
from deskhand.rules.money import major


def say_before(apps: Any, schema_editor: Any) -> None:
    """Lines that were said again before get their roots, and their charges what that changed; the
    book of money knows of it already."""
    lines = apps.get_model("contracts", "InvoiceLine").objects
    charges = apps.get_model("contracts", "Charge").objects
    for line in lines.exclude(replaces=None).order_by("pk").iterator():
        root = line.replaces.root or line.replaces
        lines.filter(pk=line.pk).update(root=root)
        first, change = root.charge, line.amount - line.replaces.amount
        if first is None or not change:
            continue
        same = (
            *("organization_id", "contract_id", "ticket_id", "source", "charged_on", "text"),
            *("currency", "tax_code", "decided"),
        )
        charges.create(
            **{name: getattr(first, name) for name in same},
            key=f"{first.key}:anew-{line.pk}"[:120],
            quantity=1 if change > 0 else -1,
            unit_price=major(abs(change), first.currency),
            amount=change,
            why=[],
            adjusts=first,
            made_at=line.invoice.issued_at,
            made_by=line.invoice.issued_by,
        )
    if schema_editor.connection.vendor == "postgresql":
        # What refers to other rows is checked now: no index is made of a table that waits for it.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE", params=None)


class Migration(migrations.Migration):
    dependencies = [("contracts", "0040_maintenance")]

    operations = [
        migrations.AddField(
            model_name="charge",
            name="adjusts",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="adjustments",
                to="contracts.charge",
            ),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="gives_up",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="given_up_on",
                to="contracts.charge",
            ),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="root",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="said_again_by",
                to="contracts.invoiceline",
            ),
        ),
        migrations.RunPython(say_before, migrations.RunPython.noop),
        append_only.guard("contracts", "Charge"),
        append_only.guard("contracts", "InvoiceLine"),
    ]
