"""A letter to each of several readers: the further ones are copies of the first."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0003_signing_keys")]

    operations = [
        migrations.AddField(
            model_name="outgoingletter",
            name="copy_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="mail.outgoingletter",
            ),
        ),
    ]
