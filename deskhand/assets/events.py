"""What happened to releases: ids and enumerations only."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ReleaseChanged:
    """A release was drafted, changed, published, withdrawn or forgotten, as `act` says."""

    name: ClassVar[str] = "release_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "release"

    release: int
    product: int
    act: str
    is_public: bool = False
