"""In which language a page is: the reader's, else his organization's, else his browser's, else the
firm's."""

from django.conf import settings
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from deskhand.people.languages import known_language
from deskhand.web.request import DeskRequest

LONGEST_WISH = 500


def language_for(request: DeskRequest) -> str:
    """Return the language of the pages of this request; its reader must be known."""
    return known_language(request.reader.language, _browsers(request))


def _browsers(request: DeskRequest) -> str:
    """The first language that the browser asks for and the desk speaks; empty for none."""
    wishes = request.headers.get("Accept-Language", "")[:LONGEST_WISH]
    for code, _weight in parse_accept_lang_header(wishes):
        try:
            found: str = get_supported_language_variant(code)
        except LookupError:
            continue
        if found in dict(settings.LANGUAGES):
            return found
    return ""
