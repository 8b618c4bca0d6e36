"""The form of a mailbox: what is asked for depends on the way that its letters come and go."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.mail.administration import KEYS, has_consent, save_mailbox
from deskhand.mail.models import Mailbox
from deskhand.mail.providers import ProviderRefused, account, placeholder
from deskhand.web.setup.forms import AtForm

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# What a form that leaves them out means by them: the usual way.
CHOSEN = ("way", "sign_in", "sending", "smtp_port", "smtp_security", "bears")
KEPT = gettext_lazy("Kept encrypted and never shown again. Empty leaves it as it is.")


def _secret(label: Any, help_text: Any = KEPT) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=5000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=help_text,
    )


class MailboxForm(AtForm):
    password = _secret(gettext_lazy("Password"))
    client_secret = _secret(gettext_lazy("Client secret"))
    refresh_token = _secret(
        gettext_lazy("Refresh token"),
        gettext_lazy(
            "Of the person who consented. Not needed where the application itself may read the "
            "mailbox (Microsoft 365). Kept encrypted; empty leaves it as it is."
        ),
    )

    forgets_consent = forms.BooleanField(
        label=gettext_lazy("Forget the refresh token: the application itself signs in"),
        required=False,
    )
    provider_key = _secret(
        gettext_lazy("Key of the provider"),
        gettext_lazy(
            "The key of its interface; of Mailjet both, as KEY:SECRET. Kept encrypted; empty "
            "leaves it as it is."
        ),
    )

    class Meta:
        model = Mailbox
        fields = (
            *("name", "email", "team", "is_default", "is_active"),
            *("fetches", "way", "host", "port", "security", "folder", "move_to", "begins_on"),
            *("sign_in", "user_name", "directory", "client_id"),
            *("sending", "smtp_host", "smtp_port", "smtp_security"),
            *("provider", "provider_settings"),
            *("bears", "greeting", "foot"),
        )
        widgets: ClassVar = {
            "begins_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }

    sections = (
        (gettext_lazy("Address"), Meta.fields[:5]),
        (gettext_lazy("How letters come"), Meta.fields[5:13]),
        (
            gettext_lazy("Sign-in"),
            (
                *("sign_in", "user_name", "password", *Meta.fields[15:17], *KEYS[1:3]),
                "forgets_consent",
            ),
        ),
        (
            gettext_lazy("How letters leave"),
            (*Meta.fields[17:22], "provider_key", "provider_settings"),
        ),
        (gettext_lazy("Around each reply"), Meta.fields[23:]),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CHOSEN:
            self.fields[name].required = False
        if not (self.instance.pk and has_consent(self.instance)):
            del self.fields["forgets_consent"]
        self.fields["provider_settings"].help_text = _(
            "Only where it needs them, such as project_id=… for Scaleway, or api_url=… for another "
            "region; several with & between. The installation guide lists them."
        )
        self.fields["begins_on"].help_text = _(
            "Empty: all letters that lie in the folder become tickets, old ones too."
        )
        if not self.instance.pk:
            self.fields["begins_on"].initial = timezone.localdate
        words = _("{name}, {agent}, {number} and {firm} are filled in.")
        for name in ("greeting", "foot"):
            self.fields[name].help_text = words
            self.fields[name].widget.attrs["rows"] = 3

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings, in the order in which they are filled in."""
        return [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.sections
        ]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    def clean_directory(self) -> str:
        directory = str(self.cleaned_data["directory"]).strip()
        if not all(character.isalnum() or character in ".-" for character in directory):
            raise forms.ValidationError(_("Give the directory's id or one of its domains."))
        return directory

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in CHOSEN:
            if name not in self.errors and not cleaned.get(name):
                cleaned[name] = getattr(Mailbox(), name)
        for name in self._missing(cleaned):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("This way of fetching or sending needs this."))
        self._check_provider(cleaned)
        uses_graph = self._uses_graph(cleaned)
        if uses_graph and cleaned.get("sign_in") != Mailbox.SignIn.MICROSOFT:
            self.add_error("sign_in", _("Microsoft Graph wants OAuth2, Microsoft 365."))
        self._check_security(cleaned)
        return cleaned

    def save(self, commit: bool = True) -> Mailbox:
        keys = {what: self.cleaned_data[what].strip() for what in KEYS[1:]}
        return save_mailbox(
            super().save(commit=False),
            password=self.cleaned_data["password"],
            keys=keys,
            forgets=("refresh_token",) if self.cleaned_data.get("forgets_consent") else (),
            at=self.at,
        )

    def _check_provider(self, cleaned: dict[str, Any]) -> None:
        """The key is not known here when an older one stays: then only the rest is checked."""
        if cleaned.get("sending") != Mailbox.Sending.PROVIDER or not cleaned.get("provider"):
            return
        if not self.instance.pk and not cleaned.get("provider_key"):
            self.add_error("provider_key", _("This way of fetching or sending needs this."))
            return
        name, told = cleaned["provider"], cleaned.get("provider_settings", "")
        # The settings are tried before the key, so that each fault stands at its own field.
        place, key = "provider_settings", placeholder(name)
        try:
            account(name, key, told)
            place, key = "provider_key", cleaned.get("provider_key") or key
            account(name, key, told)
        except ProviderRefused as error:
            self.add_error(place, _("The provider %(words)s.") % {"words": str(error)})

    def _check_security(self, cleaned: dict[str, Any]) -> None:
        fetched = cleaned.get("fetches") and cleaned.get("way") == Mailbox.Way.IMAP
        places = {"smtp_security": cleaned.get("smtp_host")}
        places |= {"security": cleaned.get("host")} if fetched else {}
        for security, host in places.items():
            is_open = cleaned.get(security) == Mailbox.Security.PLAIN
            if is_open and host and host not in LOOPBACK:
                self.add_error(security, _("Without TLS only this machine is spoken to."))

    def _uses_graph(self, cleaned: dict[str, Any]) -> bool:
        comes = cleaned.get("fetches") and cleaned.get("way") == Mailbox.Way.GRAPH
        return bool(comes or cleaned.get("sending") == Mailbox.Sending.GRAPH)

    def _missing(self, cleaned: dict[str, Any]) -> list[str]:
        """The fields that the chosen ways cannot do without."""
        needed: list[str] = []
        if cleaned.get("fetches") and cleaned.get("way") == Mailbox.Way.IMAP:
            needed += ["host", "user_name"]
        if cleaned.get("sending") == Mailbox.Sending.SMTP:
            needed += ["smtp_host", "user_name"]
        if cleaned.get("sending") == Mailbox.Sending.PROVIDER:
            needed.append("provider")
        if cleaned.get("sign_in") != Mailbox.SignIn.PASSWORD:
            needed.append("client_id")
        return needed
