"""The logo of the firm or of a client, in a form beside other settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.files.store import keep
from deskhand.rules.pictures import PictureRefused, measured

# Each letter carries it.
MOST_BYTES = 100 * 1024
MOST_KB = MOST_BYTES // 1024


class LogoForm(forms.ModelForm):
    """What forms of things with a logo have in common."""

    new_logo = forms.FileField(
        label=gettext_lazy("Logo on letters"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif"}),
        help_text=gettext_lazy(
            "PNG, JPEG or GIF of up to 100 KB. At most 220 by 44 pixels of it are shown, so twice "
            "that is sharp everywhere. Empty leaves it as it is."
        ),
    )
    drop_logo = forms.BooleanField(label=gettext_lazy("Without the logo"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.logo_id is None:
            del self.fields["drop_logo"]

    def clean_new_logo(self) -> bytes | None:
        file = self.cleaned_data["new_logo"]
        if not file:
            return None
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("It is larger than %(most)d KB.") % {"most": MOST_KB})
        content = file.read()
        try:
            measured(content)
        except PictureRefused as error:
            words = _("This is no PNG, JPEG or GIF of a sensible size.")
            raise forms.ValidationError(words) from error
        return bytes(content)

    def save(self, commit: bool = True) -> Any:
        content = self.cleaned_data["new_logo"]
        if content:
            self.instance.logo = keep(content)
        elif self.cleaned_data.get("drop_logo"):
            self.instance.logo = None
        return super().save(commit)
