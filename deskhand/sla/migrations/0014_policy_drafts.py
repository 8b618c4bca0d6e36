import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sla", "0013_keys_and_parts")]

    operations = [
        migrations.CreateModel(
            name="PolicyDraft",
            fields=[
                (
                    "policy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="draft",
                        serialize=False,
                        to="sla.policy",
                    ),
                ),
                ("says", models.JSONField()),
                ("begun_from", models.PositiveIntegerField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(blank=True, max_length=200)),
            ],
        ),
    ]
