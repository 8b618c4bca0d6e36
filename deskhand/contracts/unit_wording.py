"""What a version says of units, in sentences; nothing where none of its rules draws them."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deskhand.contracts.models import ContractVersion, Effect
from deskhand.contracts.terms import Both, Missed, Terms


def unit_lines(version: ContractVersion, terms: Terms) -> Iterator[tuple[str, str, Decimal | None]]:
    """Yield subject and sentence, with the price that belongs into it as %(price)s."""
    if not any(rule.effect == Effect.UNITS for rule in version.rules.all()):
        return
    count = ngettext("%(count)d unit", "%(count)d units", terms.pack_units)
    pack = count % {"count": terms.pack_units}
    price = Decimal(terms.pack_price)
    yield _("A pack"), _("%(pack)s for %%(price)s") % {"pack": pack} if price else pack, price
    if terms.pack_days:
        words = _("Each pack can be used for %(days)d days.") % {"days": terms.pack_days}
        yield _("Life of units"), words, None
    else:
        words = _("At each anniversary up to %(cap)d roll over, the rest expires.")
        yield _("Life of units"), words % {"cap": terms.rollover_cap}, None
    yield _("What draws units"), _drawing(terms), None
    beyond = Decimal(terms.unit_price)
    if beyond:
        yield _("A unit beyond those left"), "%(price)s", beyond
    if terms.low_units:
        words = _("Told when %(count)d units are left.") % {"count": terms.low_units}
        yield _("Units run low"), words, None


def _drawing(terms: Terms) -> str:
    both = _("An answer and an appointment on one ticket %(what)s.")
    missed = _("An appointment that did not come about %(what)s.")
    return " ".join(
        [
            _("An answer by e-mail draws one, once per ticket."),
            _("An appointment draws two for the first hour and one for each half-hour begun."),
            both % {"what": Both(terms.answer_and_appointment).label},
            missed % {"what": Missed(terms.missed).label},
        ]
    )
