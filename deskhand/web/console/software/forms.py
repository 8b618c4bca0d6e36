"""Forms of releases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from deskhand.assets.models import Release
from deskhand.assets.releasing import ReleaseDraft


class ReleaseForm(forms.Form):
    """What a release is."""

    number = forms.CharField(label=gettext_lazy("Number"), max_length=40)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Release.Kind.choices)
    released_on = forms.DateField(
        label=gettext_lazy("Release date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "Whoever has maintenance on this day is entitled. It stays once it is published."
        ),
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("What is new, in Markdown. Clients read it."),
    )

    @classmethod
    def initial_of(cls, release: Release) -> dict[str, Any]:
        return {name: getattr(release, name) for name in cls.base_fields}

    def draft(self) -> ReleaseDraft:
        return ReleaseDraft(**self.cleaned_data)
