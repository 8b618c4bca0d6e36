from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0025_draft_time"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="ends_timer",
            field=models.BooleanField(default=False),
        ),
    ]
