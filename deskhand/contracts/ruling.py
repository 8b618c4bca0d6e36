"""Coverage rules of a draft: written, put in order, and checked before they are kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.contracts import conditions
from deskhand.contracts.models import Contract, ContractVersion, CoverageRule, Effect
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.versions import begin
from deskhand.rules.conditions import Condition, ConditionError, covers, fields_of, may_match
from deskhand.sla.naming import Known, known_names
from deskhand.sla.remarks import Remark, fault, warning

MOST_RULES = 60


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as somebody writes it."""

    name: str
    condition: str
    effect: str
    needs_approval: bool = False
    multiplier_permille: int = 1000
    client_words: str = ""


def check(rules: Sequence[CoverageRule | RuleDraft], version: ContractVersion) -> list[Remark]:
    """Return what is to be said about the rules of a version, in their order: faults, which must
    be mended, and warnings."""
    remarks: list[Remark] = []
    read: list[tuple[int, str, Condition]] = []
    for place, rule in enumerate(rules):
        try:
            read.append((place, rule.name, conditions.read(rule.condition)))
        except ConditionError as error:
            remarks.append(fault(place, str(error)))
    known = known_names({name for _place, _name, each in read for name in fields_of(each)})
    for place, _name, condition in read:
        remarks += _names(place, condition, known)
    remarks += _shadowed(read, known)
    remarks += _priced(rules, version)
    return sorted(remarks, key=lambda remark: (remark.row or 0, not remark.is_fault))


def _names(place: int, condition: Condition, known: Known) -> Iterator[Remark]:
    can_match = may_match(condition, called=known.called)
    unknown = list(known.unknown_in(condition))
    for _field, sentence in unknown:
        yield (warning if can_match else fault)(place, sentence)
    if not can_match and not unknown:
        yield fault(place, _("It can never match: it contradicts itself. Take a part away."))


def _shadowed(read: list[tuple[int, str, Condition]], known: Known) -> Iterator[Remark]:
    """A rule that stands behind one that matches all that it does."""
    for number, (place, _name, condition) in enumerate(read):
        before = (
            name
            for _place, name, earlier in read[:number]
            if covers(earlier, condition, called=known.called)
        )
        hides = next(before, None)
        if hides is not None:
            words = _("It is never reached: whatever it matches, “%(name)s” matches first.")
            mend = _("Move it up, name more in the other, or remove it.")
            yield fault(place, f"{words % {'name': hides}} {mend}")


def _priced(
    rules: Sequence[CoverageRule | RuleDraft], version: ContractVersion
) -> Iterator[Remark]:
    """What is charged needs a rate card."""
    charged = [place for place, rule in enumerate(rules) if rule.effect == Effect.EXCLUDED]
    if charged and not version.rates.exists():
        words = _("It is charged, but the contract has no rates. Give it a rate card.")
        yield warning(charged[0], words)


@transaction.atomic
def save(contract: Contract, place: int | None, rule: RuleDraft) -> ContractVersion:
    """Write the rule at a place of the draft, or a new one after all others; without a draft one
    begins. Raises ContractRefused with the first fault."""
    draft = begin(contract)
    rows: list[CoverageRule] = list(draft.rules.order_by("position"))
    if place is None and len(rows) >= MOST_RULES:
        raise ContractRefused("", _("At most sixty rules."))
    if not rule.name.strip():
        raise ContractRefused("name", _("What is it called?"))
    said: list[CoverageRule | RuleDraft] = [*rows]
    where = len(rows) if place is None else place
    said[where : where + 1] = [rule]
    faults = [each for each in check(said, draft) if each.is_fault and each.row == where]
    if faults:
        raise ContractRefused("condition", str(faults[0]))
    values = {name: getattr(rule, name) for name in RuleDraft.__dataclass_fields__}
    if place is None:
        CoverageRule.objects.create(version=draft, position=where, **values)
    else:
        CoverageRule.objects.filter(pk=rows[place].pk).update(**values)
    return draft


@transaction.atomic
def act(contract: Contract, place: int, deed: str) -> None:
    """Move the rule at a place up or down, or take it out of the draft; without a draft one
    begins."""
    draft = begin(contract)
    rows = list(draft.rules.order_by("position"))
    if not 0 <= place < len(rows):
        return
    other = {"up": place - 1, "down": place + 1}.get(deed)
    if deed == "remove":
        rows.pop(place).delete()
    elif other is not None and 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows):
        row.position = position
    CoverageRule.objects.bulk_update(rows, ["position"])


def rules_of(version: ContractVersion) -> list[CoverageRule]:
    return list(version.rules.order_by("position"))


def faults_of(version: ContractVersion) -> list[Remark]:
    """Return what keeps a draft from being published."""
    return [remark for remark in check(rules_of(version), version) if remark.is_fault]
