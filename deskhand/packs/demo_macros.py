"""Macros of the demo provider: what its agents do several times a day."""

from typing import Any

from deskhand.automation.macros import save_macro
from deskhand.automation.models import Macro
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Agent

MACROS: tuple[tuple[str, str, list[dict[str, Any]]], ...] = (
    (
        "Ask for details",
        "When the request says too little to begin",
        [
            {
                "do": "reply",
                "text": "Dear {{requester.first_name}},\n\nso that we can help you quickly: since"
                " when does it happen, and what does the screen say? A picture is best.\n\n"
                "{{agent.name}}",
            },
            {"do": "status", "name": "Waiting for you", "category": "waiting_requester"},
            {"do": "assignee", "who": "me"},
        ],
    ),
    (
        "Solved, and how it was",
        "When all is done",
        [
            {
                "do": "reply",
                "text": "Dear {{requester.first_name}},\n\n#{{ticket.number}} is done. If anything"
                " is still wrong, answer this letter and we go on at once.\n\n{{agent.name}}",
            },
            {"do": "status", "name": "Solved", "category": "solved"},
        ],
    ),
    (
        "Nobody can work",
        "When a whole site stands still",
        [
            {"do": "priority", "level": 1},
            {"do": "kind", "kind": "incident"},
            {"do": "tags", "add": ["outage"], "remove": []},
            {"do": "note", "text": "Outage: call the client within the hour, then every hour."},
        ],
    ),
)


def keep_macros() -> None:
    """Keep the demo's macros, for all its agents."""
    administrators = Agent.objects.filter(role=Agent.Role.ADMINISTRATOR)
    by = reader_of_person(administrators.select_related("person").earliest("pk").person)
    for name, description, acts in MACROS:
        save_macro(Macro(name=name, description=description, acts=acts), by=by)
