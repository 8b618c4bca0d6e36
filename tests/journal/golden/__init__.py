"""The shape of each event, per version, as rows in the journals of users have it.

`python -m tests.journal.golden` writes the files that are missing; it overwrites none.
"""

import json
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

import deskhand

FOLDER = Path(__file__).parent


def events() -> Iterator[Any]:
    """Every event dataclass of every room."""
    for path in sorted(Path(deskhand.__file__).parent.glob("*/events.py")):
        module = import_module(f"deskhand.{path.parent.name}.events")
        for thing in vars(module).values():
            if isinstance(thing, type) and thing.__module__ == module.__name__:
                yield thing


def file_of(event: Any) -> Path:
    return FOLDER / f"{event.name}.v{event.version}.json"


def shape_of(event: Any) -> dict[str, Any]:
    return {
        "name": event.name,
        "version": event.version,
        "subject": event.subject,
        "fields": {
            field.name: str(getattr(field.type, "__name__", field.type)) for field in fields(event)
        },
    }


def text_of(shape: dict[str, Any]) -> str:
    return json.dumps(shape, indent=2) + "\n"
