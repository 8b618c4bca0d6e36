"""What the journal keeps of notices: that somebody was told something, for the live bell."""

from dataclasses import dataclass
from typing import ClassVar

BELL = "bell"


@dataclass(frozen=True, slots=True)
class NoticesTold:
    """Somebody has so many new notices; `bell` is the person."""

    name: ClassVar[str] = "notices_told"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = BELL

    bell: int
    count: int
    is_public: bool = False
