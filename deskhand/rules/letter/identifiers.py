"""Message-IDs and the chain of letters that they make."""

import re

_BRACKETED = re.compile(r"<([^<>]{1,995})>")
_SPACES = re.compile(r"\s+")
_TOKEN = re.compile(r"\[#(\d{1,12})\]")
_MOST = 500


def ids_in(value: str) -> list[str]:
    """Return the bare ids in a field, in order, each once; also those without brackets."""
    found = [_SPACES.sub("", inner) for inner in _BRACKETED.findall(value)]
    if not found:
        words = value.replace(",", " ").split()
        found = [word.strip("<>\"'") for word in words if "@" in word] or (
            [words[0].strip("<>\"'")] if len(words) == 1 else []
        )
    return list(dict.fromkeys(name for name in found if name))[-_MOST:]


def chain(references: str, in_reply_to: str) -> tuple[str, ...]:
    """Return all letters this one follows, oldest first; its direct parent comes last."""
    older = ids_in(references)
    parents = [name for name in ids_in(in_reply_to) if name not in older]
    return tuple(older + parents)


def token_in(subject: str) -> int | None:
    """Return the ticket number in `[#123]`; the last one when there are several."""
    found = _TOKEN.findall(subject)
    return int(found[-1]) if found else None
