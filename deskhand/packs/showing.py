"""A pack as a page of text, for whoever reads it in a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

from deskhand.catalog.acts import acts_words
from deskhand.packs.reading import Pack
from deskhand.packs.shape import DAYS, PARTS, Data
from deskhand.sla.models import PromiseKind, Start
from deskhand.sla.parts import NAMES

WIDTH = 100


def shown(pack: Pack) -> str:
    """Return all that a pack says, in lines of a width that fits a terminal."""
    data = pack.data
    lines = [pack.title, "=" * len(pack.title), data["summary"]]
    lines += _section("Decided where the source is silent", data.get("decided", []))
    for calendar in data["calendars"]:
        lines += _section(f"Calendar {calendar['name']} ({calendar['tz']})", _hours(calendar))
    lines += _section("Priorities", _priorities(data["priorities"]))
    lines += _section("Statuses", _statuses(data["statuses"]["rows"]))
    teams = (f"{team['name']}, tier {team.get('tier', 1)}" for team in data.get("teams", []))
    lines += _section("Teams", teams)
    services = (_service(service) for service in data.get("services", []))
    lines += _section("Services", services)
    lines += _section("Requests, and what must happen", _requests(data))
    lines += _section(f"Promises: {data['policy']['name']}", _promises(data))
    for contract in data.get("contracts", []):
        lines += _section(f"Contract: {contract['name']}", _coverage(contract))
    for product in data.get("products", []):
        lines += _section(f"Software: {product['name']}", _releases(product))
    for part in PARTS:
        if part in data:
            name, waits = NAMES[part]
            title = f"{name}, {waits}" if waits else str(name)
            lines += _section(title, _plain(data[part]))
    return "\n".join(lines) + "\n"


def _releases(product: Data) -> Iterator[str]:
    """A product of software with what comes of it as drafts."""
    if product.get("description"):
        yield product["description"]
    for one in product.get("releases", []):
        yield f"{one['number']}, {one['kind']}, {one['released_on']}"


def _coverage(contract: Data) -> Iterator[str]:
    """A contract to be: what is covered, rule by rule, and what the client reads."""
    if contract.get("summary"):
        yield contract["summary"]
    for place, rule in enumerate(contract.get("rules", []), start=1):
        approval = ", after approval" if rule.get("needs_approval") else ""
        asked = rule.get("condition") or "all work"
        yield f"{place}. {rule['name']} ({asked}): {rule['effect']}{approval}"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    told = [f"  {line}".rstrip() for line in lines]
    return ["", title, "-" * len(title), *told] if told else []


def _hours(calendar: Data) -> Iterator[str]:
    weekly = calendar["weekly"]
    for day in DAYS:
        spans = ", ".join("-".join(span) for span in weekly.get(day, []))
        if spans:
            yield f"{day}  {spans}"
    count = len(calendar.get("holidays", {}))
    if count:
        yield f"{count} holidays, {min(calendar['holidays'])} to {max(calendar['holidays'])}"


def _priorities(data: Data) -> Iterator[str]:
    for row in data["rows"]:
        usual = " (given when nobody says)" if row["level"] == data["usual"] else ""
        yield f"{row['level']} {row['name']}{usual}: {row['meaning']}"
    yield from _matrix(data.get("matrix", {}))


def _matrix(matrix: Data) -> Iterator[str]:
    if matrix:
        urgencies = [one["name"] for one in matrix["urgency"]]
        rows = zip(matrix["impact"], matrix["cells"], strict=False)
        cells = [(one["name"], *map(str, levels)) for one, levels in rows]
        yield from table([("impact / urgency", *urgencies), *cells])


def _statuses(rows: list[Data]) -> list[str]:
    cells = [(row["name"], row["category"], row.get("requester_name", "")) for row in rows]
    return table([("status", "category", "requesters read"), *cells])


def _service(service: Data) -> str:
    about = service.get("description", "")
    return f"{service['name']}: {about}" if about else service["name"]


def _requests(data: Data) -> Iterator[str]:
    for row in data.get("request_types", []):
        level = f", priority {row['level']}" if "level" in row else ""
        yield f"{row['name']} ({row['slug']}; {row['kind']}{level})"
        for words in acts_words(row.get("acts", [])):
            yield f"    {words}"
        for field in row.get("fields", []):
            asked = " must be answered" if field.get("required") else ""
            yield f"    asked: {field['label']} ({field['slug']}; {field['kind']}{asked})"


def _promises(data: Data) -> Iterator[str]:
    names = {str(row["level"]): row["name"] for row in data["priorities"]["rows"]}
    for place, row in enumerate(data["policy"]["rows"]):
        if place:
            yield ""
        yield _head(row)
        cells = [(f"{level} {names[level]}", *_bands(t)) for level, t in row["targets"].items()]
        yield from table([("priority", "in business hours", "after hours"), *cells])


def _head(row: Data) -> str:
    kind = PromiseKind(row["kind"]).label
    parts = [f"{kind}: {row['name']}" if row.get("name") else str(kind)]
    if row.get("condition"):
        parts.append(f"for {row['condition']}")
    if row.get("start", Start.RECEIPT) != Start.RECEIPT:
        parts.append(f"from: {Start(row['start']).label}")
    return "; ".join(parts)


def _bands(target: str | dict[str, str]) -> tuple[str, str]:
    if isinstance(target, str):
        return target, target
    return target.get("in", "none"), target.get("after", "none")


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Set rows in columns, each as wide as its widest cell."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _plain(value: Any) -> Iterator[str]:
    """Any part as lines, a fact on each."""
    if isinstance(value, list):
        for each in value:
            if isinstance(each, dict):
                yield "; ".join(f"{key}: {_short(v)}" for key, v in each.items())
            else:
                yield _short(each)
        return
    for key, each in value.items():
        if isinstance(each, list) and each and isinstance(each[0], dict):
            yield f"{key}:"
            yield from (f"  {line}" for line in _plain(each))
        else:
            yield f"{key}: {_short(each)}"


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_short(each) for each in value)
    return str(value)
