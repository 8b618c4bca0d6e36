"""A correspondent may want no notices."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0004_copies")]

    operations = [
        migrations.AddField(
            model_name="automaticmail",
            name="wants_no_notices",
            field=models.BooleanField(default=False),
        ),
    ]
