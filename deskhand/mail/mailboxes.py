"""Which addresses are ours, and which mailbox a letter was meant for."""

from collections.abc import Iterable

from deskhand.jobs.memory import remembered
from deskhand.mail.models import Mailbox


class NoMailbox(Exception):
    """The firm has no mailbox yet from which this letter could go."""


@remembered
def default_mailbox() -> Mailbox:
    """Return the mailbox that sends what no other one sends; raises NoMailbox."""
    found = Mailbox.objects.filter(is_active=True).order_by("-is_default", "pk").first()
    if found is None:
        raise NoMailbox
    return found


@remembered
def our_addresses() -> dict[str, int]:
    """Return the address of each mailbox in lower case, with its key."""
    rows = Mailbox.objects.filter(is_active=True).values_list("email", "pk")
    return {email.lower(): pk for email, pk in rows}


def plain(address: str) -> str:
    """Return an address in lower case without what follows a plus in its local part."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def known_as(address: str, ours: dict[str, int]) -> int | None:
    """Return the mailbox to which an address belongs, plus and token forms included."""
    lower = address.strip().lower()
    return ours.get(lower) or ours.get(plain(lower))


def meant_for(addresses: Iterable[str], ours: dict[str, int]) -> int | None:
    """Return the first mailbox among addresses."""
    found = (known_as(address, ours) for address in addresses)
    return next((pk for pk in found if pk is not None), None)
