from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0046_verdicts")]

    operations = [
        migrations.CreateModel(
            name="LedgerCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("checked_at", models.DateTimeField()),
                ("books", models.PositiveIntegerField()),
                ("faults", models.PositiveIntegerField(default=0)),
                ("words", models.JSONField(default=list)),
            ],
        ),
    ]
