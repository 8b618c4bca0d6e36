"""Forms of contracts: what one is, and what its next version says."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.catalog.administration import services
from deskhand.contracts.keeping import MOST_MONTHS, Head
from deskhand.contracts.models import Contract, ContractVersion
from deskhand.contracts.terms import Bands, Empty, Otherwise, Round, Terms, Travelling
from deskhand.contracts.versions import HEADS, LISTS, RateDraft, VersionDraft
from deskhand.packs.contracts import templates
from deskhand.people.administration import live_organizations
from deskhand.people.reading import members_of, sites_of
from deskhand.sla.administration import calendars, policies
from deskhand.web.setup.contracts.unit_forms import UnitsForm, prices, prices_initial
from deskhand.web.setup.forms import ZONES
from deskhand.web.several import Several

YEARS = range(1990, 2200)
MOST_MINUTES = 480


def _date(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def _count(label: Any, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, initial=0)


class HeadForm(forms.Form):
    """What a contract is, as a sentence."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Empty: the next one of the year."),
    )
    begins_on = _date(gettext_lazy("From"))
    ends_on = _date(
        gettext_lazy("Last day of the first term"),
        required=False,
        help_text=gettext_lazy("Empty: without an end."),
    )
    renews_months = _count(gettext_lazy("Renews by so many months"), MOST_MONTHS)
    notice_months = _count(gettext_lazy("Notice so many months before"), MOST_MONTHS)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False, choices=ZONES)

    def clean_begins_on(self) -> date | None:
        return _near(self.cleaned_data["begins_on"])

    def clean_ends_on(self) -> date | None:
        return _near(self.cleaned_data["ends_on"])

    @staticmethod
    def initial_of(contract: Contract) -> dict[str, Any]:
        return {name: getattr(contract, name) for name in Head.__dataclass_fields__}

    def head(self) -> Head:
        return Head(**{name: self.cleaned_data[name] for name in Head.__dataclass_fields__})


class NewForm(HeadForm):
    """A contract to be: whose it is, and by whose business hours."""

    organization = forms.ModelChoiceField(label=gettext_lazy("Client"), queryset=None)
    calendar = forms.ModelChoiceField(
        label=gettext_lazy("Business hours"), queryset=None, empty_label=None
    )

    template = forms.ChoiceField(
        label=gettext_lazy("It begins with"),
        required=False,
        help_text=gettext_lazy(
            "What a service pack says, with its promises, hours and rules; or nothing."
        ),
    )

    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        max_length=3,
        required=False,
        help_text=gettext_lazy("Three letters, such as EUR. Prices need one."),
    )

    field_order = ("organization", "template", "name", "number", "currency", "calendar")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = live_organizations()
        self.fields["calendar"].queryset = calendars()
        self.templates = {template.key: template for template in templates()}
        named = [(key, str(template)) for key, template in self.templates.items()]
        label, words = self.fields["template"].label, self.fields["template"].help_text
        self.fields["template"] = forms.ChoiceField(
            label=label, required=False, help_text=words, choices=[("", _("nothing yet")), *named]
        )

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()


def _near(day: date | None) -> date | None:
    if day is not None and day.year not in YEARS:
        raise forms.ValidationError(_("This is too far away."))
    return day


class RateForm(forms.Form):
    """One role of the rate card; an empty line is none."""

    role = forms.CharField(label=gettext_lazy("Role"), max_length=40, required=False)
    in_hours = forms.DecimalField(
        label=gettext_lazy("In business hours"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=4,
    )
    after = forms.DecimalField(
        label=gettext_lazy("After hours"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=4,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        prices = [cleaned.get("in_hours"), cleaned.get("after")]
        if any(price is not None for price in prices) and not cleaned.get("role"):
            self.add_error("role", _("Whose hour is it?"))
        if cleaned.get("role") and all(price is None for price in prices) and not self.errors:
            self.add_error("in_hours", _("What does an hour cost?"))
        return cleaned

    def rate(self) -> RateDraft | None:
        said = self.cleaned_data
        if not said.get("role"):
            return None
        return RateDraft(said["role"].strip(), said["in_hours"], said["after"])


Rates = forms.formset_factory(RateForm, extra=2, max_num=30, absolute_max=40, validate_max=True)


class VersionForm(UnitsForm):
    """What a version says, as sentences."""

    policy = forms.ModelChoiceField(
        label=gettext_lazy("Promises"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("the firm’s default"),
    )
    calendar = forms.ModelChoiceField(
        label=gettext_lazy("Business hours"), queryset=None, empty_label=None
    )
    labels = forms.CharField(
        label=gettext_lazy("Labels"),
        max_length=410,
        required=False,
        help_text=gettext_lazy("Short words that conditions read, such as 24x7 or on-call."),
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, required=False)
    tax_code = forms.CharField(label=gettext_lazy("Tax code"), max_length=20, required=False)
    condition = forms.CharField(
        label=gettext_lazy("Only for tickets with"),
        max_length=1000,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Empty: for all of them. By site, service, request, requester, kind, channel or tag."
        ),
    )
    sites = Several(label=gettext_lazy("Sites covered"), queryset=None, required=False)
    services = Several(label=gettext_lazy("Services covered"), queryset=None, required=False)
    people = Several(label=gettext_lazy("People covered"), queryset=None, required=False)
    covers_subsidiaries = forms.BooleanField(
        label=gettext_lazy("It covers the firms below the client too"), required=False
    )
    summary = forms.CharField(
        label=gettext_lazy("What the client reads"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A few sentences about the contract, shown in the portal."),
    )
    otherwise = forms.ChoiceField(
        label=gettext_lazy("What no rule names is"), choices=Otherwise.choices
    )
    minimum_minutes = _count(gettext_lazy("Minimum in minutes"), MOST_MINUTES)
    increment_minutes = _count(gettext_lazy("Rounded to minutes"), MOST_MINUTES)
    rounds = forms.ChoiceField(label=gettext_lazy("Rounded"), choices=Round.choices)
    bands = forms.ChoiceField(
        label=gettext_lazy("At the change of hours an entry"), choices=Bands.choices
    )
    grace_minutes = _count(gettext_lazy("Grace in minutes"), MOST_MINUTES)
    travelling = forms.ChoiceField(label=gettext_lazy("Travel"), choices=Travelling.choices)
    travel_price = forms.DecimalField(
        label=gettext_lazy("Price of travel"), min_value=0, max_digits=10, decimal_places=2
    )
    when_empty = forms.ChoiceField(
        label=gettext_lazy("When nothing prepaid is left, work"), choices=Empty.choices
    )
    red_limit = _count(gettext_lazy("Into the red by at most"), 10_000)
    is_told_in_receipt = forms.BooleanField(
        label=gettext_lazy("The receipt tells the client what is covered"), required=False
    )
    decides_excluded = forms.BooleanField(
        label=gettext_lazy("Excluded work is charged only after the account manager decided it"),
        required=False,
    )

    def __init__(self, version: ContractVersion, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(version))
        super().__init__(*args, **kwargs)
        organization = version.contract.organization
        self.fields["policy"].queryset = policies()
        self.fields["calendar"].queryset = calendars()
        lists = {
            "sites": sites_of(organization),
            "services": services().filter(is_active=True),
            "people": members_of(organization),
        }
        for name, rows in lists.items():
            self.fields[name].queryset = rows
            self.fields[name].widget = forms.CheckboxSelectMultiple()
            self.fields[name].widget.choices = self.fields[name].choices
            if not rows.exists():
                del self.fields[name]

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()

    def draft(self, rates: Sequence[RateDraft]) -> VersionDraft:
        said = self.cleaned_data
        heads = {name: said[name] for name in HEADS}
        heads["condition"] = heads["condition"].strip()
        terms = {name: said[name] for name in Terms.__dataclass_fields__}
        terms |= prices(said)
        return VersionDraft(
            heads=heads,
            labels=tuple(said["labels"].replace(",", " ").split()),
            lists={name: said.get(name, ()) for name in LISTS},
            rates=tuple(rates),
            terms=Terms(**terms),
        )


def _initial(version: ContractVersion) -> dict[str, Any]:
    terms = Terms.of(version.terms)
    return {
        **{name: getattr(version, name) for name in HEADS},
        **{name: getattr(version, name).all() for name in LISTS},
        **terms.kept(),
        **prices_initial(terms),
        "labels": " ".join(version.labels),
    }


def rates_initial(version: ContractVersion) -> list[dict[str, Any]]:
    """Return the rate card as its forms begin."""
    found: dict[str, dict[str, Any]] = {}
    for rate in version.rates.all():
        line = found.setdefault(rate.role, {"role": rate.role})
        line["in_hours" if rate.band == "in" else "after"] = rate.per_hour
    return list(found.values())


class PublishForm(forms.Form):
    """From which day on, and what changes."""

    valid_from = _date(gettext_lazy("From"))
    why = forms.CharField(label=gettext_lazy("What changes"), max_length=300, required=False)


class DocumentForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File"))
    is_shared = forms.BooleanField(label=gettext_lazy("The client may read it"), required=False)
