from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0013_language_of_organizations"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="gets_software",
            field=models.BooleanField(
                default=False, verbose_name="gets the software and is told of it"
            ),
        ),
    ]
