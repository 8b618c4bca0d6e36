"""When what a mailbox signs in with was changed last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0007_rule_service")]

    operations = [
        migrations.AddField("mailbox", "keyed_at", models.DateTimeField(null=True)),
    ]
