from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tickets", "0015_bulk_changes")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="snoozed_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=Q(snoozed_until__isnull=False),
                fields=["snoozed_until", "id"],
                name="queue_snoozed",
            ),
        ),
    ]
