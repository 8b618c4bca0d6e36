from typing import Any

from django.db import migrations

# What every firm can begin with; they are the administrator's to change.
TYPES = (
    ("Remote support", True),
    ("Onsite work", True),
    ("Project work", True),
    ("Consulting", True),
    ("Meeting with the client", True),
    ("Internal work", False),
)
ROLES = ("Technician", "Engineer", "Consultant")


def begin(apps: Any, _editor: Any) -> None:
    work_type = apps.get_model("work", "WorkType")
    work_type.objects.bulk_create(
        work_type(name=name, is_billable=is_billable, position=place)
        for place, (name, is_billable) in enumerate(TYPES, start=1)
    )
    role = apps.get_model("work", "WorkRole")
    role.objects.bulk_create(
        role(name=name, position=place) for place, name in enumerate(ROLES, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("work", "0002_time_entries")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
