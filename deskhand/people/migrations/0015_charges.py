"""Agents may be let charge clients."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0014_software"),
    ]

    operations = [
        migrations.AddField(
            model_name="agent",
            name="charges",
            field=models.BooleanField(
                default=False,
                verbose_name=(
                    "charges clients: quotes, milestones, units and goodwill; closes periods"
                ),
            ),
        ),
    ]
