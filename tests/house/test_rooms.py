"""Habits of every room: it is on the plan that people read, and no file outgrows a head."""

import ast
import re

import pytest

from tests.house import plan

LIMITS = {"deskhand": 400, "tests": 500, "bench": 400}


def test_the_architecture_names_every_room():
    page = (plan.ROOT / "ARCHITECTURE.md").read_text("utf-8")
    missing = [room for room in plan.rooms() if f"| `{room}` |" not in page]
    assert not missing


def test_the_architecture_names_no_room_that_is_not_built():
    page = (plan.ROOT / "ARCHITECTURE.md").read_text("utf-8")
    named = re.findall(r"^\| \w+ \| `(\w+)` \|", page, re.MULTILINE)
    assert set(named) <= set(plan.rooms())


@pytest.mark.parametrize("folder", LIMITS)
def test_no_file_is_too_long_to_be_read(folder):
    too_long = {
        plan.shown(path): lines
        for path in plan.sources(folder)
        if (lines := len(path.read_text("utf-8").splitlines())) > LIMITS[folder]
    }
    assert not too_long


def test_doors_never_reach_into_tables():
    """They ask a room's function, which asks who is reading."""
    wrong = [
        f"{plan.shown(path)}:{node.lineno}"
        for path in plan.sources("deskhand/web", "deskhand/api")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]
    assert not wrong


@pytest.mark.parametrize("word", ["services", "utils", "helpers", "common", "misc", "managers"])
def test_no_file_is_named_after_nothing(word):
    assert not [
        plan.shown(p) for p in plan.sources("deskhand") if p.stem == word or word in p.parts
    ]


def test_every_module_says_what_it_is():
    silent = [
        plan.shown(path)
        for path in plan.sources("deskhand")
        if path.read_text("utf-8").strip()
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent
