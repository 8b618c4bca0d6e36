"""Events are kept for ever: the shape of a version that was once written never changes.

To add an event, or a new version of one: `python -m tests.journal.golden`, and commit the file.
"""

import json

from tests.journal import golden


def test_every_event_has_the_shape_that_its_golden_file_shows() -> None:
    wrong = []
    for event in golden.events():
        path = golden.file_of(event)
        if not path.exists():
            wrong.append(f"{path.name} is missing: run python -m tests.journal.golden")
        elif json.loads(path.read_text()) != golden.shape_of(event):
            wrong.append(f"{path.name} differs: raise `version` of {event.__name__} instead")
    assert wrong == []


def test_names_of_events_are_unique() -> None:
    names = [event.name for event in golden.events()]
    assert sorted(set(names)) == sorted(names)


def test_every_golden_file_belongs_to_an_event() -> None:
    known = {event.name for event in golden.events()}
    kept = {path.name.split(".")[0] for path in golden.FOLDER.glob("*.json")}
    assert kept <= known


def test_events_hold_ids_and_enumerations_but_no_texts() -> None:
    allowed = {"int", "str", "bool", "None", "float"}
    for event in golden.events():
        for kind in golden.shape_of(event)["fields"].values():
            assert set(kind.split(" | ")) <= allowed, event
