"""Money on pages: `{{ invoice.total|money:invoice.currency }}`."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats

register = template.Library()


@register.filter
def money(amount: int, currency: str) -> str:
    """Write minor units with their currency."""
    from deskhand.contracts.wording import money as words

    return words(amount or 0, currency)


@register.filter
def figure(amount: int, currency: str) -> str:
    """Write minor units with all places of their currency, without its name: a heading says it."""
    return money(amount, currency).removesuffix(currency).strip()


@register.filter
def price(amount: Decimal, currency: str) -> str:
    """Write a price with as many places as it has."""
    from deskhand.contracts.wording import price as words

    return words(amount, currency)


@register.filter
def plain_number(number: Decimal) -> str:
    """Write a quantity as a form field takes it, without needless places."""
    return f"{number.normalize():f}"


@register.filter
def quantity(number: Decimal) -> str:
    """Write a quantity as people read it, without needless places."""
    _sign, _figures, exponent = number.normalize().as_tuple()
    return formats.number_format(number, max(-int(exponent), 0), force_grouping=True)


@register.filter
def plain_amount(amount: int, currency: str) -> str:
    """Write minor units as a form field takes them."""
    from deskhand.rules.money import major

    return f"{major(amount, currency):f}"


@register.filter
def percent(rate: int) -> str:
    """Write thousandths of a percent."""
    from deskhand.desk.invoices.paper import percent as words

    return words(rate)


@register.filter
def may_bill(reader: Any) -> bool:
    from deskhand.contracts.invoices import access

    return access.may_bill(reader)
