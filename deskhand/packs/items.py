"""A pack taken apart: each calendar, priority, status, row and so on is one item with flat facts,
so that what is shipped can be compared with what is here, fact by fact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from deskhand.packs import products
from deskhand.packs.reading import Pack
from deskhand.packs.shape import Data
from deskhand.sla.models import usual_holds
from deskhand.sla.parts import SHAPES
from deskhand.sla.written import part_of, row_facts

Facts = dict[str, Any]
# A field of a form that says nothing more.
FIELD: Mapping[str, Any] = {
    "label": "",
    "kind": "text",
    "help": "",
    "choices": [],
    "default": "",
    "required": False,
    "internal": False,
    "shown_if": "",
    "shown_value": "",
    "position": 0,
}
# In the order in which they are put into force.
KINDS = (
    "team",
    "service",
    "request type",
    "product",
    "calendar",
    "priorities",
    "priority",
    "statuses",
    "status",
    "policy",
    "row",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a pack brings. `within` is the scheme or policy that it is part of."""

    kind: str
    slug: str
    name: str
    facts: Facts
    within: str = ""

    @property
    def key(self) -> str:
        """What it is called in what was applied."""
        return " ".join(part for part in (self.kind, self.within, self.slug) if part)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def items_of(pack: Pack) -> list[Item]:
    """Return all that a pack brings, in the order in which it is put into force."""
    data = pack.data
    found = [
        *_listed(data, "teams", "team", {"tier": 1}),
        *_listed(data, "services", "service", {"description": ""}),
        *_request_types(data),
        *(_product(row) for row in data.get("products", [])),
        *(_calendar(calendar) for calendar in data["calendars"]),
        *_priorities(data["priorities"]),
        *_statuses(data["statuses"]),
        _policy(data),
        *_rows(data["policy"]),
    ]
    return sorted(found, key=lambda item: KINDS.index(item.kind))


def _listed(data: Data, part: str, kind: str, usual: Facts) -> Iterator[Item]:
    for row in data.get(part, []):
        facts = {"name": row["name"], **{key: row.get(key, usual[key]) for key in usual}}
        yield Item(kind, row["slug"], row["name"], facts)


def _request_types(data: Data) -> Iterator[Item]:
    for position, row in enumerate(data.get("request_types", [])):
        facts = {
            "name": row["name"],
            "service": row.get("service", ""),
            "kind": row["kind"],
            "level": row.get("level", 0),
            "acts": row.get("acts", []),
            "position": position,
        }
        for place, field in enumerate(row.get("fields", [])):
            facts[f"fields.{field['slug']}"] = field_facts({**field, "position": place})
        yield Item("request type", row["slug"], row["name"], facts)


def _product(row: Data) -> Item:
    return Item("product", row["slug"], row["name"], products.facts_of(row))


def field_facts(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a field of a form says, with all that is usual."""
    return {key: said.get(key, usual) for key, usual in FIELD.items()}


def _calendar(row: Data) -> Item:
    spec = {key: row.get(key, {}) for key in ("weekly", "exceptions")}
    facts = calendar_facts(row["name"], {"tz": row["tz"], **spec}, row.get("holidays", {}))
    return Item("calendar", row["slug"], row["name"], facts)


def calendar_facts(name: str, spec: Mapping[str, Any], holidays: Mapping[str, str]) -> Facts:
    """Take a calendar apart: each weekday, holiday and exception is a fact of its own."""
    facts = {"name": name, "tz": spec["tz"]}
    facts |= {f"weekly.{day}": hours for day, hours in spec["weekly"].items() if hours}
    facts |= {f"holidays.{day}": named for day, named in holidays.items()}
    return facts | {f"exceptions.{day}": hours for day, hours in spec["exceptions"].items()}


def calendar_spec(facts: Facts) -> tuple[dict[str, Any], dict[str, str]]:
    """Put a calendar together: what `rules.worktime` reads, and the names of its holidays."""
    holidays = part_of(facts, "holidays")
    spec = {
        "tz": facts["tz"],
        "weekly": part_of(facts, "weekly"),
        "holidays": sorted(holidays),
        "exceptions": part_of(facts, "exceptions"),
    }
    return spec, holidays


def scheme_facts(name: str, matrix: Mapping[str, Any]) -> Facts:
    """A scheme of priorities without a matrix says nothing of one."""
    return {"name": name, "matrix": dict(matrix)} if matrix else {"name": name}


def _priorities(data: Data) -> Iterator[Item]:
    matrix = data.get("matrix", {})
    yield Item("priorities", data["slug"], data["name"], scheme_facts(data["name"], matrix))
    for row in data["rows"]:
        facts = {
            "name": row["name"],
            "meaning": row["meaning"],
            "is_usual": row["level"] == data["usual"],
        }
        named = f"{row['level']} {row['name']}"
        yield Item("priority", str(row["level"]), named, facts, within=data["slug"])


def _statuses(data: Data) -> Iterator[Item]:
    yield Item("statuses", data["slug"], data["name"], {"name": data["name"]})
    for position, row in enumerate(data["rows"]):
        facts = {
            "category": row["category"],
            "requester_name": row.get("requester_name", ""),
            "position": position,
        }
        yield Item("status", row["name"], row["name"], facts, within=data["slug"])


def _policy(data: Data) -> Item:
    row = data["policy"]
    facts = {
        "name": row["name"],
        "calendar": row["calendar"],
        "priorities": data["priorities"]["slug"],
        "statuses": data["statuses"]["slug"],
        "carry": row.get("carry", "at_receipt"),
    }
    facts |= {f"holds.{kind}": held for kind, held in row.get("holds", usual_holds()).items()}
    facts |= {f"parts.{part}": data[part] for part in SHAPES if part in data}
    asked = {
        part: [r["slug"] for r in data.get(part, [])] for part in ("services", "request_types")
    }
    if any(asked.values()):
        facts["parts.asked"] = asked
    return Item("policy", row["slug"], row["name"], facts)


def _rows(policy: Data) -> Iterator[Item]:
    for row in policy["rows"]:
        named = row.get("name") or row["kind"].replace("_", " ")
        yield Item("row", row["key"], named, row_facts(row), within=policy["slug"])


def policy_said(facts: Facts) -> dict[str, Any]:
    """Put together what a policy says beside its rows, as `sla.written` reads it."""
    plain = {key: facts[key] for key in ("calendar", "priorities", "statuses", "carry")}
    return {**plain, "holds": part_of(facts, "holds"), "parts": part_of(facts, "parts")}
