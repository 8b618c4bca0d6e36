"""Forms of Setup for what can be asked: services and request types; and for why promises are
broken."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from deskhand.catalog.administration import (
    priority_levels,
    save_request_type,
    save_service,
    services,
)
from deskhand.catalog.models import RequestType, Service
from deskhand.reports.models import BreachReason
from deskhand.tickets.models import Kind
from deskhand.web.setup.forms import AtForm


class PlaceForm(AtForm):
    """A form for rows that stand in an order of the administrator's."""

    position = forms.IntegerField(
        label=gettext_lazy("Position"),
        min_value=0,
        max_value=999,
        initial=0,
        help_text=gettext_lazy("Lower ones stand first in every list."),
    )


class ServiceForm(PlaceForm):
    class Meta:
        model = Service
        fields = ("name", "description", "position", "is_active")

    def save(self, commit: bool = True) -> Service:
        return save_service(super().save(commit=False))


class RequestTypeForm(PlaceForm):
    kind = forms.ChoiceField(label=gettext_lazy("Type of the ticket"), choices=Kind.choices)
    priority_level = forms.TypedChoiceField(
        label=gettext_lazy("Usual priority"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("In a scheme without this level, the next less urgent one."),
    )

    class Meta:
        model = RequestType
        fields = ("name", "service", "kind", "priority_level", "position", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services()
        self.fields["service"].empty_label = gettext_lazy("none")
        usual = ("", gettext_lazy("as nobody says"))
        self.fields["priority_level"].choices = [usual, *priority_levels()]

    def save(self, commit: bool = True) -> RequestType:
        return save_request_type(super().save(commit=False))


class BreachReasonForm(PlaceForm):
    class Meta:
        model = BreachReason
        fields = ("name", "position", "is_active")
