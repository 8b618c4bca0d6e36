from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0050_ledger_checks")]

    operations = [
        migrations.AddIndex(
            model_name="ledgerposting",
            index=models.Index(fields=["effective_at", "id"], name="ledger_postings_by_day"),
        ),
    ]
