from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sla", "0012_recounts")]

    operations = [
        migrations.AddField(
            model_name="promiserow",
            name="key",
            field=models.SlugField(blank=True, db_index=False, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="policyversion",
            name="parts",
            field=models.JSONField(default=dict),
        ),
    ]
