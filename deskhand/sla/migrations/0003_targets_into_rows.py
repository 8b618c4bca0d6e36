from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    """Give each kind of each version one row that holds for every ticket."""
    Target = apps.get_model("sla", "Target")
    Clock = apps.get_model("sla", "Clock")
    PromiseRow = apps.get_model("sla", "PromiseRow")
    pairs = Target.objects.order_by("version", "kind").values_list("version", "kind").distinct()
    for position, (version, kind) in enumerate(pairs):
        row = PromiseRow.objects.create(version_id=version, kind=kind, position=position)
        Target.objects.filter(version=version, kind=kind).update(row=row)
        Clock.objects.filter(policy_version=version, kind=kind).update(row=row)


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0002_rows"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
