"""The form of the demo provider for new accounts, and what some of its tickets say on it."""

from datetime import datetime

from deskhand.catalog.forms import save_field
from deskhand.catalog.models import FieldKind, FormField, RequestType
from deskhand.desk.filling.filling import fill
from deskhand.packs.demo_people import Firm
from deskhand.people.identity import reader_of_person
from deskhand.tickets.models import Ticket

FIELDS = (
    FormField(
        slug="name-of-the-person",
        label="Name of the new person",
        kind=FieldKind.TEXT,
        help="As it shall stand in the address.",
        is_required=True,
    ),
    FormField(slug="starts-on", label="Starts on", kind=FieldKind.DATE, is_required=True),
    FormField(slug="works-at", label="Works at", kind=FieldKind.SITE),
    FormField(
        slug="needs",
        label="What else is needed?",
        kind=FieldKind.CHOICES,
        choices=["Laptop", "Telephone", "Access from home", "Something else"],
    ),
    FormField(
        slug="something-else",
        label="What is it?",
        kind=FieldKind.LONG,
        shown_if="needs",
        shown_value="Something else",
        is_required=True,
    ),
    FormField(
        slug="licence",
        label="Licence",
        kind=FieldKind.CHOICE,
        choices=["Basic", "Standard", "Premium"],
        is_internal=True,
    ),
)
SAID = (
    {
        "name-of-the-person": "Mira Solberg",
        "starts-on": "2026-12-07",
        "needs": ["Laptop", "Access from home"],
        "licence": "Standard",
    },
    {"name-of-the-person": "Tom Abara", "needs": ["Telephone"]},
)


def fill_forms(firm: Firm, *, at: datetime) -> None:
    """Ask for more with new accounts, and fill in two of the forms; one lacks a day."""
    wanted = RequestType.objects.filter(slug="new-account").first()
    if wanted is None:
        return
    for field in FIELDS:
        field.pk, field.request_type = None, wanted
        save_field(field)
    by = reader_of_person(firm.agents[0].person)
    for ticket, said in zip(Ticket.objects.filter(request_type=wanted), SAID, strict=False):
        fill(ticket.pk, {**said, "account-for": "E-mail"}, "", by=by, at=at)
