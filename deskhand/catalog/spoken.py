"""Names that ship with service packs, in the language of whoever reads them.

A name that a firm wrote itself is in no catalog of a language, and stays as it is.
"""

from functools import lru_cache

from django.utils.translation import get_language, pgettext

CONTEXT = "pack"


def spoken(name: str) -> str:
    """Return a name of a status, a priority, a service or a request type as it is read."""
    return _spoken_in(get_language(), str(name)) if name else ""


# The same few names stand in every row of every list.
@lru_cache(maxsize=1024)
def _spoken_in(_language: str | None, name: str) -> str:
    """A name in the language that is active, which is this one."""
    return pgettext(CONTEXT, name)
