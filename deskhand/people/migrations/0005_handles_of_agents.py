from typing import Any

from django.db import migrations
from django.utils.text import slugify


def name_them(apps: Any, schema_editor: Any) -> None:
    agents = apps.get_model("people", "Agent").objects
    taken = set(agents.exclude(handle=None).values_list("handle", flat=True))
    for agent in agents.filter(handle=None).select_related("person").order_by("pk"):
        first = (slugify(agent.person.name).split("-")[0] or "agent")[:20]
        wishes = (f"{first}{number or ''}" for number in range(10_000) if number != 1)
        agent.handle = next(wish for wish in wishes if wish not in taken)
        taken.add(agent.handle)
        agent.save(update_fields=["handle"])


class Migration(migrations.Migration):
    dependencies = [("people", "0004_agent_look")]

    operations = [migrations.RunPython(name_them, migrations.RunPython.noop)]
