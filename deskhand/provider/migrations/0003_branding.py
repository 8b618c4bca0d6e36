"""The logo at the head of letters."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_tables"),
        ("provider", "0002_token_of_events"),
    ]

    operations = [
        migrations.AddField(
            model_name="provider",
            name="logo",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.blob",
            ),
        ),
    ]
