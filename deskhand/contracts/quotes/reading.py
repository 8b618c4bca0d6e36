"""Quotes as pages show them: found for their readers, with amounts in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from deskhand.contracts.models import ProjectTicket, Quote, QuoteLine, QuoteVersion
from deskhand.contracts.quotes.writing import last_version
from deskhand.contracts.wording import money, price
from deskhand.jobs.together import Row, read_together, told
from deskhand.people.reader import Reader
from deskhand.rules.quoting import Sums, sums
from deskhand.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line in words; `tax` is empty where it is not known."""

    line: QuoteLine
    quantity: str
    unit_price: str
    amount: str
    tax: str


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """What a client is shown of a version."""

    quote: Quote
    version: QuoteVersion
    lines: tuple[ShownLine, ...]
    sums: Sums

    @property
    def net(self) -> str:
        return money(self.sums.net, self.version.currency)

    @property
    def tax(self) -> str:
        return money(self.sums.tax, self.version.currency) if self.sums.tax else ""

    @property
    def gross(self) -> str:
        return money(self.sums.gross, self.version.currency)

    @property
    def has_options(self) -> bool:
        return any(one.line.is_optional for one in self.lines)


def quotes_for(reader: Reader) -> QuerySet[Quote]:
    """Return the quotes that an agent may see, with what a list shows of them."""
    return Quote.objects.visible_to(reader).select_related(
        "organization", "ticket", "owner__person"
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """A quote as it stands beside its ticket, in words."""

    pk: int
    number: str
    title: str
    state: str
    words: str
    amount: str


def quotes_beside(ticket: Ticket) -> tuple[list[Beside], tuple[int, str] | None]:
    """Return the quotes of a ticket, and the project for which it is worked on with its name, in
    one statement."""
    names = ("number", "title", "state", "net", "currency")
    found = read_together(
        quotes=told(Quote.objects.filter(ticket=ticket), id="pk", **{name: name for name in names}),
        project=told(
            ProjectTicket.objects.filter(ticket=ticket), id="project", name="project__name"
        ),
    )
    quotes = sorted(found["quotes"], key=lambda row: -row["id"])
    place = next(iter(found["project"]), None)
    return [_beside(row) for row in quotes], (place["id"], place["name"]) if place else None


def _beside(row: Row) -> Beside:
    return Beside(
        pk=row["id"],
        number=row["number"],
        title=row["title"],
        state=row["state"],
        words=str(Quote.State(row["state"]).label),
        amount=money(row["net"], row["currency"]),
    )


def is_quoted(ticket: Ticket) -> bool:
    """Whether the work on a ticket is part of a quote that was approved, or of a project."""
    return quoted_tickets().filter(pk=ticket.pk).exists()


def quoted_tickets() -> QuerySet[Ticket]:
    """Return the tickets whose work is part of an approved quote or of a project: no plan, block
    or unit pays for it."""
    states = (Quote.State.APPROVED, Quote.State.CHARGED)
    quotes = Quote.objects.filter(state__in=states).exclude(ticket=None)
    projects = ProjectTicket.objects.all()
    return Ticket.objects.filter(
        Q(pk__in=quotes.values("ticket")) | Q(pk__in=projects.values("ticket"))
    )


def shown(version: QuoteVersion, *, chosen: Sequence[int] = ()) -> ShownQuote:
    """Return a version in words, its sums with the optional lines at these positions."""
    lines = list(version.lines.all())
    added = sums([line.priced for line in lines], version.currency, chosen=frozenset(chosen))
    return ShownQuote(
        version.quote, version, tuple(_line(line, version.currency) for line in lines), added
    )


def net_of(version: QuoteVersion, chosen: Sequence[int]) -> int:
    """Return what a version comes to without tax, with the optional lines at these positions."""
    priced = [line.priced for line in version.lines.all()]
    return sums(priced, version.currency, chosen=frozenset(chosen)).net


def optional_positions(version: QuoteVersion) -> set[int]:
    return {line.position for line in version.lines.all() if line.is_optional}


def shown_now(quote: Quote) -> ShownQuote:
    """Return what a quote says now."""
    return shown(last_version(quote))


def until_words(day: date) -> str:
    return _("valid until %(day)s") % {"day": formats.date_format(day, "j F Y")}


def _line(line: QuoteLine, currency: str) -> ShownLine:
    tax = "" if line.tax_percent is None else f"{_plain(line.tax_percent)}\N{NO-BREAK SPACE}%"
    return ShownLine(
        line=line,
        quantity=" ".join(part for part in (_plain(line.quantity), line.unit) if part),
        unit_price=price(line.unit_price, currency),
        amount=money(line.priced.net(currency), currency),
        tax=tax,
    )


def _plain(number: Decimal) -> str:
    """A number without the noughts at its end."""
    shown_number = number.normalize()
    _sign, _figures, exponent = shown_number.as_tuple()
    places = max(0, -int(exponent))
    return str(formats.number_format(shown_number, places, use_l10n=True, force_grouping=True))
