"""The language in which the people of an organization are written to, unless they chose one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0012_costs")]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="language",
            field=models.CharField(blank=True, max_length=10, verbose_name="language", default=""),
            preserve_default=False,
        ),
    ]
