"""A rule on mail may set the service."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0006_providers")]

    operations = [
        migrations.AddField(
            model_name="inboundrule",
            name="service",
            field=models.CharField(blank=True, max_length=60, verbose_name="service"),
        ),
    ]
