"""The firm's own settings, and the form of the first start."""

import re

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.provider.models import Provider
from deskhand.web.setup.forms import ZONES, AtForm
from deskhand.web.setup.logo_forms import LogoForm

RELAY = re.compile(r"[a-z0-9][a-z0-9._-]{1,252}")


class FirmForm(LogoForm, AtForm):
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=ZONES[1:])
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    brand_hue = forms.IntegerField(
        label=gettext_lazy("Brand hue"),
        min_value=0,
        max_value=360,
        help_text=gettext_lazy("0 to 360 on the colour wheel; contrast is kept by itself."),
    )
    undo_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds to take a reply back"), min_value=0, max_value=120
    )

    reopen_days = forms.IntegerField(
        label=gettext_lazy("Days in which an answer reopens a closed ticket"),
        min_value=0,
        max_value=3650,
        help_text=gettext_lazy("Later answers open a new ticket that names the old one."),
    )
    trusted_relays = forms.CharField(
        label=gettext_lazy("Mail relays whose checks are believed"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Their names as they begin Authentication-Results, one on each line. Name only "
            "relays of yours that set this header on every letter and take out those of others."
        ),
    )

    field_order = ("name", "time_zone", "language", "brand_hue", "new_logo", "drop_logo")

    class Meta:
        model = Provider
        fields = (
            "name",
            "time_zone",
            "language",
            "brand_hue",
            "phone",
            "undo_seconds",
            "reopen_days",
            "trusted_relays",
            "requires_mfa",
            "open_signup",
        )

    def clean_trusted_relays(self) -> str:
        names = str(self.cleaned_data["trusted_relays"]).lower().replace(",", " ").split()
        for name in names:
            if not RELAY.fullmatch(name):
                raise forms.ValidationError(
                    _("“%(name)s” cannot be the name of a relay.") % {"name": name[:80]}
                )
        return "\n".join(names)


class FirstForm(forms.Form):
    """First start: the firm, its administrator, its mailbox, on one page."""

    code = forms.CharField(
        label=gettext_lazy("Code of the first start"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The desk prints it when it starts; the link there fills it in."),
    )
    firm = forms.CharField(label=gettext_lazy("Name of your firm"), max_length=120)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=ZONES[1:], initial="UTC")
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    email = forms.EmailField(max_length=254, label=gettext_lazy("Your e-mail address"))
    password = forms.CharField(
        label=gettext_lazy("A password"),
        min_length=10,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least ten characters."),
    )
    mailbox = forms.EmailField(
        max_length=254,
        label=gettext_lazy("Address of your service desk"),
        help_text=gettext_lazy("Where your clients write, such as help@your-firm.example."),
    )

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])
