"""Relations point down, as imports do; a foreign key named by a string is seen by no linter."""

import ast
import sys

from django.apps import apps

from tests.house import plan

# Mail libraries that rules may use, in the files of letters alone.
FOR_LETTERS = {"selectolax", "nh3", "flufl"}


def room_of(model: type) -> str:
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "deskhand" else ""


def test_every_relation_points_down_or_stays_in_its_room():
    floors = plan.floors()
    wrong = [
        f"{model._meta.label}.{field.name} points up to {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if (room := room_of(model))
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many) and field.concrete
        if (other := room_of(field.related_model)) and other != room
        if floors[other] >= floors[room]
    ]
    assert not wrong


def test_every_room_stands_on_the_plan():
    assert set(plan.rooms()) <= set(plan.floors())


def test_every_room_has_its_plaque_and_no_code_on_it():
    for room in plan.rooms():
        tree = ast.parse((plan.HOUSE / room / "__init__.py").read_text("utf-8"))
        assert ast.get_docstring(tree), f"deskhand/{room}/__init__.py says nothing"
        assert len(tree.body) == 1, f"deskhand/{room}/__init__.py holds code"


def test_the_ground_floor_uses_the_standard_library_alone():
    wrong = [
        f"{plan.shown(path)} imports {name}"
        for path in plan.sources("deskhand/rules")
        for name in imported(path.read_text("utf-8"))
        if name.split(".")[0] not in sys.stdlib_module_names
        if not name.startswith("deskhand.rules")
        if not ("letter" in plan.shown(path) and name.split(".")[0] in FOR_LETTERS)
    ]
    assert not wrong


def imported(source: str) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return names
