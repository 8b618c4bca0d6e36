"""Who may write and publish releases."""

from django.utils.translation import gettext as _

from deskhand.people.acting import NotAllowed
from deskhand.people.reader import Reader

ROLES = frozenset({"administrator", "account_manager"})


def may_release(reader: Reader) -> bool:
    """Whether somebody writes, publishes and withdraws releases, and tells clients of them."""
    return reader.is_agent and reader.role in ROLES


def need_releaser(reader: Reader) -> None:
    """Raises NotAllowed."""
    if not may_release(reader):
        raise NotAllowed(_("Account managers and administrators do this. Ask one of them."))
