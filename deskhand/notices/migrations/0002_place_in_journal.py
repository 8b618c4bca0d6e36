from typing import Any

from django.db import migrations


def begin_at_the_end(apps: Any, schema_editor: Any) -> None:
    """A desk in use tells of what happens from now on, not of its whole past."""
    last = apps.get_model("journal", "Event").objects.order_by("-xid", "-id").first()
    if last is not None:
        apps.get_model("notices", "Place").objects.create(id=1, xid=last.xid, event_id=last.pk)


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_tables"), ("journal", "0001_tables")]

    operations = [migrations.RunPython(begin_at_the_end, migrations.RunPython.noop)]
