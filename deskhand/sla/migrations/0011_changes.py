from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0010_tries_that_count"),
    ]

    operations = [
        migrations.AddField(
            model_name="clock",
            name="alarm_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="clock",
            name="computed_due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="changes",
            field=models.JSONField(default=dict),
        ),
    ]
