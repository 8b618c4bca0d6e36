from django.db import migrations, models

CHANNELS = [
    ("email", "E-mail"),
    ("web", "Portal"),
    ("phone", "Phone"),
    ("voicemail", "Voicemail"),
    ("desk", "Desk"),
    ("api", "API"),
]


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_calls_told")]

    operations = [
        migrations.AlterField(
            model_name="ticket",
            name="channel",
            field=models.CharField(choices=CHANNELS, max_length=10, verbose_name="channel"),
        ),
        migrations.AlterField(
            model_name="message",
            name="channel",
            field=models.CharField(choices=CHANNELS, max_length=10),
        ),
    ]
