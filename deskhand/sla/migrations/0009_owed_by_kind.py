from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0008_dates_agreed"),
        ("tickets", "0004_calls_told"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False), ("stopped_at", None)),
                fields=["kind", "due_at", "id"],
                name="clock_owed_by_kind",
            ),
        ),
    ]
