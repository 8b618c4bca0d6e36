"""Rules as a text: carried to another desk, or kept beside others. They name teams, people, hooks
and macros as conditions do, so that they mean the same where the same is there."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.automation.acts import ActsRefused
from deskhand.automation.models import Rule
from deskhand.automation.rulebook import is_name_free, rules, save_rule
from deskhand.automation.triggers import Trigger
from deskhand.people.models import Organization
from deskhand.rules.conditions import ConditionError

FORMAT = "deskhand-rules"
LARGEST = 500_000
MOST_RULES = 200
PARTS = ("name", "trigger", "category", "amount", "unit", "condition", "acts", "ends")


class TextRefused(ValueError):
    """The text holds no rules that could be kept here; it says which, why, and how to mend it."""


def write_rules() -> str:
    """Return all rules as a text, in their order."""
    rows = [
        {
            **{part: getattr(rule, part) for part in PARTS},
            "organizations": [row.slug for row in rule.organizations.all()],
        }
        for rule in rules()
    ]
    told = {"format": FORMAT, "version": 1, "rules": rows}
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


@transaction.atomic
def read_rules(text: str) -> list[Rule]:
    """Keep the rules of a text behind those that are here, switched off, all or none.

    One whose name is taken gets a number. Raises TextRefused.
    """
    return [_kept(spec, number) for number, spec in enumerate(_specs(text), start=1)]


def _specs(text: str) -> list[Mapping[str, Any]]:
    if len(text) > LARGEST:
        raise TextRefused(_("This is larger than rules can be."))
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TextRefused(_("This is no text that rules were written to.")) from error
    rows = told.get("rules") if isinstance(told, dict) else None
    if not isinstance(rows, list) or told.get("format") != FORMAT:
        raise TextRefused(_("This is no text that rules were written to."))
    if len(rows) > MOST_RULES:
        raise TextRefused(_("At most %(most)d rules at once.") % {"most": MOST_RULES})
    return rows


def _kept(spec: Any, number: int) -> Rule:
    if not isinstance(spec, dict) or not isinstance(spec.get("name"), str):
        raise TextRefused(_("Rule %(number)d has no name.") % {"number": number})
    try:
        rule = Rule(**{part: spec[part] for part in PARTS if part in spec})
        rule.name, rule.is_active = _free_name(spec["name"]), False
        rule.clean_fields(exclude=["position", "stop_reason"])
        _check_time(rule)
        return save_rule(rule, _organizations(spec.get("organizations", [])))
    except (ActsRefused, ConditionError, TextRefused, TypeError, ValueError) as error:
        raise TextRefused(f"{spec['name'][:80]}: {error}") from error
    except ValidationError as error:
        raise TextRefused(f"{spec['name'][:80]}: {'; '.join(error.messages)}") from error


def _check_time(rule: Rule) -> None:
    if rule.trigger not in Trigger.values:
        raise TextRefused(_("Nothing like “%(trigger)s” happens.") % {"trigger": rule.trigger})
    if rule.trigger == Trigger.STANDS and not (rule.category and rule.amount and rule.unit):
        raise TextRefused(_("Say where it stands, and for how long."))


def _organizations(slugs: Any) -> list[Organization]:
    if not isinstance(slugs, list) or not all(isinstance(slug, str) for slug in slugs):
        raise TextRefused(_("The clients cannot be read."))
    found = {row.slug: row for row in Organization.objects.filter(slug__in=slugs)}
    for slug in slugs:
        if slug not in found:
            raise TextRefused(_("There is no client “%(slug)s” here.") % {"slug": slug[:60]})
    return list(found.values())


def _free_name(name: str) -> str:
    names = (name[:74] if not n else f"{name[:74]} {n + 1}" for n in range(1000))
    return next(each for each in names if is_name_free(each, other_than=None))
