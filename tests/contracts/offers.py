"""Quotes and authorised persons for tests: plain builders."""

from datetime import timedelta
from decimal import Decimal

from deskhand.contracts.quotes.writing import LineDraft, Origin, QuoteDraft
from deskhand.desk.quotes import writing
from deskhand.people.administration import let_approve
from tests import cast as casting

FIREWALL = LineDraft("Firewall", Decimal(1), Decimal("900"), tax_percent=Decimal(19))
WORK = LineDraft("Set up", Decimal(4), Decimal("110.005"), unit="h", tax_percent=Decimal(19))
SPARE = LineDraft("A spare", Decimal(1), Decimal("250"), is_optional=True)


def authorise(person, *, up_to=None):
    """Let somebody approve for his organization."""
    let_approve(person.memberships.get(), may=True, up_to=up_to and Decimal(up_to))


def says(at, **more) -> QuoteDraft:
    """What a quote says: a firewall, its work and a spare, for a month, in euros."""
    usual = {
        "title": "A new firewall",
        "currency": "EUR",
        "valid_until": (at + timedelta(days=30)).date(),
        "lines": (FIREWALL, WORK, SPARE),
    }
    return QuoteDraft(**{**usual, **more})


def quote(cast, *, at, ticket=None, **more):
    """A draft of Birch Bakery, written by the account manager."""
    origin = Origin(cast.birch, ticket=ticket, owner=cast.milo)
    return writing.begin(origin, says(at, **more), by=casting.reader(cast.milo), at=at)


def sent(cast, *, at, **more):
    """A quote that is sent, with the question that it asks."""
    made = quote(cast, at=at, **more)
    approval = writing.send(made.pk, by=casting.reader(cast.milo), at=at)
    made.refresh_from_db()
    return made, approval
