"""Forms of Setup. Each says what is wrong at the field that is wrong."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.catalog.administration import save_priority
from deskhand.catalog.models import Priority, Status
from deskhand.contracts.promising import follow_lineage
from deskhand.people.accounts import open_account
from deskhand.people.administration import (
    PeopleRefused,
    active_agents,
    archive,
    is_agent_address,
    is_last_administrator,
    join,
    live_organizations,
    make_agent,
    read_domains,
    save_organization,
    save_team,
    set_addresses,
    sites,
)
from deskhand.people.finding import find_or_add, person_of
from deskhand.people.lineage import check_parent
from deskhand.people.models import Agent, Membership, Organization, Person, Site, Team
from deskhand.people.zones import KNOWN
from deskhand.web.setup.logo_forms import LogoForm
from deskhand.web.several import Several

LANGUAGES = [("", gettext_lazy("As the firm, or the browser")), *settings.LANGUAGES]
ZONES = [("", gettext_lazy("As the firm")), *((zone, zone) for zone in sorted(KNOWN))]


class AtForm(forms.ModelForm):
    """A form that is told the instant of saving: `form.at`, in UTC."""

    at: Any = None


class OrganizationForm(LogoForm, AtForm):
    domains = forms.CharField(
        label=gettext_lazy("Mail domains"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Whoever writes from one of these belongs here. One on each line."),
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=ZONES, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=LANGUAGES,
        required=False,
        help_text=gettext_lazy("Of letters and pages, unless somebody chose one himself."),
    )
    brand_name = forms.CharField(
        label=gettext_lazy("Name shown on letters"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "With a name or a logo here, letters to its people bear its brand, with yours below. "
            "Without, they bear yours."
        ),
    )
    brand_hue = forms.IntegerField(
        label=gettext_lazy("Hue of letters"),
        required=False,
        min_value=0,
        max_value=360,
        help_text=gettext_lazy("0 to 360 on the colour wheel; contrast is kept by itself."),
    )
    is_archived = forms.BooleanField(
        label=gettext_lazy("Put away"),
        required=False,
        help_text=gettext_lazy("No longer a client: its domains bring in nobody. Nothing is lost."),
    )

    field_order = (
        *("name", "domains", "manager", "parent", "time_zone", "language"),
        *("phone", "notes", "stop_reason", "spending", "contract_note"),
        *("brand_name", "brand_hue", "new_logo", "drop_logo", "is_archived"),
    )

    class Meta:
        model = Organization
        fields = (
            *("name", "manager", "parent", "time_zone", "language", "phone", "notes"),
            *("stop_reason", "spending", "contract_note", "brand_name", "brand_hue"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = active_agents()
        self.fields["parent"].queryset = live_organizations().exclude(pk=self.instance.pk)
        if self.instance.pk:
            names = self.instance.domains.values_list("name", flat=True)
            self.fields["domains"].initial = "\n".join(names)
            self.fields["is_archived"].initial = self.instance.archived_at is not None
        else:
            del self.fields["is_archived"]

    def clean_parent(self) -> Organization | None:
        parent: Organization | None = self.cleaned_data["parent"]
        try:
            check_parent(self.instance, parent)
        except PeopleRefused as error:
            raise forms.ValidationError(str(error)) from error
        return parent

    def clean_domains(self) -> list[str]:
        try:
            return read_domains(self.cleaned_data["domains"])
        except PeopleRefused as error:
            raise forms.ValidationError(str(error)) from error

    def save(self, commit: bool = True) -> Organization:
        organization = save_organization(super().save(commit=False), self.cleaned_data["domains"])
        is_archived = self.cleaned_data.get("is_archived", False)
        if is_archived != (organization.archived_at is not None):
            archive(organization, at=self.at if is_archived else None)
        if "parent" in self.changed_data:
            follow_lineage(at=self.at)
        return organization


class SiteForm(AtForm):
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=ZONES, required=False)

    class Meta:
        model = Site
        fields = ("organization", "name", "street", "time_zone", "instructions")


class PersonForm(AtForm):
    addresses = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One on each line. The first is the one you write to."),
    )
    organization = forms.ModelChoiceField(
        label=gettext_lazy("Organization"), queryset=None, required=False
    )
    site = forms.ModelChoiceField(label=gettext_lazy("Site"), queryset=None, required=False)
    role = forms.ChoiceField(
        label=gettext_lazy("Role there"), choices=Membership.Role.choices, required=False
    )
    only_site = forms.BooleanField(
        label=gettext_lazy("As a manager, sees requests of his site only"), required=False
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=ZONES, required=False)
    needs_review = forms.BooleanField(
        label=gettext_lazy("New, still to be reviewed"), required=False
    )

    class Meta:
        model = Person
        fields = ("name", "job_title", "phone", "time_zone", "is_vip", "needs_review")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = live_organizations()
        self.fields["site"].queryset = sites()
        if self.instance.pk is None:
            return
        emails = self.instance.addresses.order_by("-is_main", "pk")
        self.fields["addresses"].initial = "\n".join(emails.values_list("email", flat=True))
        # His organizations have pages of their own, since they may be several.
        for name in ("organization", "site", "role", "only_site"):
            del self.fields[name]

    def clean_addresses(self) -> list[str]:
        emails = [line.strip() for line in self.cleaned_data["addresses"].split() if line.strip()]
        for email in emails:
            forms.EmailField(max_length=254).clean(email)
            owner = person_of(email)
            if owner is not None and owner.pk != self.instance.pk:
                raise forms.ValidationError(
                    _("%(email)s already belongs to %(owner)s.") % {"email": email, "owner": owner}
                )
        return emails

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        site, organization = cleaned.get("site"), cleaned.get("organization")
        if site and (organization is None or site.organization_id != organization.pk):
            self.add_error("site", _("This site belongs to another organization."))
        if not cleaned.get("name") and not cleaned.get("addresses"):
            self.add_error("name", _("Give a name or an address."))
        return cleaned

    def save(self, commit: bool = True) -> Person:
        person = super().save()
        cleaned = self.cleaned_data
        set_addresses(person, cleaned["addresses"])
        if cleaned.get("organization"):
            join(
                person,
                cleaned["organization"],
                role=cleaned["role"] or Membership.Role.MEMBER,
                site=cleaned["site"],
                only_site=cleaned["only_site"],
            )
        return person


class TeamForm(AtForm):
    members = Several(
        label=gettext_lazy("Agents"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Team
        fields = ("name", "tier", "lead", "is_default")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = self.fields["lead"].queryset = active_agents()
        if self.instance.pk:
            self.fields["members"].initial = self.instance.agents.all()

    def save(self, commit: bool = True) -> Team:
        return save_team(super().save(commit=False), self.cleaned_data["members"])


class AgentForm(AtForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(
        max_length=254,
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("He signs in with it: by mailed code, or with a password he sets."),
    )

    class Meta:
        model = Agent
        fields = (
            *("role", "teams", "only_own_teams", "only_organizations", "sees_costs"),
            *("charges", "signature", "is_active"),
        )
        widgets = {"teams": forms.CheckboxSelectMultiple}
        field_classes = {"teams": Several, "only_organizations": Several}

    field_order = ("name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked before the form writes its values upon the row.
        self.was_last = bool(self.instance.pk) and is_last_administrator(self.instance)
        if self.instance.pk:
            self.fields["name"].initial = self.instance.person.name
            self.fields["email"].initial = self.instance.person.main_address

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if is_agent_address(email, other_than=self.instance.pk):
            raise forms.ValidationError(_("An agent with this address exists already."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        loses = cleaned.get("role") != Agent.Role.ADMINISTRATOR or not cleaned.get("is_active")
        if self.instance.pk and loses and self.was_last:
            self.add_error("role", _("Somebody must stay administrator. Make another one first."))
        return cleaned

    def save(self, commit: bool = True) -> Agent:
        cleaned = self.cleaned_data
        if self.instance.pk is None:
            person = find_or_add(cleaned["email"], name=cleaned["name"], at=self.at).person
            self.instance = make_agent(person, role=cleaned["role"])
        person = self.instance.person
        person.name, person.needs_review = cleaned["name"], False
        person.save()
        rest = [a.email for a in person.addresses.all() if a.email != cleaned["email"]]
        set_addresses(person, [cleaned["email"], *rest])
        for name in ("role", "only_own_teams", "signature", "is_active"):
            setattr(self.instance, name, cleaned[name])
        self.instance.save()
        self.instance.teams.set(cleaned["teams"])
        self.instance.only_organizations.set(cleaned["only_organizations"])
        open_account(person, password=None, at=self.at)
        return self.instance


class PriorityForm(AtForm):
    level = forms.IntegerField(
        label=gettext_lazy("Level"),
        min_value=1,
        max_value=99,
        help_text=gettext_lazy("1 is the most urgent."),
    )

    class Meta:
        model = Priority
        fields = ("scheme", "level", "name", "meaning", "is_default")

    def save(self, commit: bool = True) -> Priority:
        return save_priority(super().save(commit=False))


class StatusForm(AtForm):
    position = forms.IntegerField(
        label=gettext_lazy("Position"),
        min_value=0,
        max_value=999,
        initial=0,
        help_text=gettext_lazy("Lower ones stand first in every list."),
    )

    class Meta:
        model = Status
        fields = ("scheme", "name", "requester_name", "category", "position")
