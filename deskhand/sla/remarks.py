"""What is said about a draft: faults, which must be mended, and warnings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence, about the row at a place of the draft (counted from 0) or about all of it."""

    row: int | None
    is_fault: bool
    text: str

    def __str__(self) -> str:
        return self.text


def fault(row: int | None, text: str) -> Remark:
    return Remark(row, True, text)


def warning(row: int | None, text: str) -> Remark:
    return Remark(row, False, text)
