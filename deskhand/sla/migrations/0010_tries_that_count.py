from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0009_owed_by_kind"),
    ]

    operations = [
        migrations.AddField(
            model_name="promiserow",
            name="try_counts",
            field=models.BooleanField(default=False),
        ),
    ]
