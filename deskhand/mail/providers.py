"""Providers that post our letters for us, by django-anymail: which there are, and what each asks.

An address names one as `anymail+postmark://KEY@`, one with two keys as
`anymail+mailjet://KEY:SECRET@`, further settings follow after a question mark. No Django here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from urllib.parse import parse_qsl, unquote, urlsplit

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class ProviderRefused(ValueError):
    """This does not name a provider that we can use; the text says why in one line."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. `keys` are its secrets in their order, `needs` and `takes` its settings, and
    `fixed` those that we choose; `keeping` is the header that makes it keep our Message-ID. Where
    it `shows_pictures` not, pictures in the text go as files. `hook` reads what it tells later."""

    title: str
    keys: tuple[str, ...] = ("api_key",)
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    keeping: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, object] = field(default_factory=dict)
    shows_pictures: bool = True
    hook: str = ""


# Those that take all our headers and files. Others do so by SMTP, which each of them offers.
PROVIDERS: dict[str, Provider] = {
    "brevo": Provider("Brevo", hook="BrevoTrackingWebhookView", shows_pictures=False),
    "mailgun": Provider("Mailgun", hook="MailgunTrackingWebhookView", takes=("sender_domain",)),
    "mailjet": Provider(
        "Mailjet", hook="MailjetTrackingWebhookView", keys=("api_key", "secret_key")
    ),
    "mailtrap": Provider(
        "Mailtrap", hook="MailtrapTrackingWebhookView", keys=("api_token",), takes=("sandbox_id",)
    ),
    "mandrill": Provider("Mandrill", hook="MandrillCombinedWebhookView"),
    "postal": Provider(
        "Postal", hook="PostalTrackingWebhookView", needs=("api_url",), shows_pictures=False
    ),
    "postmark": Provider(
        "Postmark",
        hook="PostmarkTrackingWebhookView",
        keys=("server_token",),
        takes=("message_stream",),
        keeping={"X-PM-KeepID": "true"},
    ),
    # It takes the type of a file from its name; a name that tells another type is no fault.
    "resend": Provider(
        "Resend", hook="ResendTrackingWebhookView", fixed={"verify_attachment_extensions": False}
    ),
    "scaleway": Provider(
        "Scaleway",
        keys=("secret_key",),
        needs=("project_id",),
        takes=("region",),
        shows_pictures=False,
    ),
    "sparkpost": Provider("SparkPost", hook="SparkPostTrackingWebhookView", takes=("subaccount",)),
    "unisender-go": Provider(
        "Unisender Go", hook="UnisenderGoTrackingWebhookView", needs=("api_url",)
    ),
}
CHOICES = [(name, provider.title) for name, provider in PROVIDERS.items()]


@dataclass(frozen=True, slots=True)
class Account:
    """An account with a provider: what its backend is made with, secrets included."""

    name: str
    settings: Mapping[str, str] = field(repr=False)

    @property
    def title(self) -> str:
        return PROVIDERS[self.name].title

    @property
    def module(self) -> str:
        """The module of django-anymail that speaks with the provider, below its packages."""
        return self.name.replace("-", "_")


def read_address(url: str) -> Account:
    """Read `anymail+NAME://KEY@?SETTING=VALUE`; raises ProviderRefused."""
    parts = urlsplit(url)
    secrets = [unquote(text) for text in (parts.username, parts.password) if text]
    return account(parts.scheme.removeprefix("anymail+"), ":".join(secrets), parts.query)


def account(name: str, secret: str, options: str = "") -> Account:
    """Return an account from its key (`KEY`, or `KEY:SECRET` where there are two) and its settings
    as in an address; raises ProviderRefused."""
    provider = PROVIDERS.get(name)
    if provider is None:
        known = ", ".join(PROVIDERS)
        raise ProviderRefused(f"names no provider that the desk knows; these are {known}")
    if find_spec("anymail") is None:
        raise ProviderRefused(
            "names a provider, which wants the extra: pip install deskhand[anymail]"
        )
    given = secret.strip().split(":", len(provider.keys) - 1) if secret.strip() else []
    if len(given) != len(provider.keys) or not all(given):
        form = ":".join(key.upper() for key in provider.keys)
        raise ProviderRefused(f"lacks what {provider.title} signs in with: {form}")
    return Account(
        name, {**dict(zip(provider.keys, given, strict=True)), **_read(provider, options)}
    )


def placeholder(name: str) -> str:
    """A key in the form of a provider's own, to check all but the key."""
    provider = PROVIDERS.get(name)
    return ":".join(provider.keys) if provider else ""


def _read(provider: Provider, options: str) -> dict[str, str]:
    found = dict(parse_qsl(options.strip().lstrip("?"), keep_blank_values=True))
    allowed = {"api_url", *provider.needs, *provider.takes}
    for name in found:
        if name not in allowed:
            known = ", ".join(sorted(allowed))
            raise ProviderRefused(f"gives {name!r}, but {provider.title} takes only {known}")
    for name in provider.needs:
        if not found.get(name):
            raise ProviderRefused(f"lacks {name}, without which {provider.title} does nothing")
    _check_url(found.get("api_url", ""))
    return found


def _check_url(url: str) -> None:
    """The key goes there: by TLS, except on this machine."""
    parts = urlsplit(url)
    is_here = parts.hostname in LOOPBACK
    if url and (
        not parts.hostname or parts.scheme not in ({"http", "https"} if is_here else {"https"})
    ):
        raise ProviderRefused("has an api_url that does not begin with https://")
