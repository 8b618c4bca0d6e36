"""What each entry of time comes to by contract is kept."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0045_given_up"),
        ("work", "0012_untold_moves"),
    ]

    operations = [
        migrations.CreateModel(
            name="TimeVerdict",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="verdict",
                        serialize=False,
                        to="work.timeentry",
                    ),
                ),
                (
                    "says",
                    models.CharField(
                        choices=[
                            ("covered", "Covered by the contract."),
                            ("free", "Free by the contract."),
                            ("drawn", "Drawn from what is prepaid."),
                            ("quoted", "A quote or a project pays for it."),
                            ("rated", "Charged by the hour."),
                            ("settled", "Taken back, or said anew."),
                            ("no_contract", "No contract held for it on that day."),
                            (
                                "no_ticket",
                                "It is on no ticket, so that no contract says anything of it.",
                            ),
                            ("no_client", "It is billable, and for no client."),
                            ("takes_back", "It takes back what was billed by hand."),
                        ],
                        max_length=12,
                    ),
                ),
                ("looked_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("says__in", ("no_contract", "no_ticket", "no_client", "takes_back"))
                        ),
                        fields=["entry"],
                        name="time_undecided",
                    )
                ],
            },
        ),
    ]
