"""The rule that ships with the desk: what has been solved for ten business days is closed.

It is on where the desk is new. Where there are tickets already, somebody switches it on: an upgrade
alone closes nothing.
"""

from django.db import migrations


def ship(apps, schema_editor):
    apps.get_model("automation", "Rule").objects.create(
        name="Close what stays solved",
        position=1,
        trigger="stands",
        category="solved",
        amount=10,
        unit="open_days",
        acts=[{"do": "status", "name": "Closed", "category": "closed"}],
        is_active=not apps.get_model("tickets", "Ticket").objects.exists(),
    )


class Migration(migrations.Migration):
    dependencies = [("automation", "0002_rules"), ("tickets", "0013_standing_since")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
