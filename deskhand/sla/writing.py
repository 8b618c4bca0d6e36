"""The next version of a policy while an administrator writes it: kept until it is published,
checked at every step, compared with what is in force."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.people.administration import free_slug
from deskhand.rules.threeway import merge
from deskhand.sla.administration import latest, publish
from deskhand.sla.checking import Remark, check
from deskhand.sla.drafts import Draft, RowDraft, draft_of, keyed
from deskhand.sla.models import Policy, PolicyDraft, PolicyVersion
from deskhand.sla.written import Said, draft_said, row_facts, row_of_facts, said_of


@dataclass(frozen=True, slots=True)
class Writing:
    """What is written of a policy's next version, beside what is in force."""

    policy: Policy
    in_force: PolicyVersion
    draft: Draft
    begun_from: int | None = None
    changed_by: str = ""

    @property
    def is_begun(self) -> bool:
        return self.begun_from is not None

    @property
    def is_behind(self) -> bool:
        """Whether somebody else has published since it was begun."""
        return self.begun_from is not None and self.begun_from != self.in_force.number

    def row(self, key: str) -> RowDraft | None:
        return next((row for row in self.draft.rows if row.key == key), None)


def writing_of(policy: Policy) -> Writing:
    """Return what is written of a policy; what is in force where nothing was begun.

    Raises NotThere when something that the draft names was removed since.
    """
    version = latest(policy)
    begun = PolicyDraft.objects.filter(policy=policy).first()
    if begun is None:
        draft = draft_of(version)
        return Writing(policy, version, replace(draft, rows=keyed(draft.rows)))
    says = begun.says
    if begun.begun_from != version.number:
        base = policy.versions.filter(number=begun.begun_from).first()
        says = _brought_up(says, said_of(draft_of(base or version)), said_of(draft_of(version)))
    return Writing(policy, version, draft_said(says), begun.begun_from, begun.changed_by)


def drafted_by(policy: Policy) -> str | None:
    """Return who last wrote the open draft of a policy; None where none is open."""
    begun = PolicyDraft.objects.filter(policy=policy).values_list("changed_by", flat=True)
    return begun.first()


def _brought_up(says: Said, then: Said, now: Said) -> Said:
    """What was written, after somebody has published in the meantime: what it does not touch
    follows what is in force now."""
    heads = {key: now[key] for key in now if key != "rows"}
    heads |= {key: v for key, v in says.items() if key != "rows" and v != then.get(key)}
    olds, news, here = ({row["key"]: row for row in each["rows"]} for each in (then, now, says))
    rows = []
    for key in dict.fromkeys([*here, *news]):
        facts = [_facts(each.get(key)) for each in (olds, news, here)]
        was_removed = facts[2] == {} and facts[0] != {}
        is_gone = facts[1] == {} and facts[0] == facts[2]
        if not was_removed and not is_gone:
            rows.append(row_of_facts(key, merge(*facts).facts))
    return {**heads, "rows": rows}


@transaction.atomic
def write(writing: Writing, draft: Draft, *, by: str, at: datetime) -> None:
    """Keep what is written; as it is in force, there is nothing to be kept."""
    draft = replace(draft, rows=keyed(draft.rows))
    in_force = draft_of(writing.in_force)
    if said_of(draft) == said_of(replace(in_force, rows=keyed(in_force.rows))):
        discard(writing.policy)
        return
    begun_from = writing.begun_from or writing.in_force.number
    PolicyDraft.objects.update_or_create(
        policy=writing.policy,
        defaults={
            "says": said_of(draft),
            "begun_from": begun_from,
            "changed_at": at,
            "changed_by": by[:200],
        },
    )


def discard(policy: Policy) -> None:
    """Forget what was written."""
    PolicyDraft.objects.filter(policy=policy).delete()


@transaction.atomic
def publish_written(writing: Writing, *, at: datetime) -> PolicyVersion:
    """Put what is written into force; raises PolicyRefused."""
    version, _remarks = publish(writing.policy, writing.draft, at=at)
    discard(writing.policy)
    return version


def remarks_on(writing: Writing, *, at: datetime) -> list[Remark]:
    """Say what is wrong or doubtful about what is written."""
    return check(writing.draft, at=at)


def with_row(draft: Draft, key: str, row: RowDraft) -> Draft:
    """Return a draft with a row in place of the one of that key, or after all others."""
    if any(each.key == key for each in draft.rows):
        rows = [replace(row, key=key) if each.key == key else each for each in draft.rows]
    else:
        rows = [*draft.rows, row]
    return replace(draft, rows=keyed(rows))


def without_row(draft: Draft, key: str) -> Draft:
    return replace(draft, rows=tuple(row for row in draft.rows if row.key != key))


def with_row_moved(draft: Draft, key: str, *, up: bool) -> Draft:
    """Return a draft with a row one place earlier or later among those of its kind."""
    rows = list(draft.rows)
    moved = next((row for row in rows if row.key == key), None)
    if moved is None:
        return draft
    alike = [place for place, row in enumerate(rows) if row.kind == moved.kind]
    here = alike.index(rows.index(moved))
    there = here - 1 if up else here + 1
    if not 0 <= there < len(alike):
        return draft
    one, other = alike[here], alike[there]
    rows[one], rows[other] = rows[other], rows[one]
    return replace(draft, rows=tuple(rows))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing in which two readings of a policy differ; None where it is not there."""

    row: str
    field: str
    was: Any
    now: Any


def changes_between(before: Draft, after: Draft) -> list[Change]:
    """Return in what two drafts differ: the heads first, then row by row."""
    was, now = said_of(before), said_of(after)
    heads = [key for key in was if key not in {"rows", "parts", "holds"} and was[key] != now[key]]
    found = [Change("", key, was[key], now[key]) for key in heads]
    for part in ("holds", "parts"):
        names = dict.fromkeys([*was[part], *now[part]])
        pairs = [(name, was[part].get(name), now[part].get(name)) for name in names]
        found += [Change("", f"{part}.{n}", old, new) for n, old, new in pairs if old != new]
    return [*found, *_rows_between(was, now)]


def _rows_between(was: Said, now: Said) -> list[Change]:
    olds, news = ({row.get("key", ""): row for row in each["rows"]} for each in (was, now))
    found = []
    for key in dict.fromkeys([*olds, *news]):
        old, new = _facts(olds.get(key)), _facts(news.get(key))
        name = (news.get(key) or olds[key]).get("name") or key
        if not old or not new:
            found.append(Change(name, "", old or None, new or None))
            continue
        fields = [f for f in dict.fromkeys([*old, *new]) if old.get(f) != new.get(f)]
        found += [Change(name, field, old.get(field), new.get(field)) for field in fields]
    order = [[key for key in each if key in olds and key in news] for each in (olds, news)]
    if order[0] != order[1]:
        found.append(Change("", "order", None, None))
    return found


def _facts(row: Mapping[str, Any] | None) -> Said:
    return row_facts(row) if row else {}


@transaction.atomic
def copy(policy: Policy, *, name: str, at: datetime) -> Policy:
    """Make another policy that says the same as this one in force; raises PolicyRefused."""
    made = Policy.objects.create(name=name[:80], slug=free_slug(name, Policy))
    publish(made, draft_of(latest(policy)), at=at)
    return made


def name_of_copy(policy: Policy) -> str:
    return _("Copy of %(name)s") % {"name": policy.name}


@transaction.atomic
def make_default(policy: Policy) -> None:
    """Let what is owed nothing of its own be governed by this policy from now on."""
    Policy.objects.exclude(pk=policy.pk).update(is_default=False)
    Policy.objects.filter(pk=policy.pk).update(is_default=True)
