"""Tokens with which providers tell what became of letters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("provider", "0001_tables")]

    operations = [
        migrations.AlterField(
            model_name="token",
            name="scope",
            field=models.CharField(
                choices=[
                    ("mail", "Deliver mail"),
                    ("events", "Tell what became of letters (for providers)"),
                ],
                max_length=20,
                verbose_name="may",
            ),
        ),
    ]
