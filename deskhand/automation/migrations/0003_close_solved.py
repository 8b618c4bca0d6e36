"""The rule that ships with the desk: what has been solved for ten business days is closed."""

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
    )


class Migration(migrations.Migration):
    dependencies = [("automation", "0002_rules")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
