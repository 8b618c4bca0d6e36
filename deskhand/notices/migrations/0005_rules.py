from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0004_pages"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("paged", "You are paged"),
                    ("mentioned", "Somebody mentions you"),
                    ("assigned", "A ticket is assigned to you"),
                    ("requester_wrote", "A requester writes on your ticket"),
                    ("undelivered", "A reply could not be delivered"),
                    ("breached", "A promise is broken"),
                    ("escalated", "A policy lets you know of a promise"),
                    ("rule", "A rule lets you know of a ticket"),
                    ("near", "A promise is soon due"),
                    ("call_owed", "A call is owed to somebody"),
                    ("team_assigned", "A ticket is given to your team"),
                    ("new_in_team", "A new ticket comes to your team"),
                    ("watched", "Something else happens on a ticket that you watch"),
                    ("trouble", "Mail or background work needs looking at"),
                ],
                max_length=20,
            ),
        ),
    ]
