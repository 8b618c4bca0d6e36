"""Whether somebody who writes would rather be called, in English and German."""

import re

LONGEST = 5_000
_WISH = re.compile(
    r"\b(?:(?:please|could you|can you|kindly)\s(?:just\s)?(?:call|phone|ring)\b"
    r"|(?:call|phone|ring)\s(?:me|us)\b(?!\s(?:when|if)\s(?:it|the))"
    r"|give\s(?:me|us)\sa\s(?:call|ring)\b|call(?:ed)?[\s-]?back\b"
    r"|(?:ruf|rufen|rufe)\s(?:sie\s)?(?:bitte\s)?(?:mich|uns)\b|(?:um|bitte)\s(?:einen\s)?rückruf\b"
    r"|rückruf\s(?:erbeten|bitte)\b|rufen\ssie\s(?:bitte\s)?(?:an|zurück)\b|bitte\s(?:um\s)?anruf)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:don’t|don't|do\snot|no\sneed\sto|need\snot|never|nicht|kein(?:en)?|ohne)\b[^.!?\n]{0,20}$",
    re.IGNORECASE,
)


def wants_a_call(text: str) -> bool:
    """Whether a text asks for a call; what is quoted in it does not count."""
    lines = (line for line in text[:LONGEST].splitlines() if not line.lstrip().startswith(">"))
    return any(_asks(line) for line in lines)


def _asks(line: str) -> bool:
    for match in _WISH.finditer(line):
        before = line[max(0, match.start() - 40) : match.start()]
        after = line[match.end() : match.end() + 30]
        if not _NOT.search(before) and not re.match(r"\s(?:mich\s|uns\s)?nicht\b", after):
            return True
    return False
