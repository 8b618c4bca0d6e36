"""Reading kept letters, each once where it can be: the intake reads a letter for its label, and
the story that takes it in a moment later finds it still read."""

import threading
from collections import OrderedDict

from deskhand.rules.letter import Letter, parse

# A letter of 256 kB is read again rather than kept; so are those beyond 16 MB together.
LARGEST, MOST_BYTES = 256 * 1024, 16 * 1024 * 1024
# Where mail servers write down to whom a letter was really sent.
_DELIVERED = {"delivered-to", "x-delivered-to", "x-original-to", "envelope-to"}


class _Recent:
    """Letters read lately, by the hash of their bytes; bounded by how many bytes these were."""

    def __init__(self) -> None:
        self._letters: OrderedDict[str, tuple[Letter, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> Letter | None:
        known = self._letters.get(key)
        return known[0] if known else None

    def put(self, key: str, letter: Letter, size: int) -> None:
        with self._lock:
            if size > LARGEST or key in self._letters:
                return
            self._letters[key] = letter, size
            self._bytes += size
            while self._bytes > MOST_BYTES:
                _oldest, (_letter, freed) = self._letters.popitem(last=False)
                self._bytes -= freed

    def clear(self) -> None:
        with self._lock:
            self._letters.clear()
            self._bytes = 0


_recent = _Recent()


def read(raw: bytes, *, key: str) -> Letter:
    """Read a letter whose bytes have this hash; raises rules.letter.LetterRefused."""
    known = _recent.get(key)
    if known is not None:
        return known
    letter = parse(raw)
    _recent.put(key, letter, len(raw))
    return letter


def addressed_to(letter: Letter) -> list[str]:
    """Return to whom a letter says it was sent: recipients, and what mail servers noted."""
    noted = [value.strip(" <>") for name, value in letter.headers if name.lower() in _DELIVERED]
    return [*(address.email for address in letter.recipients), *noted]
