"""Putting a pack into force, and again when it has changed.

What nobody edited follows the pack, what an administrator edited stays and differs, and nothing is
ever taken away. Each fact is compared three ways: as shipped then, as shipped now, as it is here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from deskhand.packs.items import Facts, Item, items_of, policy_said
from deskhand.packs.models import AppliedPack
from deskhand.packs.present import Present, write
from deskhand.packs.reading import Pack, PackRefused, names, read
from deskhand.rules.threeway import Difference, Merged, Why, merge
from deskhand.sla.administration import PolicyRefused, holds_from, publish
from deskhand.sla.models import Policy
from deskhand.sla.written import NotThere, Said, draft_said, row_of_facts

__all__ = ["Applied", "PackRefused", "apply", "keep", "names", "plan", "read", "take"]
TOGETHER = ("policy", "row")


@dataclass(frozen=True, slots=True)
class Planned:
    """One item, as it is here and as it shall be. One that was taken away here stays away."""

    item: Item
    here: Facts | None
    merged: Merged
    is_removed: bool = False

    @property
    def is_new(self) -> bool:
        return self.here is None and not self.is_removed

    @property
    def is_changed(self) -> bool:
        return not self.is_removed and (self.here is None or self.merged.changes(self.here))

    @property
    def differs(self) -> bool:
        return self.is_removed or bool(self.merged.differences)

    @property
    def wants_choice(self) -> bool:
        """Whether both sides have changed since it was brought here."""
        return any(each.why is Why.BOTH for each in self.merged.differences)

    @property
    def differences(self) -> Sequence[Difference]:
        return self.merged.differences


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying a pack would do. `gone` are items that it brought once and no longer has."""

    pack: Pack
    planned: tuple[Planned, ...]
    gone: tuple[str, ...] = ()

    @property
    def made(self) -> list[Planned]:
        return [each for each in self.planned if each.is_new]

    @property
    def changed(self) -> list[Planned]:
        return [each for each in self.planned if each.is_changed and not each.is_new]

    @property
    def kept(self) -> list[Planned]:
        return [each for each in self.planned if each.differs]


@dataclass
class Applied:
    """What applying a pack did: `made` is new, `changed` follows the pack, `kept` differs from the
    pack and stayed."""

    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def plan(pack: Pack) -> Plan:
    """Return what applying a pack would do now; nothing is written."""
    base = _base(pack.name)
    present = Present(pack.data["policy"]["slug"])
    items = items_of(pack)
    planned = tuple(_planned(item, base.get(item.key), present.facts(item)) for item in items)
    keys = {item.key for item in items}
    return Plan(pack, planned, tuple(key for key in base if key not in keys))


def _base(name: str) -> dict[str, Facts]:
    applied = AppliedPack.objects.filter(name=name).first()
    return dict(applied.base) if applied else {}


def _planned(item: Item, then: Facts | None, here: Facts | None) -> Planned:
    is_removed = here is None and then is not None
    return Planned(item, here, merge(then or {}, item.facts, here or {}), is_removed)


@transaction.atomic
def apply(pack: Pack | str, *, at: datetime) -> Applied:
    """Put a pack into force. The first pack becomes the firm's default. Raises PackRefused."""
    pack = read(pack) if isinstance(pack, str) else pack
    doing = plan(pack)
    for each in doing.planned:
        if each.is_changed and each.item.kind not in TOGETHER:
            write(each.item, each.merged.facts, at=at)
    _publish(doing, at=at)
    _remember(doing, at=at)
    return Applied(
        made=[str(each.item) for each in doing.made],
        changed=[str(each.item) for each in doing.changed],
        kept=[str(each.item) for each in doing.kept],
    )


def _publish(doing: Plan, *, at: datetime) -> None:
    """Publish the policy with its rows as one version, if anything of it is to change."""
    parts = [each for each in doing.planned if each.item.kind in TOGETHER]
    if not any(each.is_changed for each in parts):
        return
    head = next(each for each in parts if each.item.kind == "policy")
    slug = head.item.slug
    policy = Policy.objects.filter(slug=slug).first()
    policy = policy or Policy(slug=slug, is_default=not Policy.objects.exists())
    policy.name = head.merged.facts.get("name", head.item.name)
    policy.save()
    facts = head.merged.facts or head.item.facts
    # What the pack does not speak of stays as it is here.
    before = Present(slug).said
    said = {**(before or {}), **policy_said(facts), "rows": _rows(before, parts)}
    try:
        publish(policy, draft_said(said), at=holds_from(policy, at=at) if before else at)
    except (PolicyRefused, NotThere) as error:
        raise PackRefused(f"The policy {policy} cannot hold: {error}") from error


def _rows(said: Said | None, parts: list[Planned]) -> list[Said]:
    """The rows that are here in their order, brought up to date; each new one after the row that
    stands before it in the pack."""
    rows = {row["key"]: row for row in (said["rows"] if said else [])}
    order = list(rows)
    before = None
    for each in parts:
        if each.item.kind != "row" or each.is_removed:
            continue
        key = each.item.slug
        if key not in rows:
            order.insert(order.index(before) + 1 if before in order else len(order), key)
        rows[key] = row_of_facts(key, each.merged.facts)
        before = key
    return [rows[key] for key in order]


def _remember(doing: Plan, *, at: datetime) -> None:
    base = _base(doing.pack.name)
    for each in doing.planned:
        if not each.is_removed:
            base[each.item.key] = each.merged.base
    _note(doing.pack, base, at=at)


def _note(pack: Pack, base: dict[str, Facts], *, at: datetime) -> None:
    AppliedPack.objects.update_or_create(
        name=pack.name,
        defaults={"title": pack.title, "text": pack.text, "base": base, "applied_at": at},
    )


@transaction.atomic
def take(pack: Pack, key: str, *, at: datetime) -> bool:
    """Let an item be as it is shipped, whatever was edited here; False for an unknown one.

    Raises PackRefused.
    """
    doing = plan(pack)
    found = next((each for each in doing.planned if each.item.key == key), None)
    if found is None or not AppliedPack.objects.filter(name=pack.name).exists():
        return False
    as_shipped = Merged(dict(found.item.facts), dict(found.item.facts), ())
    taken = replace(found, merged=as_shipped, is_removed=False)
    if found.item.kind in TOGETHER:
        others = tuple(_left(each) for each in doing.planned if each is not found)
        order = {item.key: place for place, item in enumerate(items_of(pack))}
        parts = sorted((taken, *others), key=lambda each: order[each.item.key])
        _publish(replace(doing, planned=tuple(parts)), at=at)
    else:
        write(taken.item, taken.merged.facts, at=at)
    _note(pack, {**_base(pack.name), key: taken.item.facts}, at=at)
    return True


def _left(each: Planned) -> Planned:
    """An item that stays exactly as it is here."""
    here = dict(each.here or {})
    return replace(each, merged=Merged(here, {}, ()), is_removed=each.here is None)


@transaction.atomic
def keep(pack: Pack, key: str, *, at: datetime) -> bool:
    """Note that what was edited here is meant so: it differs, and nobody is asked again until it
    is shipped differently. False for an unknown item."""
    item = next((item for item in items_of(pack) if item.key == key), None)
    if item is None or not AppliedPack.objects.filter(name=pack.name).exists():
        return False
    _note(pack, {**_base(pack.name), key: item.facts}, at=at)
    return True
