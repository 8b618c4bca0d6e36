"""In which language somebody is spoken to: his own, else his organization's, else the firm's."""

from django.conf import settings

from deskhand.people.models import Organization, Person
from deskhand.provider.firm import current


def language_of(person: Person | None, organization: Organization | None = None) -> str:
    """Return the language of what is written to somebody; an unknown one is passed over."""
    return known_language(
        person.language if person else "", organization.language if organization else ""
    )


def known_language(*codes: str) -> str:
    """Return the first of these languages that the desk speaks, else the firm's."""
    found = next((code for code in codes if code in LANGUAGES), "") or current().language
    return found if found in LANGUAGES else "en"


LANGUAGES = dict(settings.LANGUAGES)
