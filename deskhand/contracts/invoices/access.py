"""Who bills: account managers and administrators, each within the clients that he may see."""

from deskhand.people.reader import Reader

ROLES = frozenset({"administrator", "account_manager"})


def may_bill(reader: Reader) -> bool:
    """Whether somebody writes and issues invoices, and enters what came in."""
    return reader.is_agent and reader.role in ROLES
