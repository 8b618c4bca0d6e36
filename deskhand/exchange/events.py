"""What left the desk: ids and enumerations only."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class InvoicesExported:
    """A file of invoices was made for another program."""

    name: ClassVar[str] = "invoices_exported"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "batch"

    batch: int
    target: str
    organization: int | None = None
    is_public: bool = False
