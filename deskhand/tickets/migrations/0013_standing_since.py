from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0012_status_since")]

    operations = [
        migrations.AddIndex(
            "ticket",
            models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["category", "status_since", "id"],
                name="standing_since",
            ),
        ),
    ]
