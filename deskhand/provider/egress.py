"""The one way out to an address that somebody typed or a browser gave: nothing inside is reached.

The name is resolved, every address of it is judged, and the connection goes to one of those
judged, so that a name that answers otherwise the second time gains nothing (safety, P40). No
redirect is followed. Addresses of one's own network are reached only where the operator named
them in DESKHAND_INTERNAL_HOSTS.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SECONDS = 10.0
ALTOGETHER_SECONDS = 30.0
MOST_BYTES = 64 * 1024
# Addresses that carry one of version 4 within: it is judged as well.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class EgressRefused(ValueError):
    """We do not call this address; the text says why."""


class CallFailed(Exception):
    """No answer came. `was_handed_over` when the other side may have got the call."""

    def __init__(self, words: str, *, was_handed_over: bool = False) -> None:
        super().__init__(words)
        self.was_handed_over = was_handed_over


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said, as far as it was read."""

    status: int
    body: bytes

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


def check(url: str) -> SplitResult:
    """Return an address taken apart, if it is one that could be called; raises EgressRefused.

    Says nothing of where its name leads: that is judged at each call.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise EgressRefused("This is not an address.") from error
    if not parts.hostname or not url.isascii() or not url.isprintable() or " " in url:
        raise EgressRefused("This is not an address.")
    if parts.username is not None or parts.password is not None or port == 0:
        raise EgressRefused("The address holds more than a host and a path.")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_named(parts.hostname)):
        raise EgressRefused("The address must begin with https://")
    return parts


def refusal(url: str) -> str:
    """Say why a call of this address would be refused as things stand; empty when it would not,
    or nobody can tell now."""
    try:
        parts = check(url)
        _judged(parts.hostname or "", parts.port or 443)
    except EgressRefused as error:
        return str(error)
    except CallFailed:
        return ""
    return ""


def call(
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    most: int = MOST_BYTES,
) -> Answer:
    """Call an address and return its answer, whatever its status, and at most so many bytes of it.

    Raises EgressRefused and CallFailed; the latter's words do not tell a closed port from a
    silent one.
    """
    parts = check(url)
    where = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = _connection(parts)
    was_handed_over = False
    try:
        connection.connect()
        was_handed_over = True
        connection.request(method, where, body, dict(headers or {}))
        answer = connection.getresponse()
        return Answer(answer.status, _read(answer, most))
    except ssl.SSLCertVerificationError as error:
        raise CallFailed(f"{parts.hostname} has no certificate that we can trust") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        words = f"{parts.hostname} does not answer as it should"
        raise CallFailed(words, was_handed_over=was_handed_over) from error
    finally:
        connection.close()


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = _judged(host, port)
    if parts.scheme == "https":
        return _Encrypted(host, port, addresses)
    return _Plain(host, port, addresses)


def _judged(host: str, port: int) -> list[str]:
    """Return the addresses to which a name leads, when all of them are allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CallFailed(f"{host} does not answer as it should") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not _is_named(host) and not all(_is_public(address) for address in addresses):
        raise EgressRefused(f"{host} leads into a network that is not public.")
    return list(dict.fromkeys(addresses))


def _is_public(text: str) -> bool:
    try:
        address: Address = ipaddress.ip_address(text)
    except ValueError:
        return False
    within = _within(address)
    return all(one.is_global and not one.is_multicast for one in (address, *within))


def _within(address: Address) -> list[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found: list[Address | None] = [address.ipv4_mapped, address.sixtofour]
    found += address.teredo or ()
    if address in _NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in found if one is not None]


def _is_named(host: str) -> bool:
    """Whether the operator allowed this host, which may stand in his own network."""
    return host.lower() in settings.DESKHAND_INTERNAL_HOSTS


def _read(answer: http.client.HTTPResponse, most: int) -> bytes:
    """Read what matters, and no longer than we care: a slow drip holds nobody."""
    end, body = time.monotonic() + ALTOGETHER_SECONDS, b""
    while len(body) < most and time.monotonic() < end:
        piece = answer.read1(most - len(body))
        if not piece:
            break
        body += piece
    return body


class _Plain(http.client.HTTPConnection):
    """Connects to an address that was judged, whatever the name leads to by now."""

    def __init__(self, host: str, port: int, addresses: list[str], **more: Any) -> None:
        super().__init__(host, port, timeout=SECONDS, **more)
        self.addresses = addresses

    def connect(self) -> None:
        for address in self.addresses[:-1]:
            try:
                self.sock = socket.create_connection((address, self.port), self.timeout)
            except OSError:
                continue
            return
        self.sock = socket.create_connection((self.addresses[-1], self.port), self.timeout)


class _Encrypted(_Plain):
    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
