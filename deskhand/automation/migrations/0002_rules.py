import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("automation", "0001_macros"),
        ("people", "0006_leads"),
        ("tickets", "0013_standing_since"),
    ]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("xid", models.BigIntegerField(default=0)),
                ("event_id", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                ("position", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("is_active", models.BooleanField(default=True, verbose_name="is followed")),
                ("trigger", models.CharField(max_length=20, verbose_name="when")),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new", "New"),
                            ("open", "Open"),
                            ("waiting_requester", "Waiting for requester"),
                            ("waiting_third_party", "Waiting for third party"),
                            ("scheduled", "Scheduled"),
                            ("held", "On hold"),
                            ("solved", "Solved"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=20,
                        verbose_name="stands at",
                    ),
                ),
                (
                    "amount",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="for"),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open_hours", "business hours"),
                            ("open_days", "business days"),
                            ("hours", "hours"),
                            ("days", "days"),
                        ],
                        max_length=10,
                        verbose_name="counted in",
                    ),
                ),
                (
                    "condition",
                    models.CharField(blank=True, max_length=2000, verbose_name="which tickets"),
                ),
                ("acts", models.JSONField(default=list)),
                (
                    "ends",
                    models.BooleanField(default=False, verbose_name="no later rule is asked then"),
                ),
                ("stop_reason", models.CharField(blank=True, max_length=300)),
                (
                    "organizations",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="people.organization",
                        verbose_name="only for",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "id"),
            },
        ),
        migrations.CreateModel(
            name="RuleRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=40)),
                ("since", models.DateTimeField(null=True)),
                ("at", models.DateTimeField(db_index=True)),
                ("depth", models.PositiveSmallIntegerField(default=0)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("stopped", "Stopped by the loop guard"),
                        ],
                        max_length=8,
                    ),
                ),
                ("why", models.JSONField(default=list)),
                ("did", models.JSONField(default=list)),
                ("first_event", models.BigIntegerField(default=0)),
                ("last_event", models.BigIntegerField(default=0)),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="automation.rule",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["ticket", "-id"], name="run_of_ticket"),
                    models.Index(fields=["rule", "-id"], name="run_of_rule"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "ticket", "source"), name="run_once")
                ],
            },
        ),
    ]
