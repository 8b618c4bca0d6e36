from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tickets", "0016_snoozed")]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["-updated_at", "-id"], name="ticket_by_change"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=Q(is_open=True),
                fields=["-updated_at", "-id"],
                name="queue_by_change",
            ),
        ),
    ]
