from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0007_callbacks"),
    ]

    operations = [
        migrations.AddField(
            model_name="promisedate",
            name="agreed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="promisedate",
            name="wish",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="promisedate",
            name="wished_at",
            field=models.DateTimeField(null=True),
        ),
    ]
