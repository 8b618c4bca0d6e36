"""What the domain name system says, asked of the machine's own name servers, or of the one that
`DESKHAND_DNS` names."""

from urllib.parse import urlsplit

import dns.exception
import dns.name
import dns.resolver
from django.conf import settings

SECONDS = 5.0


class NoAnswer(Exception):
    """No name server told anything: the name may exist or not."""


def texts(name: str) -> list[str]:
    """Return the TXT records of a name, each as one text; none where the name has none.

    Raises NoAnswer where no name server can be reached, or none answers sensibly.
    """
    try:
        found = _resolver().resolve(name, "TXT", lifetime=SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError, ValueError) as error:
        raise NoAnswer(str(error)[:300] or type(error).__name__) from error
    return [b"".join(row.strings).decode("utf-8", "replace") for row in found]


def _resolver() -> dns.resolver.Resolver:
    if not settings.DESKHAND_DNS:
        return dns.resolver.Resolver()
    parts = urlsplit(f"//{settings.DESKHAND_DNS}")
    chosen = dns.resolver.Resolver(configure=False)
    chosen.nameservers = [parts.hostname or ""]
    chosen.port = parts.port or 53
    return chosen
