"""Who carries our letters away: what `DESKHAND_EMAIL_URL` says, and the handing over.

The schemes are smtp (with `?tls=1` for STARTTLS), smtp+tls and submission (STARTTLS), smtps
(TLS from the first byte), anymail+PROVIDER, console:, and file:///FOLDER. No Django here:
settings check it.
"""

import re
import secrets
import smtplib
import ssl
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from deskhand.mail import troubles
from deskhand.mail.providers import Account, ProviderRefused, read_address

TIMEOUT = 60
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_STARTTLS = {"smtp+tls", "submission"}
_TLS = {"smtps", "smtp+ssl"}
_PORTS = {"plain": 25, "starttls": 587, "tls": 465}


class CarrierRefused(ValueError):
    """The address of the mail server makes no sense; the text says why in one line."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """Where letters are handed over. `security` is plain, starttls or tls."""

    kind: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    security: str = "plain"
    folder: str = ""
    account: Account | None = None


@dataclass(slots=True)
class Outcome:
    """What became of each recipient: accepted, refused for good, or put off.

    `is_unsure` when the content was handed over and the answer never came. `wait` is how long we
    were asked to wait, `named` what the taker calls the letter, where it says so.
    """

    accepted: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    delayed: dict[str, str] = field(default_factory=dict)
    is_unsure: bool = False
    wait: timedelta | None = None
    named: str = ""


def parse(url: str) -> Carrier:
    """Read the address of a mail server; raises CarrierRefused."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise CarrierRefused(f"cannot be read: {error}") from error
    if parts.scheme == "console":
        return Carrier("console")
    if parts.scheme.startswith("anymail+"):
        try:
            return Carrier("provider", account=read_address(url))
        except ProviderRefused as error:
            raise CarrierRefused(str(error)) from error
    if parts.scheme == "file":
        if not parts.path.startswith("/"):
            raise CarrierRefused("names no folder; use file:///path/of/a/folder")
        return Carrier("file", folder=unquote(parts.path))
    if parts.scheme not in {"smtp", *_STARTTLS, *_TLS} or not parts.hostname:
        raise CarrierRefused("must look like smtps://USER:PASSWORD@HOST or smtp+tls://HOST:587")
    security = _security(parts.scheme, parse_qs(parts.query))
    return Carrier(
        "smtp",
        host=parts.hostname,
        port=port or _PORTS[security],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
    )


def hand_over(
    carrier: Carrier,
    raw: bytes,
    *,
    sender: str,
    recipients: Sequence[str],
    about_to: Callable[[], None],
) -> Outcome:
    """Give a letter to the mail server; never raises for what a network or server does.

    `about_to` is called at the last moment before the content leaves.
    """
    if carrier.kind != "smtp":
        about_to()
        return _lay_down(carrier, raw, recipients)
    outcome = Outcome()
    try:
        server = connected(carrier)
    except (OSError, smtplib.SMTPException) as error:
        outcome.delayed = dict.fromkeys(recipients, _words(error))
        return outcome
    try:
        _converse(server, raw, sender, outcome=outcome, about_to=about_to, to=list(recipients))
    finally:
        _leave(server)
    return outcome


def connected(carrier: Carrier, *, timeout: float = TIMEOUT) -> smtplib.SMTP:
    """Connect and sign in; raises OSError and smtplib.SMTPException."""
    if carrier.token and carrier.security == "plain" and carrier.host not in LOOPBACK:
        raise ssl.SSLError("Without TLS a token is shown to this machine only")
    context = ssl.create_default_context()
    if carrier.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            carrier.host, carrier.port, timeout=timeout, context=context
        )
    else:
        server = smtplib.SMTP(carrier.host, carrier.port, timeout=timeout)
    try:
        if carrier.security == "starttls":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        if carrier.token:
            _show_token(server, carrier)
        elif carrier.user:
            server.login(carrier.user, carrier.password)
    except BaseException:
        server.close()
        raise
    return server


def _security(scheme: str, query: dict[str, list[str]]) -> str:
    def said(name: str) -> bool:
        return query.get(name, [""])[-1].lower() in {"1", "true", "yes", "on"}

    if scheme in _TLS or said("ssl"):
        return "tls"
    return "starttls" if scheme in _STARTTLS or said("tls") else "plain"


def _lay_down(carrier: Carrier, raw: bytes, recipients: Sequence[str]) -> Outcome:
    try:
        if carrier.kind == "console":
            sys.stdout.write(raw.decode("ascii", "replace") + "\n")
        else:
            folder = Path(carrier.folder)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{secrets.token_hex(12)}.eml").write_bytes(raw)
    except OSError as error:
        return Outcome(delayed=dict.fromkeys(recipients, _words(error)))
    return Outcome(accepted=list(recipients))


def _show_token(server: smtplib.SMTP, carrier: Carrier) -> None:
    """Sign in by XOAUTH2: one answer with the token; to a refusal nothing more is said."""
    said = f"user={carrier.user}\1auth=Bearer {carrier.token}\1\1"
    server.auth("XOAUTH2", lambda challenge=None: "" if challenge else said)


def _converse(
    server: smtplib.SMTP,
    raw: bytes,
    sender: str,
    *,
    to: list[str],
    outcome: Outcome,
    about_to: Callable[[], None],
) -> None:
    taken: list[str] = []
    try:
        answer = server.mail(sender, [f"size={len(raw)}"] if server.has_extn("size") else [])
        if not _ok(answer):
            return _turn_down(outcome, to, answer)
        for recipient in to:
            answer = server.rcpt(recipient)
            if _ok(answer):
                taken.append(recipient)
            else:
                _turn_down(outcome, [recipient], answer)
        if not taken:
            return None
        answer = server.docmd("DATA")
        if answer[0] != 354:
            return _turn_down(outcome, taken, answer)
    except (OSError, smtplib.SMTPException) as error:
        left = [r for r in to if r not in outcome.refused and r not in outcome.delayed]
        outcome.delayed |= dict.fromkeys(left, _words(error))
        return None
    about_to()
    return _give_content(server, raw, taken, outcome)


def _give_content(server: smtplib.SMTP, raw: bytes, taken: list[str], outcome: Outcome) -> None:
    """Once all of it has left, a broken connection leaves us unsure: the server may have taken
    it. What broke off before has no end, and no server takes that."""
    try:
        server.send(_stuffed(raw))
    except (OSError, smtplib.SMTPException) as error:
        outcome.delayed |= dict.fromkeys(taken, _words(error))
        return
    try:
        answer = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        outcome.is_unsure = True
        outcome.delayed |= dict.fromkeys(taken, f"No answer to the content: {_words(error)}")
        return
    if _ok(answer):
        outcome.accepted = taken
    elif answer[0] < 400:
        outcome.is_unsure = True
        outcome.delayed |= dict.fromkeys(taken, "The answer to the content makes no sense")
    else:
        _turn_down(outcome, taken, answer)


def _turn_down(outcome: Outcome, recipients: list[str], answer: tuple[int, bytes]) -> None:
    code, words = answer
    text = f"{code} {words.decode('utf-8', 'replace')}"[:400]
    where = outcome.refused if 500 <= code < 600 else outcome.delayed
    where |= dict.fromkeys(recipients, text)


def _ok(answer: tuple[int, bytes]) -> bool:
    return 200 <= answer[0] < 300


def _stuffed(raw: bytes) -> bytes:
    """End lines with CRLF, double dots at their beginning, and end the content (RFC 5321 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    lines = re.sub(rb"(?m)^\.", b"..", lines)
    return lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _leave(server: smtplib.SMTP) -> None:
    """Say good-bye; what happens now no longer matters to the letter."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
        return f"{error.smtp_code} {words}"[:400]
    return troubles.words(error)
