from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0026_draft_timer"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("is_emergency", True)),
                fields=["organization", "received_at"],
                name="emergencies",
            ),
        ),
    ]
