"""On which line each part of a TOML file stands, so that what is wrong with it can be found.

For text that `tomllib` has read already: what it would refuse is not looked for here.
"""

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:([A-Za-z0-9_-]+)|"((?:\\.|[^"\\])*)"|'([^']*)')[ \t]*""")
_TEXT = re.compile(
    r"""\"\"\"(?:\\.|[^\\])*?\"{3,5}|'''.*?'{3,5}|"(?:\\.|[^"\\])*"|'[^']*'""", re.DOTALL
)
_PLAIN = re.compile(r"[^,\]}\n#]+")


def lines_of(text: str) -> dict[Path, int]:
    """Return for each key and each element of an array the line on which it begins, from 1."""
    return dict(_Reader(text.replace("\r\n", "\n")).read())


def line_of(lines: dict[Path, int], path: Path) -> int:
    """Return the line of a path, or of the nearest part around it that is there."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Reader:
    """Goes once through a text, and notes where it stands at each key and element."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.counts: dict[Path, int] = {}

    def read(self) -> Iterator[tuple[Path, int]]:
        table: Path = ()
        while self._skip():
            line = self._line()
            if self.text[self.at] == "[":
                table = self._header()
                yield table, line
            else:
                yield from self._pair(table, line)

    def _skip(self) -> bool:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at < len(self.text)

    def _line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1

    def _header(self) -> Path:
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        names = self._dotted()
        self.at += 2 if is_array else 1
        path: Path = ()
        for place, name in enumerate(names):
            path = (*path, name)
            if is_array and place == len(names) - 1:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _dotted(self) -> list[str]:
        names = []
        while found := _KEY.match(self.text, self.at):
            names.append(next(part for part in found.groups() if part is not None))
            self.at = found.end()
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        return names

    def _pair(self, table: Path, line: int) -> Iterator[tuple[Path, int]]:
        path = (*table, *self._dotted())
        yield path, line
        self.at += 1  # the equals sign
        yield from self._value(path)

    def _value(self, path: Path) -> Iterator[tuple[Path, int]]:
        self._skip()
        sign = self.text[self.at : self.at + 1]
        if sign == "[":
            yield from self._array(path)
        elif sign == "{":
            yield from self._inline(path)
        else:
            pattern = _TEXT if sign in {'"', "'"} else _PLAIN
            found = pattern.match(self.text, self.at)
            self.at = found.end() if found else len(self.text)

    def _array(self, path: Path) -> Iterator[tuple[Path, int]]:
        self.at += 1
        place = 0
        while self._skip() and self.text[self.at] != "]":
            yield (*path, place), self._line()
            yield from self._value((*path, place))
            place += 1
            self._comma()
        self.at += 1

    def _inline(self, path: Path) -> Iterator[tuple[Path, int]]:
        self.at += 1
        while self._skip() and self.text[self.at] != "}":
            yield from self._pair(path, self._line())
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        if self._skip() and self.text[self.at] == ",":
            self.at += 1
