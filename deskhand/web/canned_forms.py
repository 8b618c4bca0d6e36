"""Forms for canned replies: one's own, and those that administrators keep for teams and for all."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.canned.choosing import is_taken
from deskhand.canned.models import CannedReply
from deskhand.catalog.models import Category
from deskhand.desk.canning import KNOWN
from deskhand.people.administration import teams
from deskhand.rules.placeholders import placeholders_in

SHORT = re.compile(r"[a-z0-9][a-z0-9-]*")


class CannedForm(forms.ModelForm):
    """A canned reply of one's own: `instance.agent` says whose."""

    at: Any = None

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("any")), *settings.LANGUAGES],
        help_text=gettext_lazy("Of several with one short name, the requester’s language counts."),
    )
    status_category = forms.ChoiceField(
        label=gettext_lazy("Sets the status"),
        required=False,
        choices=[("", gettext_lazy("as it is")), *Category.choices],
    )
    tags = forms.CharField(
        label=gettext_lazy("Adds the tags"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("With commas between them."),
    )

    class Meta:
        model = CannedReply
        fields: tuple[str, ...] = (
            "title",
            "short",
            "folder",
            "text",
            "language",
            "status_category",
            "tags",
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["short"].help_text = _("Typed after a slash: /vpn-reset.")
        names = " ".join("{{" + name + "}}" for name in KNOWN)
        self.fields["text"].help_text = _(
            "Markdown. Filled in when it is inserted: %(names)s. Any other name in braces, such as "
            "{{day of the visit}}, is left to whoever sends it."
        ) % {"names": names}
        self.initial["tags"] = ", ".join(self.instance.tags)

    def clean_short(self) -> str:
        short = str(self.cleaned_data["short"]).lower().lstrip("/")
        if not SHORT.fullmatch(short):
            raise forms.ValidationError(_("Use letters from a to z, digits and hyphens."))
        return short

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        wrong = [name for name in placeholders_in(text) if "." in name and name not in KNOWN]
        if wrong:
            named = "{{" + wrong[0] + "}}"
            raise forms.ValidationError(_("Nothing is called %(name)s.") % {"name": named})
        return text

    def clean_tags(self) -> list[str]:
        words = (word.strip().lower()[:40] for word in self.cleaned_data["tags"].split(","))
        return list(dict.fromkeys(word for word in words if word))[:20]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        short, team = cleaned.get("short"), cleaned.get("team")
        language = cleaned.get("language", "")
        if short and is_taken(self.instance, short, language=language, team=team):
            self.add_error("short", _("Another one has this name already, in this language."))
        return cleaned


class CommonCannedForm(CannedForm):
    """A canned reply for all, or for one team."""

    class Meta(CannedForm.Meta):
        fields = ("title", "short", "folder", "team", *CannedForm.Meta.fields[3:])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.queryset, team.empty_label = teams().filter(archived_at=None), _("for all")
