"""Reading kept letters, each once where it can be: the intake reads a letter for its label, and
the story that takes it in a moment later finds it still read."""

import threading
from collections import OrderedDict

from deskhand.rules.letter import Letter, parse

MOST_LETTERS, LARGEST = 64, 256 * 1024
# Where mail servers write down to whom a letter was really sent.
_DELIVERED = {"delivered-to", "x-delivered-to", "x-original-to", "envelope-to"}

_recent: OrderedDict[str, Letter] = OrderedDict()
_lock = threading.Lock()


def read(raw: bytes, *, key: str) -> Letter:
    """Read a letter whose bytes have this hash; raises rules.letter.LetterRefused."""
    with _lock:
        if key in _recent:
            return _recent[key]
    letter = parse(raw)
    if len(raw) <= LARGEST:
        with _lock:
            _recent[key] = letter
            while len(_recent) > MOST_LETTERS:
                _recent.popitem(last=False)
    return letter


def addressed_to(letter: Letter) -> list[str]:
    """Return to whom a letter says it was sent: recipients, and what mail servers noted."""
    noted = [value.strip(" <>") for name, value in letter.headers if name.lower() in _DELIVERED]
    return [*(address.email for address in letter.recipients), *noted]
