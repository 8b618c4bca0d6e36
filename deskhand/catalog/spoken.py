"""Names that ship with service packs, in the language of whoever reads them.

A name that a firm wrote itself is in no catalog of a language, and stays as it is.
"""

from django.utils.translation import pgettext

CONTEXT = "pack"


def spoken(name: str) -> str:
    """Return a name of a status, a priority, a service or a request type as it is read."""
    return pgettext(CONTEXT, name) if name else ""
