"""The form of a request type as pages draw it and read it again: in the portal, at the desk, on the
telephone and in templates. What does not fit says the desk, and it stands at its field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from deskhand.catalog.forms import fields_of
from deskhand.catalog.models import FieldKind, FormField, RequestType
from deskhand.desk.filling.answering import LONGEST, FormRefused
from deskhand.people.models import Organization
from deskhand.people.reading import members_of, sites_of
from deskhand.web.uploads import clean_name

PREFIX = "form-"
# Who fills a form in. In a preview all of it is shown, as it binds whoever asks.
REQUESTER, AGENT, PREVIEW = "requester", "agent", "preview"


@dataclass(frozen=True, slots=True)
class Row:
    """A field to draw, and for which answer to which other field it waits."""

    bound: forms.BoundField
    waits_for: str = ""
    until: str = ""
    words: str = ""
    is_internal: bool = False


class AskedForm(forms.Form):
    """What a request type asks, each field under PREFIX and its short name.

    Nothing is required here: which fields are asked depends on the answers, and the desk knows. A
    file cannot be kept with a form that is sent again: it is chosen anew.
    """

    def __init__(
        self,
        request_type: RequestType | None,
        organization: Organization | None,
        *,
        whose: str,
        data: HttpRequest | None = None,
        said: Mapping[str, Any] | None = None,
        takes_files: bool = True,
    ) -> None:
        self.request_type = request_type
        fields = fields_of(request_type, internal=whose != REQUESTER)
        self.asks = [f for f in fields if takes_files or f.kind != FieldKind.FILE]
        sent, files = (data.POST, data.FILES) if data is not None else (None, None)
        super().__init__(sent, files, use_required_attribute=False)
        for field in self.asks:
            drawn = drawn_field(field, organization)
            drawn.required = field.is_required and whose != AGENT
            drawn.initial = (said or {}).get(field.slug, _default(field))
            self.fields[f"{PREFIX}{field.slug}"] = drawn

    def full_clean(self) -> None:
        """Check nothing: `said` is plain, and what does not fit the desk tells."""
        required = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for name, field in self.fields.items():
            field.required = required[name]
        self._errors = forms.utils.ErrorDict()

    @property
    def said(self) -> dict[str, Any]:
        """What was sent for the fields, by their short names."""
        return {field.slug: said_of(field, self.data, self.files) for field in self.asks}

    @property
    def files_sent(self) -> list[Any]:
        """The files that were chosen, whichever field they are for."""
        names = (f"{PREFIX}{field.slug}" for field in self.asks if field.kind == FieldKind.FILE)
        return [file for name in names for file in _listed(self.files, name)]

    @property
    def rows(self) -> Iterator[Row]:
        labels = {field.slug: field.label for field in self.asks}
        for field in self.asks:
            bound = self[f"{PREFIX}{field.slug}"]
            if field.shown_if not in labels:
                yield Row(bound, is_internal=field.is_internal)
                continue
            words = _("Only if “%(label)s” is answered.") % {"label": labels[field.shown_if]}
            if field.shown_value:
                words = _("Only if “%(label)s” is “%(value)s”.") % {
                    "label": labels[field.shown_if],
                    "value": field.shown_value,
                }
            waits_for = f"{PREFIX}{field.shown_if}"
            yield Row(bound, waits_for, field.shown_value, words, field.is_internal)

    def refuse(self, refused: FormRefused) -> None:
        """Say at each field what does not fit."""
        for slug, reason in refused.errors.items():
            name = f"{PREFIX}{slug}"
            self.add_error(name if name in self.fields else None, reason)


def said_of(field: FormField, data: Any, files: Any) -> Any:
    """Return what was sent for one field, plain, as the desk reads it."""
    name = f"{PREFIX}{field.slug}"
    if field.kind == FieldKind.FILE:
        return ", ".join(clean_name(file.name) for file in _listed(files, name))
    if field.kind == FieldKind.CHOICES:
        return data.getlist(name)
    typed = data.get(name, "").replace("\0", "")
    if field.kind == FieldKind.CHECK:
        return bool(typed)
    if field.kind == FieldKind.NUMBER:
        return typed.strip().replace(",", ".")
    return typed


def _listed(files: Any, name: str) -> list[Any]:
    return files.getlist(name) if isinstance(files, MultiValueDict) else []


def _default(field: FormField) -> Any:
    if field.kind == FieldKind.CHECK:
        return field.default.casefold() == "yes"
    if field.kind == FieldKind.CHOICES:
        return [choice for choice in field.choices if choice == field.default]
    return field.default


def drawn_field(field: FormField, organization: Organization | None) -> Any:
    """Return one field as a page draws it."""
    facts: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": False}
    choices = [(choice, choice) for choice in field.choices]
    match FieldKind(field.kind):
        case FieldKind.LONG:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **facts)
        case FieldKind.CHOICE:
            return forms.ChoiceField(choices=[("", _("choose one")), *choices], **facts)
        case FieldKind.CHOICES:
            drawn = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=choices, widget=drawn, **facts)
        case FieldKind.PERSON:
            return _one_of(members_of(organization), facts)
        case FieldKind.SITE:
            return _one_of(sites_of(organization), facts)
        case FieldKind.CHECK:
            return forms.BooleanField(**facts)
        case _:
            return forms.CharField(widget=_line(field), **facts)


def _one_of(rows: QuerySet[Any], facts: Mapping[str, Any]) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset=rows, empty_label=_("choose one"), **facts)


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


def _line(field: FormField) -> forms.Widget:
    match FieldKind(field.kind):
        case FieldKind.NUMBER:
            return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        case FieldKind.DATE:
            return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        case FieldKind.FILE:
            return _Files(attrs={"multiple": True})
        case _:
            return forms.TextInput(attrs={"maxlength": LONGEST[FieldKind.TEXT]})
