"""Where a person belongs: one page for each of his organizations."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.people.administration import (
    join,
    leave,
    let_approve,
    let_get_software,
    let_read_contracts,
    let_read_invoices,
    live_organizations,
    make_main,
    people,
    sites,
)
from deskhand.people.models import Membership, Person
from deskhand.provider.events import SettingChanged
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest

APPROVING = ("approves", "approves_up_to")


class MembershipForm(forms.Form):
    organization = forms.ModelChoiceField(label=gettext_lazy("Organization"), queryset=None)
    role = forms.ChoiceField(label=gettext_lazy("Role there"), choices=Membership.Role.choices)
    site = forms.ModelChoiceField(label=gettext_lazy("Site"), queryset=None, required=False)
    only_site = forms.BooleanField(
        label=gettext_lazy("As a manager, sees requests of this site only"), required=False
    )
    reads_contracts = forms.BooleanField(
        label=gettext_lazy("May read the organization’s contracts in the portal"), required=False
    )
    approves = forms.BooleanField(
        label=gettext_lazy("May approve what costs money"), required=False
    )
    approves_up_to = forms.DecimalField(
        label=pgettext_lazy("money", "Up to"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=gettext_lazy("In the currency of what is asked for. Empty: without a limit."),
    )
    reads_invoices = forms.BooleanField(
        label=gettext_lazy("Gets the organization’s invoices, and reads them in the portal"),
        required=False,
    )
    gets_software = forms.BooleanField(
        label=gettext_lazy("Gets the organization’s software, and letters about releases"),
        required=False,
        help_text=gettext_lazy("Managers of the whole organization get them anyway."),
    )
    is_main = forms.BooleanField(
        label=gettext_lazy("Usually writes for this organization"), required=False
    )

    def __init__(self, membership: Membership | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        self.fields["organization"].queryset = live_organizations()
        self.fields["site"].queryset = sites()
        if membership is not None:
            del self.fields["organization"]
            self.fields["site"].queryset = membership.organization.sites.all()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.membership is not None:
            cleaned["organization"] = self.membership.organization
        site, organization = cleaned.get("site"), cleaned.get("organization")
        if site and organization and site.organization_id != organization.pk:
            self.add_error("site", _("This site belongs to another organization."))
        if cleaned.get("only_site") and not site:
            self.add_error("site", _("Which site is it limited to?"))
        return cleaned


def _person(person_id: int) -> Person:
    person = people().filter(pk=person_id).first()
    if person is None:
        raise Http404
    return person


def _membership(person: Person, pk: int | None) -> Membership | None:
    if pk is None:
        return None
    membership = person.memberships.select_related("organization").filter(pk=pk).first()
    if membership is None:
        raise Http404
    return membership


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, person_id: int, pk: int | None = None) -> HttpResponse:
    """Add a person to an organization, or change what he is there."""
    person = _person(person_id)
    membership = _membership(person, pk)
    form = MembershipForm(membership, request.POST or None, initial=_initial(membership))
    if request.method == "GET" or not form.is_valid():
        context = {"person": person, "membership": membership, "form": form}
        status = 200 if request.method == "GET" else 422
        return render(request, "setup/membership.html", context, status=status)
    _save(person, form.cleaned_data)
    _note(request, person, "joined")
    messages.success(request, _("Saved."))
    return redirect("setup:edit", "people", person.pk)


def _initial(membership: Membership | None) -> dict[str, Any]:
    if membership is None:
        return {}
    names = (
        "role",
        "site",
        "only_site",
        "reads_contracts",
        "reads_invoices",
        "gets_software",
        *APPROVING,
        "is_main",
    )
    return {name: getattr(membership, name) for name in names}


@transaction.atomic
def _save(person: Person, cleaned: dict[str, Any]) -> None:
    membership = join(
        person,
        cleaned["organization"],
        role=cleaned["role"],
        site=cleaned["site"],
        only_site=cleaned["only_site"],
    )
    let_read_contracts(membership, may=cleaned["reads_contracts"])
    let_approve(membership, may=cleaned["approves"], up_to=cleaned["approves_up_to"])
    let_read_invoices(membership, may=cleaned["reads_invoices"])
    let_get_software(membership, may=cleaned["gets_software"])
    if cleaned["is_main"]:
        make_main(membership)


@require_POST
@administrators_only
def end(request: DeskRequest, person_id: int, pk: int) -> HttpResponse:
    """Take a person out of an organization; his tickets stay where they are."""
    person = _person(person_id)
    membership = _membership(person, pk)
    if membership is not None:
        leave(person, membership.organization_id)
        _note(request, person, "left")
        messages.success(
            request, _("No longer of %(name)s.") % {"name": membership.organization.name}
        )
    return redirect("setup:edit", "people", person.pk)


def _note(request: DeskRequest, person: Person, act: str) -> None:
    event = SettingChanged(what="memberships", setting=person.pk, act=act)
    record(event, by=actor_of(request.reader), at=request.at)
