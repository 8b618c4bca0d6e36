"""Placeholders in a text, `{{requester.first_name}}`: found, and filled with what is known.

What stands in code is no placeholder.
"""

import re
from collections.abc import Mapping

CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{\{[ \t]*([^{}\n]{1,80}?)[ \t]*\}\}")


def placeholders_in(text: str) -> list[str]:
    """Return the names of the placeholders that a text still has, each once, in their order."""
    if "{{" not in text:
        return []
    found = (one for piece in CODE.split(text)[::2] for one in _PLACEHOLDER.findall(piece))
    return list(dict.fromkeys(found))


def filled(text: str, known: Mapping[str, str]) -> str:
    """Put in what is known and not empty; the rest stays as it is written."""
    pieces = CODE.split(text)
    for place in range(0, len(pieces), 2):
        pieces[place] = _PLACEHOLDER.sub(lambda one: known.get(one[1]) or one[0], pieces[place])
    return "".join(pieces)


def lacking(text: str, known: Mapping[str, str]) -> list[str]:
    """Return the placeholders of a text for which nothing is known, each once, in their order."""
    return [name for name in placeholders_in(text) if not known.get(name)]
