"""A line of the telephone, and to whom it leads."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.people.administration import active_agents, teams
from deskhand.phone.lines import word_of
from deskhand.phone.models import Line
from deskhand.web.setup.forms import AtForm


class LineForm(AtForm):
    """Where it rings, by the word of the telephone system; an agent or a team, not both."""

    class Meta:
        model = Line
        fields = ("extension", "agent", "team", "note")
        help_texts = {
            "extension": gettext_lazy(
                "As the telephone system names it: 201, the name of a user, or a whole number."
            ),
            "team": gettext_lazy("A line that rings at everybody of a team."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = active_agents()
        self.fields["team"].queryset = teams().live()

    def clean_extension(self) -> str:
        word = word_of(self.cleaned_data["extension"])
        if not word:
            raise ValidationError(_("Say where it rings."))
        return word

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("agent")) == bool(cleaned.get("team")):
            self.add_error("agent", _("Name an agent or a team, one of both."))
        return cleaned
