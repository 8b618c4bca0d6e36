"""Reading a pack's data file and putting it into force.

What is missing is made; what an administrator has edited stays and is reported as different.
"""

import tomllib
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import resources
from typing import Any

from django.db import transaction

from deskhand.catalog.models import Category, Priority, PriorityScheme, Status, StatusScheme
from deskhand.sla.administration import PolicyRefused, latest, publish
from deskhand.sla.calendars import save_version, spec_hash
from deskhand.sla.drafts import Cell, Draft, RowDraft, draft_of
from deskhand.sla.models import Calendar, Policy


class PackRefused(Exception):
    """No such pack, or its file makes no sense; the text says what and where."""


@dataclass
class Applied:
    """What applying a pack did: `made` is new, `kept` differs from the pack and stayed."""

    made: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def names() -> list[str]:
    """Return the packs that ship with the desk."""
    folder = resources.files("deskhand.packs") / "data"
    return sorted(
        f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")
    )


def read(name: str) -> dict[str, Any]:
    """Return a pack's data, checked; raises PackRefused."""
    if name not in names():
        raise PackRefused(f"There is no pack {name!r}. Packs: {', '.join(names())}.")
    text = (resources.files("deskhand.packs") / "data" / f"{name}.toml").read_text("utf-8")
    try:
        pack = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackRefused(f"The pack {name} cannot be read: {error}") from error
    _check(name, pack)
    return pack


def _check(name: str, pack: dict[str, Any]) -> None:
    for part in ("title", "calendar", "priorities", "statuses", "policy"):
        if part not in pack:
            raise PackRefused(f"The pack {name} has no [{part}].")
    levels = {row["level"] for row in pack["priorities"]["rows"]}
    for row in pack["policy"]["targets"]:
        if row["priority"] not in levels:
            raise PackRefused(
                f"The pack {name} has a target for priority {row['priority']}, "
                "which its priorities lack."
            )
    for row in pack["statuses"]["rows"]:
        if row["category"] not in Category.values:
            raise PackRefused(
                f"The pack {name} has a status of category {row['category']!r}; "
                f"use one of {', '.join(Category.values)}."
            )


@transaction.atomic
def apply(name: str, *, at: datetime) -> Applied:
    """Put a pack into force. The first pack becomes the firm's default."""
    pack = read(name)
    done = Applied()
    calendar = _calendar(pack["calendar"], done, at=at)
    priorities = _priorities(pack["priorities"], done)
    statuses = _statuses(pack["statuses"], done)
    _policy(pack["policy"], (calendar, priorities, statuses), done, at=at)
    return done


def _calendar(data: dict[str, Any], done: Applied, *, at: datetime) -> Calendar:
    spec = {key: data[key] for key in ("tz", "weekly", "holidays", "exceptions")}
    calendar, is_new = Calendar.objects.get_or_create(
        slug=data["slug"], defaults={"name": data["name"]}
    )
    if is_new:
        save_version(calendar, spec, at=at)
        done.made.append(f"calendar {calendar}")
    elif calendar.versions.latest("number").spec_hash != spec_hash(spec):
        done.kept.append(f"calendar {calendar}")
    return calendar


def _priorities(data: dict[str, Any], done: Applied) -> PriorityScheme:
    scheme, is_new = PriorityScheme.objects.get_or_create(
        slug=data["slug"],
        defaults={"name": data["name"], "is_default": not PriorityScheme.objects.exists()},
    )
    if is_new:
        done.made.append(f"priorities {scheme}")
    for row in data["rows"]:
        priority, is_row_new = Priority.objects.get_or_create(
            scheme=scheme,
            level=row["level"],
            defaults={
                "name": row["name"],
                "meaning": row["meaning"],
                "is_default": row["level"] == data["usual"],
            },
        )
        if not is_row_new and (priority.name, priority.meaning) != (row["name"], row["meaning"]):
            done.kept.append(f"priority {priority}")
    return scheme


def _statuses(data: dict[str, Any], done: Applied) -> StatusScheme:
    scheme, is_new = StatusScheme.objects.get_or_create(
        slug=data["slug"],
        defaults={"name": data["name"], "is_default": not StatusScheme.objects.exists()},
    )
    if not is_new:
        have = set(scheme.statuses.values_list("name", "category"))
        wanted = {(row["name"], row["category"]) for row in data["rows"]}
        done.kept += [f"status {name}" for name, _category in sorted(have ^ wanted)]
        return scheme
    done.made.append(f"statuses {scheme}")
    Status.objects.bulk_create(
        Status(scheme=scheme, position=position, **row) for position, row in enumerate(data["rows"])
    )
    return scheme


def _policy(
    data: dict[str, Any],
    parts: tuple[Calendar, PriorityScheme, StatusScheme],
    done: Applied,
    *,
    at: datetime,
) -> None:
    policy, is_new = Policy.objects.get_or_create(
        slug=data["slug"],
        defaults={"name": data["name"], "is_default": not Policy.objects.exists()},
    )
    rows = _rows(data["targets"])
    if not is_new:
        if _facts(draft_of(latest(policy)).rows) != _facts(rows):
            done.kept.append(f"policy {policy}")
        return
    calendar, priorities, statuses = parts
    draft = Draft(calendar, priorities, statuses, rows, carry=data["carry"])
    try:
        publish(policy, draft, at=at)
    except PolicyRefused as error:
        raise PackRefused(f"The policy {policy} cannot hold: {error}") from error
    done.made.append(f"policy {policy}")


def _rows(targets: list[dict[str, Any]]) -> tuple[RowDraft, ...]:
    """One row for each kind, which holds for every ticket."""
    kinds: dict[str, list[Cell]] = {}
    for target in targets:
        kinds.setdefault(target["kind"], []).extend(_cells(target))
    return tuple(RowDraft(kind, tuple(cells)) for kind, cells in kinds.items())


def _cells(row: dict[str, Any]) -> list[Cell]:
    return [
        Cell(
            priority_level=row["priority"],
            band=band,
            unit=row[band]["unit"],
            seconds=row[band].get("seconds", 0),
            days=row[band].get("n", 0),
            edge=row[band].get("edge", "close"),
            day_rule=row[band].get("rule", "session"),
        )
        for band in ("in", "after")
    ]


def _facts(rows: tuple[RowDraft, ...]) -> list[Any]:
    """What rows say, whatever the order of their targets."""
    return [(replace(row, cells=()), set(row.cells)) for row in rows]
