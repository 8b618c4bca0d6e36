"""Whether a pack makes sense: its form, its names, and all that is said about a policy on saving,
each with its line. What has to be there for that is made, and undone again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from deskhand.catalog.models import Priority, PriorityScheme, Status, StatusScheme
from deskhand.packs import contracts
from deskhand.packs.reading import Pack, Problem, spec_of
from deskhand.packs.shape import Data
from deskhand.people.models import Team
from deskhand.rules.shapes import Path
from deskhand.sla import checking
from deskhand.sla.calendars import save_version
from deskhand.sla.drafts import Draft
from deskhand.sla.models import Calendar, usual_holds
from deskhand.sla.naming import Known, known_names
from deskhand.sla.scope import OF_ROWS
from deskhand.sla.written import Reading, row_facts, row_of_facts

# Short names that nothing else bears while a pack is looked through.
ASIDE = "looked-through-"


def check(pack: Pack, *, at: datetime) -> list[Problem]:
    """Return what is wrong or doubtful about a pack that was read, in the order of its lines."""
    found: list[Problem] = []
    with undone():
        found += _faults_in_draft(pack, at=at)
    found += contracts.problems(pack)
    found += [pack.problem(path, words, is_fault=False) for path, words in _doubtful(pack.data)]
    return sorted(found, key=lambda problem: (problem.line, not problem.is_fault))


@contextmanager
def undone() -> Iterator[None]:
    """Let everything that is written within be as if it never was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _faults_in_draft(pack: Pack, *, at: datetime) -> Iterator[Problem]:
    draft = _draft(pack.data, at=at)
    for remark in checking.check(draft, at=at, known=_known(pack.data)):
        path: Path = ("policy",) if remark.row is None else ("policy", "rows", remark.row)
        yield pack.problem(path, remark.text, is_fault=remark.is_fault)


def _draft(data: Data, *, at: datetime) -> Draft:
    made: dict[tuple[type, str], Any] = {}
    for calendar in data["calendars"]:
        made[Calendar, calendar["slug"]] = _calendar(calendar, at=at)
    for team in data.get("teams", []):
        made[Team, team["slug"]] = _team(team)
    made[PriorityScheme, data["priorities"]["slug"]] = _priorities(data["priorities"])
    made[StatusScheme, data["statuses"]["slug"]] = _statuses(data["statuses"])
    policy = data["policy"]
    said = {
        "calendar": policy["calendar"],
        "priorities": data["priorities"]["slug"],
        "statuses": data["statuses"]["slug"],
        "carry": policy.get("carry", "at_receipt"),
        "holds": policy.get("holds", usual_holds()),
        "rows": [row_of_facts(row["key"], row_facts(row)) for row in policy["rows"]],
    }
    return Reading(lambda model, slug: made.get((model, slug))).draft(said)


def _calendar(data: Data, *, at: datetime) -> Calendar:
    calendar = Calendar.objects.create(name=data["name"], slug=f"{ASIDE}{data['slug']}"[:60])
    save_version(calendar, spec_of(data), at=at)
    return calendar


def _team(data: Data) -> Team:
    name, slug = f"{ASIDE}{data['name']}"[:80], f"{ASIDE}{data['slug']}"[:60]
    return Team.objects.create(name=name, slug=slug, tier=data.get("tier", 1))


def _priorities(data: Data) -> PriorityScheme:
    scheme = PriorityScheme.objects.create(name=data["name"], slug=f"{ASIDE}{data['slug']}"[:60])
    rows = data["rows"]
    Priority.objects.bulk_create(
        Priority(scheme=scheme, level=row["level"], name=row["name"]) for row in rows
    )
    return scheme


def _statuses(data: Data) -> StatusScheme:
    scheme = StatusScheme.objects.create(name=data["name"], slug=f"{ASIDE}{data['slug']}"[:60])
    rows = data["rows"]
    Status.objects.bulk_create(
        Status(scheme=scheme, name=row["name"], category=row["category"]) for row in rows
    )
    return scheme


def _known(data: Data) -> Known:
    """What conditions may name: what is here, what the pack brings, and the labels it declares."""
    covers = data.get("on_call", {}).get("cover", [])
    return known_names(OF_ROWS).also(
        service=[row["slug"] for row in data.get("services", [])],
        request=[row["slug"] for row in data.get("request_types", [])],
        contract=[cover["label"] for cover in covers if cover.get("label")],
    )


def _doubtful(data: Data) -> Iterator[tuple[Path, str]]:
    """What may be meant, and yet is likely an oversight."""
    kinds = {row["kind"] for row in data["policy"]["rows"]}
    if "first_response" not in kinds:
        yield ("policy", "rows"), "Nobody is promised a first response. Add a row of that kind."
    levels = {str(row["level"]) for row in data["priorities"]["rows"]}
    for place, row in enumerate(data["policy"]["rows"]):
        missing = sorted(levels - set(row["targets"]))
        if missing and row["kind"] in {"first_response", "callback"}:
            words = f"Priority {', '.join(missing)} is promised nothing by this row. Is that meant?"
            yield ("policy", "rows", place, "targets"), words
