"""What the environment says, read once and checked.

The data folder holds the embedded database, kept files, the mail spool and the secret key
(made on first start, readable by its owner alone).
"""

import os
import secrets
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvError

from deskhand.config.refusal import Refused
from deskhand.mail.carrier import CarrierRefused
from deskhand.mail.carrier import parse as parse_carrier

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=134217728;PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY;"
    "PRAGMA journal_size_limit=67108864;"
)


MICROSOFT_LOGIN = "https://login.microsoftonline.com"
GRAPH = "https://graph.microsoft.com"
GOOGLE_TOKEN = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
TWILIO = "https://api.twilio.com"


class SettingRefused(Refused):
    """A setting that makes no sense; the text is one line for the operator."""


@dataclass(frozen=True)
class Environment:
    """All settings that come from outside."""

    data: Path
    debug: bool
    secret_key: str
    url: str
    email_url: str
    smtp_host: str
    smtp_port: int
    microsoft_login_url: str
    graph_url: str
    google_token_url: str
    twilio_url: str
    internal_hosts: frozenset[str]
    notices: str
    dns: str
    database: dict[str, Any]
    allowed_hosts: list[str]
    proxies: list[str]
    web_threads: int
    log: str

    @property
    def is_postgres(self) -> bool:
        return "postgresql" in self.database["ENGINE"]

    @property
    def is_https(self) -> bool:
        return self.url.startswith("https://")

    @property
    def trusted_origins(self) -> list[str]:
        parts = urlsplit(self.url)
        return [f"{parts.scheme}://{parts.netloc}"]

    @property
    def static_storage(self) -> str:
        if self.debug or os.environ.get("DESKHAND_PLAIN_STATIC"):
            return "django.contrib.staticfiles.storage.StaticFilesStorage"
        return "whitenoise.storage.CompressedManifestStaticFilesStorage"


def read() -> Environment:
    """Read and check all settings; raises SettingRefused with one clear line."""
    try:
        return _read(Env(prefix="DESKHAND_"))
    except (EnvError, ValueError) as error:
        raise SettingRefused(f"A setting cannot be read: {error}") from error


def _read(env: Env) -> Environment:
    data = Path(_value(env, "DATA", "data")).expanduser().resolve()
    _make_folder(data)
    url = _value(env, "URL", "http://localhost:8000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingRefused(
            f"DESKHAND_URL is {url!r}; give the address users open, such as https://desk.example.com"
        )
    return Environment(
        data=data,
        debug=env.bool("DEBUG", False),
        secret_key=_given_key(env) or _kept_key(data),
        url=url,
        email_url=_email_url(env),
        smtp_host=_value(env, "SMTP_HOST", "127.0.0.1"),
        smtp_port=_number(env, "SMTP_PORT", 0, 65535),
        microsoft_login_url=_endpoint(env, "MICROSOFT_LOGIN_URL", MICROSOFT_LOGIN),
        graph_url=_endpoint(env, "GRAPH_URL", GRAPH),
        google_token_url=_endpoint(env, "GOOGLE_TOKEN_URL", GOOGLE_TOKEN),
        twilio_url=_endpoint(env, "TWILIO_URL", TWILIO),
        internal_hosts=_hosts(env),
        notices=_choice(env, "NOTICES", "real", "console"),
        dns=_name_server(env),
        database=_database(env, data),
        allowed_hosts=list({parts.hostname, "localhost", "127.0.0.1", "[::1]"}),
        proxies=_proxies(env),
        web_threads=_number(env, "WEB_THREADS", 8, 256) or 1,
        log=_choice(env, "LOG", "plain", "json"),
    )


def _value(env: Env, name: str, default: str) -> str:
    path = env.str(f"{name}_FILE", "")
    if not path:
        return str(env.str(name, default))
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingRefused(f"DESKHAND_{name}_FILE cannot be read: {error}") from error


def _number(env: Env, name: str, default: int, most: int) -> int:
    found = int(env.int(name, default))
    if not 0 <= found <= most:
        raise SettingRefused(f"DESKHAND_{name} is {found}; give a number from 0 to {most}")
    return found


def _email_url(env: Env) -> str:
    url = _value(env, "EMAIL_URL", "")
    try:
        _checked = parse_carrier(url) if url else None
    except CarrierRefused as error:
        # The address may hold a password: it is not repeated here.
        raise SettingRefused(f"DESKHAND_EMAIL_URL {error}") from error
    return url


def _endpoint(env: Env, name: str, default: str) -> str:
    """The address of a service that gets secrets of ours: by TLS, except on this machine."""
    url = _value(env, name, default).rstrip("/")
    parts = urlsplit(url)
    is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or parts.scheme not in ({"http", "https"} if is_here else {"https"}):
        raise SettingRefused(f"DESKHAND_{name} is {url!r}; give an address that begins https://")
    return url


def _name_server(env: Env) -> str:
    """An address of a name server, with or without a port; empty for the machine's own ones."""
    server = _value(env, "DNS", "")
    try:
        parts = urlsplit(f"//{server}")
        _checked = (ip_address(parts.hostname or ""), parts.port) if server else None
    except ValueError as error:
        raise SettingRefused(
            f"DESKHAND_DNS is {server!r}; give the address of a name server, such as 192.0.2.53"
        ) from error
    return server


def _proxies(env: Env) -> list[str]:
    names = [name.strip() for name in _value(env, "PROXIES", "").split(",")]
    try:
        return [str(ip_network(name, strict=False)) for name in names if name]
    except ValueError as error:
        raise SettingRefused(
            f"DESKHAND_PROXIES: {error}; give addresses or networks with commas between"
        ) from error


def _hosts(env: Env) -> frozenset[str]:
    """Names or addresses of hosts, as they stand in the addresses that are called."""
    names = [name.strip().lower() for name in _value(env, "INTERNAL_HOSTS", "").split(",")]
    wrong = next((name for name in names if "/" in name or " " in name), None)
    if wrong is not None:
        raise SettingRefused(
            f"DESKHAND_INTERNAL_HOSTS: {wrong!r} is no host; give names with commas between"
        )
    return frozenset(name for name in names if name)


def _choice(env: Env, name: str, usual: str, other: str) -> str:
    chosen = _value(env, name, usual)
    if chosen not in {usual, other}:
        raise SettingRefused(f"DESKHAND_{name} is {chosen!r}; use {usual} or {other}")
    return chosen


def _database(env: Env, data: Path) -> dict[str, Any]:
    url = _value(env, "DATABASE_URL", "")
    scheme = urlsplit(url).scheme if url else "sqlite"
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise SettingRefused(
            f"DESKHAND_DATABASE_URL begins with {scheme!r}; use sqlite:///PATH or "
            "postgresql://USER:PASSWORD@HOST:PORT/NAME"
        )
    if scheme == "sqlite":
        path = url.removeprefix("sqlite:///") if url else str(data / "deskhand.sqlite3")
        return _sqlite(path)
    from dj_database_url import parse

    settings: dict[str, Any] = dict(parse(url))
    options = {"connect_timeout": 10, **settings.get("OPTIONS", {})}
    return {**settings, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingRefused(f"The data folder {data} cannot be made: {error.strerror}") from error


def _given_key(env: Env) -> str:
    key = _value(env, "SECRET_KEY", "")
    if key and len(key) < 32:
        raise SettingRefused("DESKHAND_SECRET_KEY is too short; give 32 characters or more")
    return key


def _kept_key(data: Path) -> str:
    path = data / "secret-key"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _read_key(path)
    except OSError as error:
        raise SettingRefused(
            f"The secret key cannot be written to {path}: {error.strerror}"
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


def _read_key(path: Path) -> str:
    try:
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingRefused(
            f"The secret key in {path} cannot be read: {error.strerror}"
        ) from error
    if len(key) < 32:
        raise SettingRefused(
            f"The secret key in {path} is too short; remove the file to get a new one"
        )
    return key
