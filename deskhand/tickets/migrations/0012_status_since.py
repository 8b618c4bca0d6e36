"""Since when a ticket stands where it stands. Of those that are here it is taken from what is known:
when they were solved, else when they were last changed."""

from django.db import migrations, models
from django.db.models.functions import Coalesce


def read_from_what_is_known(apps, schema_editor):
    tickets = apps.get_model("tickets", "Ticket").objects.filter(closed_at=None)
    tickets.update(status_since=Coalesce("solved_at", "updated_at"))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0011_presence")]

    operations = [
        migrations.AddField("ticket", "status_since", models.DateTimeField(null=True)),
        migrations.RunPython(read_from_what_is_known, migrations.RunPython.noop),
    ]
