"""From which day on a mailbox is read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0008_keyed")]

    operations = [
        migrations.AddField(
            "mailbox",
            "begins_on",
            models.DateField("only letters that arrived from this day on", null=True, blank=True),
        ),
    ]
