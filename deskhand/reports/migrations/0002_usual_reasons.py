from typing import Any

from django.db import migrations

# What every firm can begin with; they are the administrator's to change.
USUAL = (
    "Waited for a vendor or a part",
    "Too many tickets at once",
    "Nobody was there",
    "Handed over too late",
    "Overlooked",
    "The requester could not be reached",
    "The promise did not fit the matter",
)


def begin(apps: Any, _editor: Any) -> None:
    reason = apps.get_model("reports", "BreachReason")
    reason.objects.bulk_create(
        reason(name=name, position=place) for place, name in enumerate(USUAL, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_tables")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
