"""The rules on letters as administrators keep them, in an order without gaps."""

from django.db import transaction

from deskhand.jobs.memory import remembered
from deskhand.mail.models import InboundRule
from deskhand.provider import positions


def rules() -> list[InboundRule]:
    """All rules in their order, switched off ones included."""
    return list(InboundRule.objects.select_related("team"))


@remembered
def active_rules() -> list[InboundRule]:
    """Those that letters are asked by."""
    return [rule for rule in rules() if rule.is_active]


def rule_of(pk: int) -> InboundRule | None:
    return InboundRule.objects.select_related("team").filter(pk=pk).first()


@transaction.atomic
def save_rule(rule: InboundRule) -> InboundRule:
    """Keep a rule; a new one stands last."""
    if rule.pk is None:
        rule.position = next_position()
    rule.save()
    return rule


def next_position() -> int:
    """The number that the next new rule gets."""
    return InboundRule.objects.count() + 1


def move_rule(rule: InboundRule, *, up: bool) -> bool:
    """Change places with the neighbour; False at either end."""
    return positions.move(InboundRule.objects.all(), rule, up=up)


def remove_rule(rule: InboundRule) -> None:
    """Remove a rule; those after it move up."""
    positions.remove(InboundRule.objects.all(), rule)
