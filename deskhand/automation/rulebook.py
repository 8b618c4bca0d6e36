"""The rules as administrators keep them, in an order without gaps, read once for many tickets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from deskhand.automation.acts import OF_RULES, check_acts
from deskhand.automation.models import Place, Rule
from deskhand.automation.triggers import Trigger
from deskhand.jobs.memory import forget, remembered
from deskhand.journal.reading import Cursor, head
from deskhand.people.reader import Reader
from deskhand.provider import positions
from deskhand.provider.firm import current
from deskhand.rules import conditions
from deskhand.rules.conditions import Condition, ConditionError
from deskhand.tickets.columns import zone_of_reader
from deskhand.tickets.conditions import parse_rule
from deskhand.tickets.fields import ticket_fields
from deskhand.tickets.models import Ticket

# It sees everything, as an administrator does.
_NOBODY = Reader(role="administrator", name="rules")


@dataclass(frozen=True, slots=True)
class Reading:
    """An active rule, read: its condition is None for all tickets, its organizations None for those
    of everybody."""

    rule: Rule
    condition: Condition | None
    organizations: frozenset[int] | None
    zone: tzinfo

    def is_for(self, ticket: Ticket) -> bool:
        return self.organizations is None or ticket.organization_id in self.organizations

    def matches(self, ticket: Ticket, *, at: datetime) -> bool:
        """Whether a ticket meets the rule's condition; only what that names is looked up."""
        if not self.is_for(ticket):
            return False
        if self.condition is None:
            return True
        facts = _facts(self.condition, ticket)
        return conditions.evaluate(self.condition, facts, at=at, zone=self.zone)

    def why(self, ticket: Ticket, *, at: datetime) -> list[str]:
        """Say in sentences what of the condition the ticket meets."""
        if self.condition is None:
            return []
        facts = _facts(self.condition, ticket)
        return conditions.explain(self.condition, facts, at=at, zone=self.zone)


def rule_reader() -> Reader:
    """Who asks when a rule does: nobody in particular, who sees everything, by the firm's clock."""
    return replace(_NOBODY, time_zone=current().time_zone)


def read_condition(text: str) -> Condition | None:
    """Read the condition of a rule; None for an empty one. Raises ConditionError."""
    return parse_rule(text) if text.strip() else None


def zone_of_rules() -> tzinfo:
    """By whose days conditions of rules go: the firm's."""
    return zone_of_reader(rule_reader())


def rules() -> QuerySet[Rule]:
    """All rules in their order, switched off ones included."""
    return Rule.objects.prefetch_related("organizations")


def is_name_free(name: str, *, other_than: int | None) -> bool:
    """Whether no other rule is called so."""
    return not Rule.objects.filter(name=name).exclude(pk=other_than or 0).exists()


@remembered
def followed_rules() -> Mapping[str, Sequence[Reading]]:
    """Return the active rules by what they begin with, in their order; one that cannot be read
    any more is left out."""
    found: dict[str, list[Reading]] = {}
    active = list(rules().filter(is_active=True))
    zone = zone_of_rules() if active else UTC
    for rule in active:
        reading = read_rule(rule, zone=zone)
        if reading is not None:
            found.setdefault(rule.trigger, []).append(reading)
    return found


def read_rule(
    rule: Rule, *, zone: tzinfo, organizations: Iterable[int] | None = None
) -> Reading | None:
    """Read a rule, by whose days `zone` says; None when its condition cannot be read.

    `organizations` are those of a rule that is not saved yet.
    """
    try:
        condition = read_condition(rule.condition)
    except ConditionError:
        return None
    if organizations is None:
        organizations = (row.pk for row in rule.organizations.all())
    only = frozenset(organizations)
    return Reading(rule, condition, only or None, zone)


def follows_events(found: Iterable[str]) -> bool:
    """Whether among these triggers is one that the journal tells."""
    return any(trigger != Trigger.STANDS for trigger in found)


@transaction.atomic
def save_rule(rule: Rule, organizations: Iterable[Any] = ()) -> Rule:
    """Keep a rule; a new one stands last. What happened before is no matter of it.

    Raises ActsRefused, ConditionError.
    """
    check_acts(rule.acts, allowed=OF_RULES)
    read_condition(rule.condition)
    if rule.pk is None:
        rule.position = (Rule.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    else:
        rule.version += 1
    begins = rule.is_active and not follows_events(
        Rule.objects.filter(is_active=True)
        .exclude(pk=rule.pk or 0)
        .values_list("trigger", flat=True)
    )
    if rule.is_active:
        rule.stop_reason = ""
    rule.save()
    rule.organizations.set(organizations)
    if begins:
        _go_to(head())
    forget(followed_rules)
    return rule


@transaction.atomic
def switch_rule(rule: Rule, *, on: bool) -> None:
    """Switch a rule on or off."""
    rule.is_active = on
    save_rule(rule, list(rule.organizations.all()))


def move_rule(rule: Rule, *, up: bool) -> bool:
    """Change places with the neighbour; False at either end."""
    return positions.move(Rule.objects.all(), rule, up=up)


def remove_rule(rule: Rule) -> None:
    """Remove a rule with its log; those after it move up."""
    positions.remove(Rule.objects.all(), rule)


def _facts(condition: Condition, ticket: Ticket) -> dict[str, Any]:
    fields = ticket_fields()
    return {name: fields[name].fact(ticket, _NOBODY) for name in conditions.fields_of(condition)}


def _go_to(cursor: Cursor) -> None:
    place = {"xid": cursor.xid, "event_id": cursor.id}
    Place.objects.update_or_create(pk=1, defaults=place)
