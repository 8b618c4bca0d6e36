"""Who is named in what an agent wrote: `@handle`, outside of code and of quoted lines."""

import re

# Short, in lower case, and such that a full stop after it is not part of it.
HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,28}[a-z0-9])?")
_NAMED = re.compile(r"(?<![\w@./+-])@([A-Za-z0-9](?:[A-Za-z0-9._-]{0,28}[A-Za-z0-9])?)(?![\w@])")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*\s*$|\Z)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_QUOTE = re.compile(r"^ {0,3}>.*$", re.MULTILINE)
MOST = 50


def is_handle(text: str) -> bool:
    return HANDLE.fullmatch(text) is not None


def mentioned(text: str) -> list[str]:
    """Return the handles that a text names, in lower case, each once and in their order.

    At most MOST of them: nobody calls a whole firm by hand.
    """
    said = _CODE.sub(" ", _FENCE.sub(" ", _QUOTE.sub(" ", text)))
    return list(dict.fromkeys(name.lower() for name in _NAMED.findall(said)))[:MOST]
