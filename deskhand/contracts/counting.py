"""What recurring lines count: one for each thing, counted when somebody asks.

A room that knows how many devices or licences a client has adds its counter by `register`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from deskhand.contracts.models import Contract
from deskhand.people.reading import members_of


@dataclass(frozen=True, slots=True)
class Counter:
    """A thing that is counted: `one` and `many` name it beside a number; `count` is None where
    somebody has to set the quantity."""

    label: Any
    unit: Any
    count: Callable[[Contract], int] | None


def _users(contract: Contract) -> int:
    return members_of(contract.organization).filter(agent=None).count()


COUNTERS: dict[str, Counter] = {
    "flat": Counter(_("a flat fee"), "", lambda contract: 1),
    "user": Counter(_("each user"), _("users"), _users),
    "device": Counter(_("each device"), _("devices"), None),
    "licence": Counter(_("each licence"), _("licences"), None),
}


def register(name: str, counter: Counter) -> None:
    """Let lines count something; takes the place of a counter that had to be set by hand."""
    COUNTERS[name] = counter


def counted(name: str, contract: Contract) -> int | None:
    """Return how many there are now; None where nobody counts them yet."""
    counter = COUNTERS.get(name)
    return counter.count(contract) if counter is not None and counter.count is not None else None
