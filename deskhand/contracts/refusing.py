"""What a contract refuses, in sentences that say how to mend it."""


class ContractRefused(ValueError):
    """What was given does not fit; `field` names it, empty for the whole."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
