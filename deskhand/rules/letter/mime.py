"""The tree of a letter's parts, cut out in one pass over the bytes and without recursion.

Delimiters are sought from the front; each closes what it closes, however deep, so neither
nesting nor a lost closing line costs more than the letter is long.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from deskhand.rules.letter.headers import parse_parameters, unfold
from deskhand.rules.letter.model import LetterRefused, Limits
from deskhand.rules.letter.smime import signed_content
from deskhand.rules.letter.transfer import decode_transfer

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
# What begins a part, where a line that only resembles a delimiter is to be one.
_BEGINS = re.compile(rb"(?:content-|mime-)[\w-]{1,60}[ \t]*:", re.I)
_SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_MOST_SIGNED = 3  # signatures around each other
_GUESSED = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?\n(?=content-|mime-)", re.I | re.M)


@dataclass(slots=True, eq=False)
class Part:
    """One part: its headers as bytes, where its body lies, and the parts inside it."""

    headers: list[tuple[str, bytes]]
    content_type: str
    parameters: dict[str, str]
    raw: bytes = field(repr=False)
    start: int
    end: int
    parts: list["Part"] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        return self.content_type.startswith("multipart/")

    @property
    def body(self) -> bytes:
        return self.raw[self.start : self.end]

    def field_of(self, name: str) -> bytes | None:
        """Return the bytes of the first field of this (lower-case) name."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def text_of(self, name: str) -> str:
        value = self.field_of(name)
        return "" if value is None else unfold(value)

    @property
    def encoding(self) -> str:
        return self.text_of("content-transfer-encoding").partition(";")[0].strip().lower()

    def content(self) -> bytes:
        """Return the body decoded from its transfer encoding."""
        return decode_transfer(self.body, self.encoding)

    @property
    def disposition(self) -> tuple[str, dict[str, str]]:
        return parse_parameters(self.text_of("content-disposition"))


class Deadline:
    """The time one letter may take, counted from its making, in the thread that makes it.

    Half of it goes by the clock, which is quick to ask; the other half begins then and is time
    of the processor, so that an honest letter is not refused by a machine that is busy.
    """

    def __init__(self, seconds: float) -> None:
        self._half = seconds / 2
        self._half_over = time.monotonic() + self._half
        self._ends: float | None = None

    def check(self) -> None:
        if time.monotonic() <= self._half_over:
            return
        now = time.thread_time()
        if self._ends is None:
            self._ends = now + self._half
        elif now > self._ends:
            raise LetterRefused("took too long to read")


def split(raw: bytes, *, limits: Limits, deadline: Deadline) -> Part:
    """Cut the letter into its parts; raise LetterRefused beyond a limit."""
    root = _read_head(raw, 0, default="text/plain", limits=limits)
    if root.is_multipart:
        _Cutting(root, limits=limits, deadline=deadline).run()
    return root


def opened(root: Part, *, limits: Limits, deadline: Deadline) -> Part:
    """Return the tree with the letters that S/MIME hid in their signatures beside the signed
    parts; the headers of `root` stay those of the letter."""
    return _opened(root, limits, deadline, 0)


def _opened(part: Part, limits: Limits, deadline: Deadline, depth: int) -> Part:
    part.parts = [_opened(inner, limits, deadline, depth) for inner in part.parts]
    if part.content_type not in _SIGNED or depth >= _MOST_SIGNED:
        return part
    deadline.check()
    content = signed_content(part.content())
    if content is None:
        return part
    inner = split(content, limits=limits, deadline=deadline)
    inner = _opened(inner, limits, deadline, depth + 1)
    return Part([], "multipart/signed", {}, part.raw, part.start, part.end, [inner, part])


def read_head(raw: bytes, *, limits: Limits) -> Part:
    """Read the headers only: of a letter returned inside another."""
    return _read_head(raw, 0, default="text/plain", limits=limits)


class _Cutting:
    """The pass over the delimiter lines: the open multiparts, and the part being filled."""

    def __init__(self, root: Part, *, limits: Limits, deadline: Deadline) -> None:
        self.raw = root.raw
        self.limits = limits
        self.deadline = deadline
        self.count = 1
        self.open: list[tuple[Part, bytes]] = []
        self.left: dict[bytes, Part] = {}  # what was closed, by its boundary
        self.current: Part | None = None
        self._enter(root)

    def run(self) -> None:
        for number, (start, end) in enumerate(_dashed_lines(self.raw, self.open[0][0].start)):
            if number % 4096 == 4095:
                self.deadline.check()
            mark = self.raw[start + 2 : end].rstrip(b" \t\r")
            level = self._begun(mark, end)
            if level is not None:
                self._close(level, before=start)
                self._begin(end)
            elif mark.endswith(b"--"):
                level = self._level(mark[:-2])
                if level is not None:
                    self._close(level, before=start)
                    self._leave(level, end=start)
        if self.open:
            self._close(0, before=len(self.raw), keep_line_end=True)
            for part, _ in self.open:
                part.faults.append("the closing boundary is missing")
            self._leave(0, end=len(self.raw))

    def _begun(self, mark: bytes, end: int) -> int | None:
        """Return in which open multipart a delimiter line that ends here begins a part."""
        level = self._level(mark)
        if level is None and _BEGINS.match(self.raw, end + 1):
            return self._resembling(mark)
        return level

    def _level(self, mark: bytes) -> int | None:
        for level in range(len(self.open) - 1, -1, -1):
            if self.open[level][1] == mark:
                return level
        return None

    def _resembling(self, mark: bytes) -> int | None:
        """Return the level of a delimiter that a broken letter has where it should not: one with
        more behind its boundary, or one of parts that were closed already."""
        for level in range(len(self.open) - 1, -1, -1):
            boundary = self.open[level][1]
            if boundary and mark.startswith(boundary):
                return level
        if mark not in self.left:
            return None
        if not self.open:
            self.open.append((self.left[mark], mark))
        return len(self.open) - 1

    def _enter(self, part: Part) -> None:
        if len(self.open) >= self.limits.depth:
            raise LetterRefused("its parts are nested too deeply")
        given = part.parameters.get("boundary", "").rstrip()
        boundary = given.encode("utf-8", "replace")
        if not boundary or self.raw.find(b"--" + boundary, part.start) < 0:
            guessed = _GUESSED.search(self.raw, part.start, part.start + 65536)
            taken = {known for _, known in self.open}
            if guessed and guessed[1] not in taken:
                boundary = guessed[1]
            part.faults.append("the boundary is missing")
        self.open.append((part, boundary))

    def _close(self, level: int, *, before: int, keep_line_end: bool = False) -> None:
        end = before if keep_line_end else _without_line_end(self.raw, before)
        if self.current is not None:
            self.current.end = max(self.current.start, end)
            self.current = None
        self._leave(level + 1, end=end)

    def _leave(self, level: int, *, end: int) -> None:
        for part, boundary in self.open[level:]:
            part.end = max(part.start, end)
            self.left[boundary] = part
        del self.open[level:]

    def _begin(self, line_end: int) -> None:
        self.count += 1
        if self.count > self.limits.parts:
            raise LetterRefused("it has too many parts")
        parent = self.open[-1][0]
        is_digest = parent.content_type == "multipart/digest"
        part = _read_head(
            self.raw,
            min(line_end + 1, len(self.raw)),
            default="message/rfc822" if is_digest else "text/plain",
            limits=self.limits,
        )
        parent.parts.append(part)
        if part.is_multipart:
            self._enter(part)
        else:
            self.current = part


def _dashed_lines(raw: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each line that begins with two dashes; end is at its line feed."""
    if not raw.startswith(b"--", start):
        start = raw.find(b"\n--", start) + 1
        if not start:
            return
    while True:
        end = raw.find(b"\n", start)
        if end < 0:
            yield start, len(raw)
            return
        yield start, end
        start = raw.find(b"\n--", end) + 1
        if not start:
            return


def _without_line_end(raw: bytes, position: int) -> int:
    # The line break before a delimiter belongs to the delimiter (RFC 2046 5.1.1).
    if position > 0 and raw[position - 1 : position] == b"\n":
        position -= 1
        if position > 0 and raw[position - 1 : position] == b"\r":
            position -= 1
    return position


def _read_head(raw: bytes, start: int, *, default: str, limits: Limits) -> Part:
    headers, body = _read_fields(raw, start, limits)
    part = Part(headers, default, {}, raw, body, len(raw))
    declared = part.text_of("content-type")
    if declared:
        kind, part.parameters = parse_parameters(declared)
        part.content_type = plausible(kind) or default
    return part


def plausible(kind: str) -> str:
    """Return a content type that can be one, as `text/plain`; "" for all else."""
    kind = kind.split("(", 1)[0].strip()
    if kind in {"text", "html", "text/htm"}:
        return "text/html" if "htm" in kind else "text/plain"
    return kind if re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind) else ""


def _read_fields(raw: bytes, start: int, limits: Limits) -> tuple[list[tuple[str, bytes]], int]:
    fields: list[tuple[str, list[bytes]]] = []
    position = _past_envelope(raw, start)
    while position < len(raw):
        end = raw.find(b"\n", position)
        end = len(raw) if end < 0 else end
        line = raw[position:end]
        if not line.strip(b"\r"):
            position = end + 1
            break
        if line[:1] in b" \t" and fields:
            fields[-1][1].append(line.rstrip(b"\r"))
        elif found := _FIELD.match(line):
            fields.append((found[1].decode("ascii"), [line[found.end() :].strip(b" \t\r")]))
        elif not (fields and _FIELD.match(raw, end + 1)):
            # Neither a field nor garbage between two fields: the blank line was forgotten.
            break
        position = end + 1
        if position - start > limits.header_size or len(fields) > limits.headers:
            raise LetterRefused("its headers are too long")
    return [(name, b"\n".join(lines)) for name, lines in fields], min(position, len(raw))


def _past_envelope(raw: bytes, start: int) -> int:
    """Skip blank lines and the `From ` line of a mailbox file before the first field."""
    if start == 0:
        while raw[start : start + 1] in {b"\r", b"\n"}:
            start += 1
        if raw.startswith(b"\xef\xbb\xbf", start):
            start += 3
        if raw.startswith((b"From ", b">From "), start):
            end = raw.find(b"\n", start)
            return len(raw) if end < 0 else end + 1
    return start
