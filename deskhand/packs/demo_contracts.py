"""Contracts of the demo provider: what its clients agreed on, and who of them may read it."""

from datetime import date, datetime
from decimal import Decimal

from deskhand.contracts import keeping, recurring, ruling, versions
from deskhand.contracts.keeping import Head
from deskhand.contracts.models import Contract
from deskhand.contracts.recurring import NewLine, next_month
from deskhand.contracts.ruling import RuleDraft
from deskhand.contracts.terms import Terms
from deskhand.contracts.versions import RateDraft, VersionDraft
from deskhand.people.administration import let_read_contracts
from deskhand.people.models import Membership, Organization
from deskhand.sla.models import Calendar, Policy

CLIENT, READER = "Harbour & Finch Design", "dana.ruiz@harbourfinch.example"
SUMMARY = (
    "Incidents in business hours, onsite support where we find it needed, and small requests are "
    "included in the monthly fee. What goes beyond is agreed with you before it costs anything."
)
RATES = (
    RateDraft("Engineer", Decimal("110.00"), Decimal("165.00")),
    RateDraft("Consultant", Decimal("140.00"), None),
)
RULES = (
    RuleDraft(
        "Incidents after hours",
        "kind:incident band:after",
        "excluded",
        client_words="Outside of business hours we charge our time.",
    ),
    RuleDraft(
        "Incidents",
        "kind:incident",
        "covered",
        client_words="Covered by Managed support; onsite at our discretion.",
    ),
    RuleDraft(
        "Small requests",
        "kind:request minor:yes",
        "covered",
        client_words="Included, as it is small.",
    ),
    RuleDraft(
        "New scope",
        "kind:request",
        "excluded",
        needs_approval=True,
        client_words="This is beyond your plan: we agree on it with you before it costs anything.",
    ),
)


def sign_contracts(*, at: datetime) -> None:
    """Let two clients have contracts, one of which is about to renew."""
    client = Organization.objects.get(name=CLIENT)
    support = _sign(client, "Managed support", _year(at, months=3), RULES, at=at)
    fee = NewLine("Monthly fee", "flat", support.begins_on, Decimal(3600))
    recurring.add(support, fee)
    mail = NewLine("Mail protection", "user", support.begins_on, Decimal("4.5"))
    line = recurring.add(support, mail)
    recurring.reprice(line, Decimal("4.75"), valid_from=next_month(at.date()), at=at)
    dearer = tuple(
        RateDraft(rate.role, rate.in_hours and rate.in_hours + 5, rate.after) for rate in RATES
    )
    first = at.date().replace(day=1)
    versions.write(versions.begin(support), _says(dearer))
    versions.publish(
        versions.begin(support),
        valid_from=date(first.year + first.month // 12, first.month % 12 + 1, 1),
        why="Prices of the new year",
        by="Robin Vance",
        at=at,
    )
    other = Organization.objects.exclude(pk=client.pk).order_by("pk")[1]
    _sign(other, "Support by the hour", Head("", date(at.year, 1, 1)), RULES[:2], at=at)
    for membership in Membership.objects.filter(
        organization=client, person__addresses__email=READER
    ):
        let_read_contracts(membership, may=True)


def _year(at: datetime, *, months: int) -> Head:
    """A year that ends soon and renews; notice is due before."""
    begins = date(at.year - 2, 3, 1)
    last = date(at.year - 1, 2, 28)
    return Head("", begins, last, renews_months=12, notice_months=months)


def _sign(
    organization: Organization,
    name: str,
    head: Head,
    rules: tuple[RuleDraft, ...],
    *,
    at: datetime,
) -> Contract:
    head = Head(name, head.begins_on, head.ends_on, "", head.renews_months, head.notice_months)
    made = keeping.make(organization, head, calendar=_calendar(), at=at)
    draft = versions.write(versions.begin(made), _says(RATES))
    for rule in rules:
        ruling.save(made, None, rule)
    versions.publish(draft, valid_from=made.begins_on, why="", by="Robin Vance", at=at)
    return made


def _says(rates: tuple[RateDraft, ...]) -> VersionDraft:
    heads = {
        "policy": Policy.objects.order_by("-is_default", "pk")[0],
        "calendar": _calendar(),
        "currency": "USD",
        "tax_code": "",
        "condition": "",
        "covers_subsidiaries": False,
        "summary": SUMMARY,
    }
    terms = Terms(minimum_minutes=15, increment_minutes=15, is_told_in_receipt=True)
    return VersionDraft(heads, ("managed",), rates=rates, terms=terms)


def _calendar() -> Calendar:
    return Calendar.objects.order_by("pk")[0]
