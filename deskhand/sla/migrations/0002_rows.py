import django.db.models.deletion
from django.db import migrations, models

TIERS = [
    (0, "0 Self-service"),
    (1, "1 First contact"),
    (2, "2 Advanced"),
    (3, "3 Experts"),
    (4, "4 Vendors"),
]
CATEGORIES = [
    ("new", "New"),
    ("open", "Open"),
    ("waiting_requester", "Waiting for requester"),
    ("waiting_third_party", "Waiting for third party"),
    ("scheduled", "Scheduled"),
    ("held", "On hold"),
    ("solved", "Solved"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
KINDS = [
    ("first_response", "First response"),
    ("next_response", "Next response"),
    ("update", "Update"),
    ("resolution", "Resolution"),
    ("promise_date", "Promise date"),
    ("acknowledgement", "Acknowledgement"),
    ("callback", "Call-back"),
]
STARTS = [
    ("receipt", "Receipt"),
    ("handover", "Hand-over to a team"),
    ("passed_on", "Message passed on by the on-call service"),
    ("status", "A status"),
    ("date", "A promised date"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_team_tier"),
        ("sla", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="PromiseRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="name")),
                (
                    "condition",
                    models.CharField(blank=True, max_length=2000, verbose_name="condition"),
                ),
                (
                    "start",
                    models.CharField(
                        choices=STARTS, default="receipt", max_length=10, verbose_name="starts with"
                    ),
                ),
                (
                    "start_tier",
                    models.PositiveSmallIntegerField(blank=True, choices=TIERS, null=True),
                ),
                ("start_category", models.CharField(blank=True, choices=CATEGORIES, max_length=20)),
                (
                    "carry",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("at_receipt", "what holds at receipt"),
                            ("earliest", "the earlier of both bands"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answered_on_call", models.BooleanField(default=False)),
                ("voicemail_counts", models.BooleanField(default=False)),
                ("steps", models.JSONField(blank=True, default=list)),
                (
                    "calendar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sla.calendar",
                    ),
                ),
                (
                    "coverage",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sla.calendar",
                    ),
                ),
                (
                    "start_team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.team",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="sla.policyversion",
                    ),
                ),
            ],
            options={"ordering": ("version", "position", "id")},
        ),
        migrations.AddField(
            model_name="target",
            name="row",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="targets",
                to="sla.promiserow",
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="row",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sla.promiserow",
            ),
        ),
        migrations.AlterField(
            model_name="clock",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20),
        ),
    ]
