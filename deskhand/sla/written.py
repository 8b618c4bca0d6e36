"""A draft as plain data: what stands in a pack's file, and in a draft that is being written.

Targets are in words (`rules.amounts`); calendars, schemes and teams go by their short names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from deskhand.catalog.models import PriorityScheme, StatusScheme
from deskhand.people.models import Team
from deskhand.rules.amounts import amount_words, read_amount
from deskhand.sla.drafts import Cell, Draft, RowDraft
from deskhand.sla.lines import spec_of
from deskhand.sla.models import Calendar, Target

Said = dict[str, Any]
BANDS = tuple(Target.Band.values)
# What in a draft and in a row goes by a short name or has words of its own; all else stands as it
# is, so that what rooms add later is written too.
HEADS = {"calendar": "calendar", "priority_scheme": "priorities", "status_scheme": "statuses"}
NAMED = {"start_team": Team, "calendar": Calendar, "coverage": Calendar}
OTHERS = [name for name in Draft.__dataclass_fields__ if name not in {*HEADS, "rows"}]
PLAIN: Mapping[str, Any] = {
    name: "" if name == "kind" else field.default
    for name, field in RowDraft.__dataclass_fields__.items()
    if name not in {*NAMED, "cells", "steps"}
}


class NotThere(ValueError):
    """Something that is named is not there; `part` says which part of the draft names it."""

    def __init__(self, part: str, name: str) -> None:
        words = _("There is no %(part)s “%(name)s”.") % {"part": part, "name": name}
        super().__init__(words)
        self.part = part


Finder = Callable[[type, str], Any]


def by_slug(model: Any, slug: str) -> Any:
    """Find what is there under a short name, or None."""
    return model._default_manager.filter(slug=slug).first()


def said_of(draft: Draft) -> Said:
    """Return what a draft says; what is as usual in a row is left out."""
    heads = {said: getattr(draft, name).slug for name, said in HEADS.items()}
    others = {name: getattr(draft, name) for name in OTHERS}
    return {**heads, **others, "rows": [row_said(row) for row in draft.rows]}


def row_said(row: RowDraft) -> Said:
    """Return what one row says."""
    said = {name: getattr(row, name) for name in PLAIN}
    said = {name: str(v) if isinstance(v, str) else v for name, v in said.items()}
    named = {name: getattr(row, name) for name in NAMED}
    said |= {name: value.slug if value else "" for name, value in named.items()}
    usual = {**PLAIN, **dict.fromkeys(NAMED, "")}
    found = {name: value for name, value in said.items() if value != usual[name]}
    if row.steps:
        found["steps"] = list(row.steps)
    return {**found, "targets": _targets_said(row)}


def _targets_said(row: RowDraft) -> Said:
    found: Said = {}
    for cell in row.cells:
        found.setdefault(str(cell.priority_level), {})[cell.band] = amount_words(spec_of(cell))
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Reading:
    """How names in what is said are found; a pack's check finds what is not there yet."""

    find: Finder = by_slug

    def draft(self, said: Mapping[str, Any]) -> Draft:
        """Return what is said as a draft; raises NotThere."""
        return Draft(
            calendar=self._found(Calendar, "calendar", said["calendar"]),
            priority_scheme=self._found(PriorityScheme, "priorities", said["priorities"]),
            status_scheme=self._found(StatusScheme, "statuses", said["statuses"]),
            rows=tuple(self.row(row) for row in said["rows"]),
            **{name: said[name] for name in OTHERS if name in said},
        )

    def row(self, said: Mapping[str, Any]) -> RowDraft:
        """Return one row; raises NotThere."""
        plain = {name: said.get(name, usual) for name, usual in PLAIN.items()}
        named: dict[str, Any] = {
            name: self._found(model, name, said[name]) if said.get(name) else None
            for name, model in NAMED.items()
        }
        steps = tuple(said.get("steps", ()))
        return RowDraft(**plain, **named, steps=steps, cells=cells_said(said.get("targets", {})))

    def _found(self, model: Any, part: str, slug: str) -> Any:
        found = self.find(model, slug)
        if found is None:
            raise NotThere(part, slug)
        return found


def draft_said(said: Mapping[str, Any]) -> Draft:
    """Return what is said, by what is there now; raises NotThere."""
    return Reading().draft(said)


def cells_said(targets: Mapping[str, Any]) -> tuple[Cell, ...]:
    """Read targets by level: in words, the same for both bands, or by band."""
    return tuple(
        _cell(int(level), band, read_amount(_of_band(amounts, band)))
        for level, amounts in targets.items()
        for band in BANDS
    )


def _of_band(amounts: Any, band: str) -> str:
    return amounts if isinstance(amounts, str) else amounts.get(band, "none")


def _cell(level: int, band: str, spec: Mapping[str, Any]) -> Cell:
    return Cell(
        priority_level=level,
        band=band,
        unit=spec["unit"],
        seconds=spec.get("seconds", 0),
        days=spec.get("n", 0),
        edge=spec.get("edge", "close"),
        day_rule=spec.get("rule", "session"),
    )


def row_facts(said: Mapping[str, Any]) -> Said:
    """Take a row apart, to be compared: each target is a fact, in words of one form."""
    facts = {key: value for key, value in said.items() if key not in {"key", "targets"}}
    facts = {key: value for key, value in facts.items() if value not in (PLAIN.get(key, ""), [])}
    for level, amounts in said["targets"].items():
        for band in BANDS:
            words = amount_words(read_amount(_of_band(amounts, band)))
            facts[f"targets.{level}.{band}"] = words
    return facts


def row_of_facts(key: str, facts: Said) -> Said:
    """Put a row together that was taken apart."""
    targets: dict[str, dict[str, str]] = {}
    for place, words in part_of(facts, "targets").items():
        level, _dot, band = place.partition(".")
        targets.setdefault(level, {})[band] = words
    plain = {name: value for name, value in facts.items() if "." not in name}
    return {**plain, "key": key, "targets": targets}


def part_of(facts: Said, part: str) -> Said:
    """Return the facts that belong to a part, by what they are called in it."""
    begun = f"{part}."
    return {key.removeprefix(begun): v for key, v in facts.items() if key.startswith(begun)}
