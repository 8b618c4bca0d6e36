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
        ("tickets", "0002_service_and_tier"),
        ("sla", "0005_owed_policies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Occasion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=STARTS, max_length=10)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                ("category", models.CharField(blank=True, choices=CATEGORIES, max_length=20)),
                ("words", models.CharField(blank=True, max_length=40)),
                ("tier", models.PositiveSmallIntegerField(choices=TIERS, null=True)),
                ("actor", models.CharField(blank=True, max_length=200)),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.team",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="occasions",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={"ordering": ("at", "id")},
        ),
        migrations.AddIndex(
            model_name="occasion",
            index=models.Index(fields=["ticket", "at", "id"], name="occasion_of_ticket"),
        ),
        migrations.AddField(
            model_name="clock",
            name="replaced_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="clock",
            name="band",
            field=models.CharField(
                blank=True,
                choices=[("in", "in business hours"), ("after", "after business hours")],
                max_length=6,
            ),
        ),
        migrations.AlterField(
            model_name="clock",
            name="reason",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="clock",
            name="started_at",
            field=models.DateTimeField(null=True),
        ),
    ]
