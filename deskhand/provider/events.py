"""What administrators did, for the audit trail."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SettingChanged:
    """Something under Setup was made, changed or removed. `what` names the kind of thing,
    `fields` the fields that changed; values stay in their rooms."""

    name: ClassVar[str] = "setting_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "setting"

    what: str
    setting: int | None
    act: str
    fields: str = ""
    is_public: bool = False
