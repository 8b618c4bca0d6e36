import django.db.models.deletion
from django.db import migrations, models

import deskhand.people.folding


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_team_tier"),
        ("tickets", "0002_service_and_tier"),
        ("sla", "0004_targets_of_rows"),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicyAssignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("labels", models.JSONField(blank=True, default=list)),
                ("labels_folded", deskhand.people.folding.FoldedField(of="labels")),
                ("condition", models.CharField(blank=True, max_length=2000)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("source", models.CharField(default="direct", max_length=40)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="policy_assignments",
                        to="people.organization",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="sla.policy",
                    ),
                ),
            ],
            options={"ordering": ("organization", "position", "id")},
        ),
        migrations.CreateModel(
            name="PolicyChoice",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="policy_choice",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("reason", models.TextField()),
                ("chosen_at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="choices",
                        to="sla.policyassignment",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sla.policyversion",
                    ),
                ),
            ],
        ),
    ]
