"""A pack's file: found, read, and looked through, each fault with its line."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from importlib.abc import Traversable
from pathlib import Path as FilePath
from typing import Any

from deskhand.catalog.forms import WITH_CHOICES
from deskhand.catalog.models import FieldKind
from deskhand.packs.shape import PACK, Data
from deskhand.rules.grading import MOST
from deskhand.rules.shapes import Path
from deskhand.rules.toml_lines import line_of, lines_of
from deskhand.rules.worktime import Calendar, CalendarError

LARGEST_FILE = 1024 * 1024
_PLACE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong or doubtful, and on which line of which file."""

    file: str
    line: int
    text: str
    is_fault: bool = True

    def __str__(self) -> str:
        word = "error" if self.is_fault else "warning"
        return f"{self.file}:{self.line}: {word}: {self.text}"


class PackRefused(Exception):
    """No such pack, or its file makes no sense; the text says what and where."""

    def __init__(self, text: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(text)
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Pack:
    """A pack that was read: what it says, and on which line each part stands."""

    file: str
    text: str
    data: Data
    lines: dict[Path, int] = field(repr=False)

    @property
    def name(self) -> str:
        return str(self.data["name"])

    @property
    def title(self) -> str:
        return str(self.data["title"])

    def problem(self, path: Path, text: str, *, is_fault: bool = True) -> Problem:
        return Problem(self.file, line_of(self.lines, path), text, is_fault)


def names() -> list[str]:
    """Return the packs that ship with the desk."""
    folder = _folder()
    return sorted(
        f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")
    )


def read(name: str) -> Pack:
    """Return a pack that ships with the desk; raises PackRefused."""
    if name not in names():
        raise PackRefused(f"There is no pack {name!r:.80}. Packs: {', '.join(names())}.")
    return _shipped(name)


@lru_cache(maxsize=32)
def _shipped(name: str) -> Pack:
    return read_text((_folder() / f"{name}.toml").read_text("utf-8"), file=f"{name}.toml")


def find(words: str) -> Pack:
    """Return a pack by its name, or by the path of its file; raises PackRefused."""
    path = FilePath(words)
    if words in names() or not (path.suffix == ".toml" or path.is_file()):
        return read(words)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise PackRefused(f"{words} is larger than 1 MB, which no pack is.")
        return read_text(path.read_text("utf-8"), file=words)
    except OSError as error:
        raise PackRefused(f"{words} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise PackRefused(f"{words} is no text in UTF-8.") from error


def read_text(text: str, *, file: str) -> Pack:
    """Read the text of a pack; raises PackRefused with all that does not fit."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        problem = Problem(file, int(found.group(1)) if found else 1, f"{error}.")
        raise PackRefused(str(problem), [problem]) from error
    pack = Pack(file, text, data, lines_of(text))
    problems = [pack.problem(path, words) for path, words in PACK.faults(data, ())]
    problems = problems or [pack.problem(path, words) for path, words in _odd(data)]
    if problems:
        problems.sort(key=lambda problem: problem.line)
        raise PackRefused("\n".join(str(problem) for problem in problems), problems)
    return pack


def _folder() -> Traversable:
    return resources.files("deskhand.packs") / "data"


def _odd(data: Data) -> Iterator[tuple[Path, str]]:
    """What fits in form, and yet contradicts itself or names what is not there."""
    yield from _twice(data)
    yield from _fields(data)
    yield from _calendars(data)
    yield from _dangling(data)
    yield from _levels(data)
    yield from _matrix(data["priorities"].get("matrix", {}))


# Lists whose rows have short names and names, each once.
NAMED = ("calendars", "teams", "services", "request_types", "contracts", "products")


def _twice(data: Data) -> Iterator[tuple[Path, str]]:
    lists: list[tuple[Path, list, str]] = [
        ((part,), data.get(part, []), key)
        for part in (*("calendars", "teams", "services", "request_types", "contracts", "products"),)
        for key in ("slug", "name")
    ]
    lists += [
        (("priorities", "rows"), data["priorities"]["rows"], "level"),
        (("priorities", "rows"), data["priorities"]["rows"], "name"),
        (("statuses", "rows"), data["statuses"]["rows"], "name"),
        (("policy", "rows"), data["policy"]["rows"], "key"),
        (("emergencies",), data.get("emergencies", []), "key"),
    ]
    for path, rows, key in lists:
        seen: set = set()
        for place, row in enumerate(rows):
            if row[key] in seen:
                yield (*path, place, key), f"There is another one with the {key} {row[key]!r}."
            seen.add(row[key])


def _fields(data: Data) -> Iterator[tuple[Path, str]]:
    """Fields of forms that are there twice, wait for none, or offer nothing to choose."""
    for n, request_type in enumerate(data.get("request_types", [])):
        rows = request_type.get("fields", [])
        slugs = [row["slug"] for row in rows]
        for m, row in enumerate(rows):
            path: Path = ("request_types", n, "fields", m)
            if row["slug"] in slugs[:m]:
                yield (*path, "slug"), f"There is another one with the slug {row['slug']!r}."
            if row.get("shown_if") and row["shown_if"] not in slugs:
                yield (*path, "shown_if"), f"The form has no field {row['shown_if']!r}."
            if row["kind"] in WITH_CHOICES and not row.get("choices"):
                yield (*path, "choices"), "There is nothing to choose from."
            if row["kind"] == FieldKind.FILE and row.get("internal"):
                yield (*path, "internal"), "Files are not for agents alone."


def _calendars(data: Data) -> Iterator[tuple[Path, str]]:
    for place, calendar in enumerate(data["calendars"]):
        try:
            Calendar.from_spec(spec_of(calendar))
        except CalendarError as error:
            yield ("calendars", place), f"{error}"


def spec_of(calendar: Data) -> Data:
    """Return a calendar of a file as `rules.worktime` reads it."""
    return {
        "tz": calendar["tz"],
        "weekly": calendar["weekly"],
        "holidays": sorted(calendar.get("holidays", {})),
        "exceptions": calendar.get("exceptions", {}),
    }


def _dangling(data: Data) -> Iterator[tuple[Path, str]]:
    have = {
        part: {row["slug"] for row in data.get(part, [])}
        for part in ("calendars", "teams", "services", "request_types")
    }
    named: list[tuple[str, Path]] = [("calendars", ("policy", "calendar"))]
    for part, key in (
        ("calendars", "calendar"),
        ("calendars", "coverage"),
        ("teams", "start_team"),
    ):
        rows = range(len(data["policy"]["rows"]))
        named += [(part, ("policy", "rows", place, key)) for place in rows]
    types, emergencies = len(data.get("request_types", [])), len(data.get("emergencies", []))
    named += [("services", ("request_types", n, "service")) for n in range(types)]
    named += [("request_types", ("emergencies", n, "request_type")) for n in range(emergencies)]
    for part, path in named:
        slug = _at(data, path)
        if slug is not None and slug not in have[part]:
            yield path, f"The pack has no {part[:-1].replace('_', ' ')} {slug!r}."


def _levels(data: Data) -> Iterator[tuple[Path, str]]:
    levels = {row["level"] for row in data["priorities"]["rows"]}
    paths: list[Path] = [("priorities", "usual")]
    cells = data["priorities"].get("matrix", {}).get("cells", [])
    for n, row in enumerate(cells):
        paths += [("priorities", "matrix", "cells", n, m) for m in range(len(row))]
    paths += [("usual", channel) for channel in data.get("usual", {})]
    paths += [("emergencies", n, "level") for n in range(len(data.get("emergencies", [])))]
    for n, request_type in enumerate(data.get("request_types", [])):
        paths.append(("request_types", n, "level"))
        acts = request_type.get("acts", [])
        paths += [("request_types", n, "acts", m, "level") for m in range(len(acts))]
    found = [(path, _at(data, path)) for path in paths]
    for n, row in enumerate(data["policy"]["rows"]):
        found += [(("policy", "rows", n, "targets", key), int(key)) for key in row["targets"]]
    for path, level in found:
        if level is not None and level not in levels:
            yield path, f"The pack has no priority of level {level}."


def _matrix(matrix: Data) -> Iterator[tuple[Path, str]]:
    if not matrix:
        return
    path: Path = ("priorities", "matrix")
    rows, columns = len(matrix["impact"]), len(matrix["urgency"])
    if len(matrix["cells"]) != rows or any(len(row) != columns for row in matrix["cells"]):
        yield (*path, "cells"), f"These must be {rows} rows of {columns} levels."
    for side in ("impact", "urgency"):
        if len(matrix[side]) > MOST:
            yield (*path, side), f"There are more than {MOST}."


def _at(data: Data, path: Path) -> Any:
    value: Any = data
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
    return value
