"""Letters to the people of a client may bear its brand."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="brand_hue",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="brand hue"),
        ),
        migrations.AddField(
            model_name="organization",
            name="brand_name",
            field=models.CharField(
                blank=True, max_length=120, verbose_name="name shown on letters"
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="logo",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.blob",
            ),
        ),
    ]
