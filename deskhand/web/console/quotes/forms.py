"""Forms of quotes and approvals: what is typed, checked for its shape."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deskhand.contracts.approvals.approvers import Approver
from deskhand.contracts.models import Approval, Quote, QuoteVersion
from deskhand.contracts.projects.planning import MOST_MINUTES, Plan
from deskhand.contracts.quotes.writing import MOST_LINES, LineDraft, QuoteDraft
from deskhand.rules.money import is_currency, minor
from deskhand.web.several import Several

MINUTES = 60
YEARS = range(1990, 2200)
OF_VERSION = ("title", "kind", "currency", "valid_until", "introduction", "terms")
OF_LINE = ("text", "quantity", "unit", "unit_price", "tax_code", "tax_percent", "is_optional")


def day_field(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def _currency(**options: Any) -> forms.CharField:
    attrs = {"size": 4, "autocapitalize": "characters", "spellcheck": "false"}
    return forms.CharField(
        label=gettext_lazy("Currency"),
        max_length=3,
        widget=forms.TextInput(attrs=attrs),
        **options,
    )


def _read_currency(text: str) -> str:
    code = text.strip().upper()
    if code and not is_currency(code):
        raise forms.ValidationError(_("A currency is three capital letters, such as EUR."))
    return code


class QuoteForm(forms.Form):
    """What a quote says, apart from its lines."""

    title = forms.CharField(label=gettext_lazy("What it is for"), max_length=200)
    kind = forms.ChoiceField(
        label=pgettext_lazy("kind", "It is"), choices=QuoteVersion.Kind.choices
    )
    currency = _currency()
    valid_until = day_field(gettext_lazy("Valid until"))
    charging = forms.ChoiceField(
        label=gettext_lazy("It is charged"), choices=Quote.Charging.choices
    )
    introduction = forms.CharField(
        label=gettext_lazy("Introduction"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What is done, and what the client gets by it."),
    )
    terms = forms.CharField(
        label=gettext_lazy("Terms"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("When it is paid, what is not part of it, what it rests on."),
    )

    def clean_currency(self) -> str:
        return _read_currency(self.cleaned_data["currency"])

    def clean_valid_until(self) -> date:
        day: date = self.cleaned_data["valid_until"]
        if day.year not in YEARS:
            raise forms.ValidationError(_("This is too far away."))
        return day

    def draft(self, lines: list[LineDraft]) -> QuoteDraft:
        return QuoteDraft(**self.cleaned_data, lines=lines)

    @staticmethod
    def initial_of(version: QuoteVersion) -> dict[str, Any]:
        said = {name: getattr(version, name) for name in OF_VERSION}
        return {**said, "charging": version.quote.charging}


class NewQuoteForm(QuoteForm):
    """A quote to be: for whom it is."""

    organization = forms.ModelChoiceField(label=gettext_lazy("Client"), queryset=None)
    field_order = ("organization",)

    def __init__(self, organizations: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations

    def draft(self, lines: list[LineDraft]) -> QuoteDraft:
        said = {name: self.cleaned_data[name] for name in (*OF_VERSION, "charging")}
        return QuoteDraft(**said, lines=lines)


class LineForm(forms.Form):
    """One line; an empty one is none."""

    text = forms.CharField(label=gettext_lazy("Text"), max_length=500, required=False)
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=4,
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=40, required=False)
    unit_price = forms.DecimalField(
        label=gettext_lazy("Price"),
        required=False,
        max_digits=12,
        decimal_places=4,
    )
    tax_percent = forms.DecimalField(
        label=gettext_lazy("Tax in %"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )
    tax_code = forms.CharField(label=gettext_lazy("Tax code"), max_length=20, required=False)
    is_optional = forms.BooleanField(label=gettext_lazy("Optional"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("unit_price") is not None and not cleaned.get("text"):
            self.add_error("text", _("What costs that?"))
        if cleaned.get("text") and cleaned.get("unit_price") is None and not self.errors:
            self.add_error("unit_price", _("What does it cost?"))
        return cleaned

    def line(self) -> LineDraft | None:
        said = self.cleaned_data
        if not said.get("text") or said.get("unit_price") is None:
            return None
        quantity = said["quantity"] if said["quantity"] is not None else Decimal(1)
        return LineDraft(**{**said, "quantity": quantity})


Lines = forms.formset_factory(
    LineForm, extra=2, max_num=MOST_LINES, absolute_max=MOST_LINES + 10, validate_max=True
)


def lines_initial(version: QuoteVersion) -> list[dict[str, Any]]:
    """Return the lines of a version as their forms begin, without the noughts at the end."""
    return [{name: _short(getattr(line, name)) for name in OF_LINE} for line in version.lines.all()]


def _short(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


class AskForm(forms.Form):
    """A question for approval that is no quote."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind"),
        choices=[one for one in Approval.Kind.choices if one[0] != Approval.Kind.QUOTE],
    )
    title = forms.CharField(label=gettext_lazy("What is to be approved"), max_length=200)
    consequence = forms.CharField(
        label=gettext_lazy("What it means for the client"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What happens with it, and what without it."),
    )
    amount = forms.DecimalField(
        label=gettext_lazy("What it costs, without tax"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=gettext_lazy("Empty: money is not in question."),
    )
    currency = _currency(required=False)
    is_estimate = forms.BooleanField(
        label=gettext_lazy("This is an estimate: it may be approved up to another amount"),
        required=False,
    )
    expires_on = day_field(gettext_lazy("An answer is needed by"))

    def clean_currency(self) -> str:
        return _read_currency(self.cleaned_data["currency"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("amount") is not None and not cleaned.get("currency"):
            self.add_error("currency", _("In which currency?"))
        day = cleaned.get("expires_on")
        if day and day.year not in YEARS:
            self.add_error("expires_on", _("This is too far away."))
        return cleaned

    def words(self, zone: ZoneInfo) -> dict[str, Any]:
        """What is asked, as `NewApproval` takes it; it ends with its last day in a zone."""
        said = self.cleaned_data
        has_amount = said["amount"] is not None
        ends = datetime.combine(said["expires_on"] + timedelta(days=1), time.min, tzinfo=zone)
        return {
            "kind": said["kind"],
            "title": said["title"],
            "consequence": said["consequence"],
            "amount": minor(said["amount"], said["currency"]) if has_amount else None,
            "currency": said["currency"] if has_amount else "",
            "is_estimate": said["is_estimate"],
            "expires_at": ends.astimezone(UTC),
        }


class NoteForm(forms.Form):
    """What an authorised person told an agent."""

    person = forms.TypedChoiceField(label=gettext_lazy("Who said it"), coerce=int)
    said = forms.ChoiceField(
        label=gettext_lazy("What he said"),
        choices=[
            ("approve", gettext_lazy("Approved")),
            ("up_to", gettext_lazy("Approved up to")),
            ("decline", gettext_lazy("Declined")),
        ],
    )
    up_to = forms.DecimalField(
        label=pgettext_lazy("money", "Up to"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
    )
    reason = forms.CharField(
        label=gettext_lazy("In his words, and how he told it"), max_length=1000, required=False
    )

    def __init__(self, approval: Approval, people: list[Approver], *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["person"].choices = [(one.person.pk, str(one.person)) for one in people]
        if not approval.is_estimate:
            del self.fields["up_to"]
            self.fields["said"].choices = [
                one for one in self.fields["said"].choices if one[0] != "up_to"
            ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("said") == "up_to" and not cleaned.get("up_to"):
            self.add_error("up_to", _("Up to which amount?"))
        return cleaned


class PlanForm(forms.Form):
    """What a project is."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    begins_on = day_field(gettext_lazy("From"))
    due_on = day_field(gettext_lazy("Done by"), required=False)
    budget_hours = forms.IntegerField(
        label=gettext_lazy("Hours it may take"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES // MINUTES,
    )
    manager = forms.ModelChoiceField(label=gettext_lazy("Led by"), queryset=None, required=False)
    members = Several(
        label=gettext_lazy("Who works on it"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )

    def __init__(self, agents: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = agents
        self.fields["members"].queryset = agents

    def plan(self) -> Plan:
        said = self.cleaned_data
        hours = said["budget_hours"]
        return Plan(
            name=said["name"],
            begins_on=said["begins_on"],
            due_on=said["due_on"],
            budget_minutes=hours * MINUTES if hours else None,
            manager=said["manager"],
            members=tuple(said["members"]),
        )


class MilestoneForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What is reached"), max_length=200)
    amount = forms.DecimalField(
        label=gettext_lazy("It comes to"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=gettext_lazy("Charged when it is reached, where the quote says so."),
    )
    due_on = day_field(pgettext_lazy("day", "By"), required=False)


class TicketForm(forms.Form):
    ticket = forms.IntegerField(
        label=gettext_lazy("Number of a ticket"), min_value=1, max_value=10**9
    )


def quantities(posted: Mapping[str, str]) -> dict[int, Decimal]:
    """Read what an estimate came to, from fields `came_to_<position>`; raises ValueError."""
    found = {}
    for name, text in posted.items():
        position = name.removeprefix("came_to_")
        if position == name or not (position.isascii() and position.isdecimal()):
            continue
        field = forms.DecimalField(min_value=0, max_digits=12, decimal_places=4, localize=True)
        try:
            found[int(position)] = field.clean(text)
        except forms.ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error
    return found
