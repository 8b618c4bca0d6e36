"""Why a client is entitled to a release, or why not, in whole sentences."""

from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.assets.models import Release
from deskhand.contracts.models import MaintenanceTerm
from deskhand.contracts.wording import price
from deskhand.rules.maintenance import Entitlement, Why

_SENTENCES: dict[Why, Any] = {
    Why.IN_TERM: gettext_lazy(
        "It came on %(released)s, within maintenance from %(first)s to %(last)s."
    ),
    Why.OBTAINED: gettext_lazy("It was obtained, and stays available."),
    Why.DRAFT: gettext_lazy("It is not published yet."),
    Why.NONE: gettext_lazy("There is no maintenance for %(product)s."),
    Why.BEFORE: gettext_lazy(
        "Maintenance for %(product)s begins on %(began)s; this release came before, on "
        "%(released)s."
    ),
    Why.BETWEEN: gettext_lazy(
        "Maintenance for %(product)s ended on %(ended)s and began again on %(began)s; this release "
        "came in between, on %(released)s."
    ),
    Why.AFTER: gettext_lazy(
        "Maintenance for %(product)s ended on %(ended)s; this release came on %(released)s."
    ),
}


def reason(told: Entitlement, release: Release) -> str:
    """Say what decided about a release."""
    if told.why == Why.WITHDRAWN:
        return _withdrawn(told, release)
    return str(_SENTENCES[told.why]) % {
        "product": release.product,
        "released": day(release.released_on),
        "first": day(told.term.first if told.term else None),
        "last": day(told.term.last if told.term else None),
        "ended": day(told.earlier.last if told.earlier else None),
        "began": day(told.later.first if told.later else None),
    }


def _withdrawn(told: Entitlement, release: Release) -> str:
    said = _("It was withdrawn: %(why)s") % {"why": release.withdrawn_why}
    if not told.is_available:
        return said
    return said + " " + _("Whoever obtained it before keeps it.")


def seats(term: MaintenanceTerm) -> str:
    """Say for how many seats a term is, and at which price."""
    amount = price(term.price, term.currency) if term.price else _("without a price")
    if term.seats is None:
        return amount
    words = _("%(count)s seats, %(price)s each") if term.price else _("%(count)s seats")
    return words % {"count": term.seats, "price": amount}


def day(value: date | None) -> str:
    return formats.date_format(value, "j F Y") if value else ""
