"""What administrators keep as plain rows: one list, one form, the same four pages for each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from deskhand.assets import reading as assets
from deskhand.automation import schedules
from deskhand.canned import choosing as canned
from deskhand.catalog import administration as catalog
from deskhand.mail import administration as mail
from deskhand.people import administration as people
from deskhand.phone import lines as phone
from deskhand.reports import reasons
from deskhand.tickets.models import Kind
from deskhand.web.canned_forms import CommonCannedForm
from deskhand.web.setup import forms
from deskhand.web.setup.catalog_forms import (
    BreachReasonForm,
    ChecklistForm,
    RequestTypeForm,
    ServiceForm,
)
from deskhand.web.setup.mailbox_forms import MailboxForm
from deskhand.web.setup.phone.forms import LineForm
from deskhand.web.setup.product_forms import ProductForm
from deskhand.web.setup.recurring_forms import TemplateForm
from deskhand.web.setup.time_forms import WorkRoleForm, WorkTypeForm
from deskhand.work import checklists
from deskhand.work.timekeeping import choosing


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of row: where it comes from, its form, and what its list shows."""

    name: str
    title: Any
    one: Any
    icon: str
    why: Any
    rows: Callable[[], QuerySet[Any]]
    form: type[ModelForm]
    columns: tuple[tuple[Any, Callable[[Any], Any]], ...]
    search: str = ""
    removable: bool = False
    page: str = "setup/row.html"
    has_schemes: bool = False


def _organization_domains(row: Any) -> str:
    return ", ".join(domain.name for domain in row.domains.all())


def _person_addresses(row: Any) -> str:
    return ", ".join(address.email for address in row.addresses.all())


def _person_places(row: Any) -> str:
    return ", ".join(str(membership.organization) for membership in row.memberships.all())


RESOURCES = (
    Resource(
        "organizations",
        _("Organizations"),
        _("organization"),
        "building-2",
        _("The clients whose people and assets you look after."),
        lambda: people.organizations().prefetch_related("domains"),
        forms.OrganizationForm,
        (
            (_("Name"), str),
            (_("Mail domains"), _organization_domains),
            (_("Put away"), lambda row: row.archived_at is not None),
        ),
        search="name__icontains",
        page="setup/organization.html",
    ),
    Resource(
        "sites",
        _("Sites"),
        _("site"),
        "map-pin",
        _("The places of your clients, for onsite work and local time."),
        people.sites,
        forms.SiteForm,
        ((_("Name"), str), (_("Organization"), lambda row: row.organization)),
        search="name__icontains",
        removable=True,
    ),
    Resource(
        "people",
        _("People"),
        _("person"),
        "users",
        _("Everybody who asks for help: his addresses, and where he belongs."),
        people.people,
        forms.PersonForm,
        (
            (_("Name"), str),
            (_("Addresses"), _person_addresses),
            (_("Organizations"), _person_places),
        ),
        search="name__icontains",
    ),
    Resource(
        "teams",
        _("Teams"),
        _("team"),
        "users-round",
        _("Agents who share a queue."),
        people.teams,
        forms.TeamForm,
        (
            (_("Name"), str),
            (_("Tier"), lambda row: row.get_tier_display()),
            (_("Takes what nobody else takes"), lambda row: row.is_default),
        ),
    ),
    Resource(
        "agents",
        _("Agents"),
        _("agent"),
        "headset",
        _("People of your firm who sign in to the desk."),
        people.agents,
        forms.AgentForm,
        (
            (_("Name"), str),
            (_("Role"), lambda row: row.get_role_display()),
            (_("Teams"), lambda row: ", ".join(str(team) for team in row.teams.all())),
            (_("Active"), lambda row: row.is_active),
        ),
    ),
    Resource(
        "products",
        _("Software"),
        _("product"),
        "package",
        _("The programs that you release or hand out, which clients have maintenance of."),
        assets.products,
        ProductForm,
        (
            (_("Name"), str),
            (_("Vendor"), lambda row: row.vendor),
            (_("Put away"), lambda row: row.archived_at is not None),
        ),
        search="name__icontains",
    ),
    Resource(
        "phone-lines",
        _("Telephone lines"),
        _("telephone line"),
        "phone",
        _("Where calls ring, and at whose card they come up."),
        phone.lines,
        LineForm,
        (
            (_("Rings at"), str),
            (_("Whose"), lambda row: row.agent or row.team),
            (_("Note"), lambda row: row.note),
        ),
        removable=True,
    ),
    Resource(
        "mailboxes",
        _("Mailboxes"),
        _("mailbox"),
        "mailbox",
        _("Addresses of yours: mail to them becomes tickets, replies bear them."),
        mail.mailboxes,
        MailboxForm,
        (
            (_("Name"), lambda row: row.name),
            (_("Address"), lambda row: row.email),
            (_("Team"), lambda row: row.team or ""),
            (_("Health"), mail.health_words),
        ),
        removable=True,
        page="setup/mailbox.html",
    ),
    Resource(
        "priorities",
        _("Priorities"),
        _("priority"),
        "signal-high",
        _("How urgent a matter is; each level has its own promises."),
        catalog.priorities,
        forms.PriorityForm,
        (
            (_("Level"), lambda row: row.level),
            (_("Name"), lambda row: row.name),
            (_("Meaning"), lambda row: row.meaning),
            (_("Scheme"), lambda row: row.scheme),
        ),
        has_schemes=True,
    ),
    Resource(
        "statuses",
        _("Statuses"),
        _("status"),
        "circle-dot",
        _("Where a ticket stands. Names are yours; the category says what each means."),
        catalog.statuses,
        forms.StatusForm,
        (
            (_("Name"), str),
            (_("Shown to requesters as"), lambda row: row.requester_name or row.name),
            (_("Category"), lambda row: row.get_category_display()),
            (_("Scheme"), lambda row: row.scheme),
        ),
        has_schemes=True,
    ),
    Resource(
        "services",
        _("Services"),
        _("service"),
        "boxes",
        _("What you offer. Promises and lists can tell tickets apart by it."),
        catalog.services,
        ServiceForm,
        (
            (_("Name"), str),
            (_("Short name"), lambda row: row.slug),
            (_("Description"), lambda row: row.description),
            (_("Offered"), lambda row: row.is_active),
        ),
    ),
    Resource(
        "request-types",
        _("Request types"),
        _("request type"),
        "list-checks",
        _("What can be asked. Each sets the type, service and usual priority of its tickets."),
        catalog.request_types,
        RequestTypeForm,
        (
            (_("Name"), str),
            (_("Short name"), lambda row: row.slug),
            (_("Service"), lambda row: row.service or ""),
            (_("Type of the ticket"), lambda row: Kind(row.kind).label),
            (_("Usual priority"), lambda row: row.priority_level or ""),
            (_("Offered"), lambda row: row.is_active),
        ),
        page="setup/request_type.html",
    ),
    Resource(
        "checklists",
        _("Checklists"),
        _("checklist"),
        "list-checks",
        _("Tasks that belong together, brought by hand or with what is asked for."),
        checklists.checklists,
        ChecklistForm,
        (
            (_("Name"), str),
            (_("Tasks"), lambda row: len(row.items)),
            (_("Comes with the request"), lambda row: row.request_type),
            (_("Offered"), lambda row: row.is_active),
        ),
        removable=True,
    ),
    Resource(
        "work-types",
        _("Kinds of work"),
        _("kind of work"),
        "clock",
        _("What time is entered for. Whether it is usually billable goes by this."),
        choosing.work_types,
        WorkTypeForm,
        (
            (_("Name"), str),
            (_("Usually billable"), lambda row: row.is_billable),
            (_("Offered"), lambda row: row.is_active),
        ),
        removable=True,
    ),
    Resource(
        "work-roles",
        _("Work roles"),
        _("work role"),
        "hard-hat",
        _("As what somebody works, such as engineer. Rates of contracts go by it."),
        choosing.work_roles,
        WorkRoleForm,
        ((_("Name"), str), (_("Offered"), lambda row: row.is_active)),
        removable=True,
    ),
    Resource(
        "templates",
        _("Ticket templates"),
        _("ticket template"),
        "file-text",
        _("Tickets to be: agents begin with one, recurring tickets are made of one."),
        schedules.templates,
        TemplateForm,
        (
            (_("Name"), str),
            (_("Subject"), lambda row: row.subject),
            (_("Client"), lambda row: row.organization or ""),
            (_("Team"), lambda row: row.team or ""),
        ),
        search="name__icontains",
        removable=True,
    ),
    Resource(
        "breach-reasons",
        _("Breach reasons"),
        _("breach reason"),
        "clock-alert",
        _("Why promises are broken. Agents choose one on the ticket, reports count them."),
        reasons.reasons,
        BreachReasonForm,
        ((_("Name"), str), (_("Offered"), lambda row: row.is_active)),
        removable=True,
    ),
    Resource(
        "canned-replies",
        _("Canned replies"),
        _("canned reply"),
        "message-square-text",
        _("Texts for a team or for all, inserted with a slash. Agents keep their own ones too."),
        canned.common_replies,
        CommonCannedForm,
        (
            (_("Title"), str),
            (_("Short name"), lambda row: f"/{row.short}"),
            (_("Folder"), lambda row: row.folder),
            (_("Team"), lambda row: row.team or _("all")),
            (_("Language"), lambda row: row.language),
            (_("Used"), lambda row: row.times_used),
        ),
        search="title_folded__contains",
        removable=True,
    ),
)

BY_NAME = {resource.name: resource for resource in RESOURCES}
