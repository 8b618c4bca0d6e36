from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_approvers"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="reads_invoices",
            field=models.BooleanField(default=False, verbose_name="gets and reads the invoices"),
        ),
    ]
