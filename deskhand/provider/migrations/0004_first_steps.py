"""Whether administrators are shown what a new desk wants; a desk at work knows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("provider", "0003_branding")]

    operations = [
        migrations.AddField(
            model_name="provider",
            name="shows_first_steps",
            field=models.BooleanField(default=False),
        ),
    ]
