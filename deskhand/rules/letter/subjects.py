"""Subjects of letters that answer."""

import re

# "Re:" as programs in other languages write it too, with a number or without.
ANSWERS = r"(?:re|aw|sv|vs|antw|odp|r)(?:\[\d+\])?\s*[:：]\s*"
_ANSWERS = re.compile(rf"\s*(?:{ANSWERS})+", re.I)


def answering(subject: str) -> str:
    """The subject of an answer: "Re:" stands before it once, however often it stood there."""
    return f"Re: {_ANSWERS.sub('', subject, count=1) if _ANSWERS.match(subject) else subject}"
