"""What stands here of what a pack brings: each item's facts as they are now, and how new ones are
written. An item that is not here is None: it was never made, or somebody has taken it away."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from deskhand.catalog.administration import save_request_type, save_service
from deskhand.catalog.models import (
    FormField,
    Priority,
    PriorityScheme,
    RequestType,
    Service,
    Status,
    StatusScheme,
)
from deskhand.packs import products
from deskhand.packs.items import (
    FIELD,
    Facts,
    Item,
    calendar_facts,
    calendar_spec,
    field_facts,
    scheme_facts,
)
from deskhand.people.models import Team
from deskhand.sla.administration import latest
from deskhand.sla.calendars import save_version
from deskhand.sla.drafts import draft_of
from deskhand.sla.models import Calendar, Policy
from deskhand.sla.written import Said, part_of, row_facts, said_of


class Present:
    """What is here now; a policy with its rows is read once."""

    def __init__(self, policy_slug: str) -> None:
        self.policy_slug = policy_slug
        self._read: dict[Any, list[Any]] = {}

    @cached_property
    def policy(self) -> Policy | None:
        return Policy.objects.filter(slug=self.policy_slug).first()

    @cached_property
    def said(self) -> Said | None:
        """What the policy says now; None where there is none."""
        if self.policy is None or not self.policy.versions.exists():
            return None
        return said_of(draft_of(latest(self.policy)))

    def facts(self, item: Item) -> Facts | None:
        """Return the facts of an item as they are here."""
        if item.kind == "policy":
            return self._policy()
        if item.kind == "row":
            return self._row(item.slug)
        reads: dict[str, Callable[[Item], Facts | None]] = {
            "team": self._team,
            "service": self._service,
            "request type": self._request_type,
            "product": lambda item: products.present(item.slug),
            "calendar": self._calendar,
            "priorities": self._priorities,
            "priority": self._priority,
            "statuses": self._statuses,
            "status": self._status,
        }
        return reads[item.kind](item)

    def _policy(self) -> Facts | None:
        if self.policy is None or self.said is None:
            return None
        said = self.said
        facts = {key: said[key] for key in ("calendar", "priorities", "statuses", "carry")}
        facts |= {f"holds.{kind}": held for kind, held in said["holds"].items()}
        facts |= {f"parts.{part}": value for part, value in said["parts"].items()}
        return {"name": self.policy.name, **facts}

    def _row(self, key: str) -> Facts | None:
        rows = self.said["rows"] if self.said else []
        found = next((row for row in rows if row.get("key") == key), None)
        return row_facts(found) if found else None

    def _team(self, item: Item) -> Facts | None:
        row = _named(self._rows(Team), item)
        return {"name": row.name, "tier": row.tier} if row else None

    def _service(self, item: Item) -> Facts | None:
        row = _named(self._rows(Service), item)
        return {"name": row.name, "description": row.description} if row else None

    def _request_type(self, item: Item) -> Facts | None:
        row = _named(self._rows(RequestType), item)
        if row is None:
            return None
        service = next((s for s in self._rows(Service) if s.pk == row.service_id), None)
        facts = {
            "name": row.name,
            "service": service.slug if service else "",
            "kind": row.kind,
            "level": row.priority_level or 0,
            "acts": row.acts,
            "position": row.position,
        }
        fields = (f for f in self._rows(FormField) if f.request_type_id == row.pk)
        live = (field for field in fields if field.retired_at is None)
        return facts | {f"fields.{field.slug}": _field_facts(field) for field in live}

    def _calendar(self, item: Item) -> Facts | None:
        row = _named(self._rows(Calendar), item, by_name=False)
        version = row.versions.order_by("-number").first() if row else None
        if row is None or version is None:
            return None
        holidays = {day: version.names.get(day, "") for day in version.spec["holidays"]}
        return calendar_facts(row.name, version.spec, holidays)

    def _priorities(self, item: Item) -> Facts | None:
        row = _named(self._rows(PriorityScheme), item, by_name=False)
        return scheme_facts(row.name, row.matrix) if row else None

    def _priority(self, item: Item) -> Facts | None:
        rows = (r for r in self._rows(Priority) if r.scheme.slug == item.within)
        row = next((row for row in rows if str(row.level) == item.slug), None)
        if row is None:
            return None
        return {"name": row.name, "meaning": row.meaning, "is_usual": row.is_default}

    def _statuses(self, item: Item) -> Facts | None:
        row = _named(self._rows(StatusScheme), item, by_name=False)
        return {"name": row.name} if row else None

    def _status(self, item: Item) -> Facts | None:
        rows = (r for r in self._rows(Status) if r.scheme.slug == item.within)
        row = next((r for r in rows if r.name == item.slug and r.archived_at is None), None)
        if row is None:
            return None
        return {
            "category": row.category,
            "requester_name": row.requester_name,
            "position": row.position,
        }

    def _rows(self, model: Any) -> list[Any]:
        """All rows of a kind, read once: there are few."""
        if model not in self._read:
            related = ("scheme",) if model in {Priority, Status} else ()
            self._read[model] = list(model.objects.select_related(*related).order_by("pk"))
        return self._read[model]


def _field_facts(row: FormField) -> Facts:
    return field_facts({**vars(row), "required": row.is_required, "internal": row.is_internal})


def _named(rows: Iterable[Any], item: Item, *, by_name: bool = True) -> Any:
    """What goes by the short name of an item, else by its name."""
    found = next((row for row in rows if row.slug == item.slug), None)
    if found is not None or not by_name:
        return found
    return next((row for row in rows if row.name == item.facts["name"]), None)


def write(item: Item, facts: Facts, *, at: datetime) -> None:
    """Let an item be so from now on; policies and rows are published together instead."""
    _WRITE[item.kind](item, facts, at)


def _write_team(item: Item, facts: Facts, at: datetime) -> None:
    row = _named(Team.objects.all(), item) or Team(slug=item.slug)
    row.name, row.tier = facts["name"], facts["tier"]
    row.save()


def _write_service(item: Item, facts: Facts, at: datetime) -> None:
    row = _named(Service.objects.all(), item) or Service(slug=item.slug)
    row.name, row.description = facts["name"], facts["description"]
    save_service(row)


def _write_request_type(item: Item, facts: Facts, at: datetime) -> None:
    row = _named(RequestType.objects.all(), item) or RequestType(slug=item.slug)
    row.name, row.kind, row.acts = facts["name"], facts["kind"], facts["acts"]
    row.priority_level, row.position = facts["level"] or None, facts["position"]
    row.service = Service.objects.filter(slug=facts["service"]).first()
    save_request_type(row)
    for slug, said in part_of(facts, "fields").items():
        if said is not None:
            _write_field(row, slug, said)


def _write_field(request_type: RequestType, slug: str, said: Facts) -> None:
    same = {key: said[key] for key in FIELD if key not in {"required", "internal"}}
    named = {"is_required": said["required"], "is_internal": said["internal"]}
    FormField.objects.update_or_create(
        request_type=request_type, slug=slug, defaults={**same, **named}
    )


def _write_calendar(item: Item, facts: Facts, at: datetime) -> None:
    row = Calendar.objects.filter(slug=item.slug).first() or Calendar(slug=item.slug)
    row.name = facts["name"]
    row.save()
    spec, names = calendar_spec(facts)
    save_version(row, spec, names=names, at=at)


def _write_priorities(item: Item, facts: Facts, at: datetime) -> None:
    is_first = not PriorityScheme.objects.exists()
    row = PriorityScheme.objects.filter(slug=item.slug).first()
    row = row or PriorityScheme(slug=item.slug, is_default=is_first)
    row.name, row.matrix = facts["name"], facts.get("matrix", {})
    row.save()


def _write_priority(item: Item, facts: Facts, at: datetime) -> None:
    Priority.objects.update_or_create(
        scheme=PriorityScheme.objects.get(slug=item.within),
        level=int(item.slug),
        defaults={
            "name": facts["name"],
            "meaning": facts["meaning"],
            "is_default": facts["is_usual"],
        },
    )


def _write_statuses(item: Item, facts: Facts, at: datetime) -> None:
    is_first = not StatusScheme.objects.exists()
    row = StatusScheme.objects.filter(slug=item.slug).first()
    row = row or StatusScheme(slug=item.slug, is_default=is_first)
    row.name = facts["name"]
    row.save()


def _write_status(item: Item, facts: Facts, at: datetime) -> None:
    Status.objects.update_or_create(
        scheme=StatusScheme.objects.get(slug=item.within),
        name=item.slug,
        defaults={**facts, "archived_at": None},
    )


_WRITE: dict[str, Callable[[Item, Facts, datetime], None]] = {
    "team": _write_team,
    "service": _write_service,
    "request type": _write_request_type,
    "product": lambda item, facts, at: products.write(item.slug, facts, at=at),
    "calendar": _write_calendar,
    "priorities": _write_priorities,
    "priority": _write_priority,
    "statuses": _write_statuses,
    "status": _write_status,
}
