import django.db.models.deletion
from django.db import migrations, models

STATES = [
    ("put_off", "about to begin"),
    ("running", "under way"),
    ("done", "done"),
    ("undoing", "being undone"),
    ("undone", "undone"),
]
OUTCOMES = [
    ("waiting", "not yet"),
    ("changed", "changed"),
    ("same", "was so already"),
    ("failed", "refused"),
    ("undone", "undone"),
    ("kept", "not undone"),
]
ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("tickets", "0014_views"), ("people", "0006_leads")]

    operations = [
        migrations.CreateModel(
            name="BulkChange",
            fields=[
                ("id", ID),
                ("what", models.CharField(max_length=20)),
                ("value", models.CharField(blank=True, max_length=300)),
                ("words", models.CharField(max_length=400)),
                (
                    "state",
                    models.CharField(choices=STATES, default="running", max_length=10),
                ),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.agent",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["agent", "-id"], name="bulk_of_agent")],
            },
        ),
        migrations.CreateModel(
            name="BulkLine",
            fields=[
                ("id", ID),
                (
                    "outcome",
                    models.CharField(choices=OUTCOMES, default="waiting", max_length=10),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
                ("before", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(null=True)),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="tickets.bulkchange",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["change", "outcome", "id"], name="bulk_line_by_outcome")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("change", "ticket"), name="bulk_line_once")
                ],
            },
        ),
    ]
