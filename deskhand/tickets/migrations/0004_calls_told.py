from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0003_watchers"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="call",
            field=models.CharField(
                blank=True,
                choices=[
                    ("reached", "Reached"),
                    ("voicemail", "Voicemail left"),
                    ("no_answer", "No answer"),
                    ("busy", "Busy"),
                    ("wrong_number", "Wrong number"),
                ],
                max_length=12,
            ),
        ),
    ]
