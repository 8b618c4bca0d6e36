"""Tables of people. Addresses are folded to lower case on the way in and unique."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskhand.people.folding import FoldedField, TailField
from deskhand.people.queries import (
    AddressQuerySet,
    AgentQuerySet,
    OrganizationQuerySet,
    PersonQuerySet,
    TeamQuerySet,
    UserManager,
)


class User(AbstractBaseUser):
    """Credentials only; who it is stands in `Person`. `name` is what he gave signing up."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    def __str__(self) -> str:
        return self.email


class Organization(models.Model):
    """A client company whose people and assets the provider serves.

    Letters to its people bear its brand where it has one, and the firm's otherwise.
    """

    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedField(of="name")
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_tail = TailField(of="phone", db_index=True)
    notes = models.TextField(_("notes for agents"), blank=True)
    stop_reason = models.CharField(_("on stop, because"), max_length=300, blank=True)
    spending = models.CharField(_("who may authorise spending"), max_length=300, blank=True)
    contract_note = models.CharField(_("note on the contract"), max_length=300, blank=True)
    brand_name = models.CharField(_("name shown on letters"), max_length=120, blank=True)
    brand_hue = models.PositiveSmallIntegerField(_("brand hue"), null=True, blank=True)
    logo = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")
    manager = models.ForeignKey(
        "people.Agent",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account manager"),
    )
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="subsidiaries",
        verbose_name=_("belongs to"),
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """A mail domain of one organization; free-mail domains are refused on save."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="domains")
    name = models.CharField(_("domain"), max_length=253, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place of one organization."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=120)
    street = models.CharField(_("street address"), max_length=300, blank=True)
    instructions = models.TextField(_("instructions for this site"), max_length=2000, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=("organization", "name"), name="site_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody: a requester, a contact, an agent. Address and organization may be missing."""

    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="person")
    name = models.CharField(_("name"), max_length=200, blank=True)
    name_folded = FoldedField(of="name")
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_tail = TailField(of="phone", db_index=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    needs_review = models.BooleanField(_("new, to be reviewed"), default=False)
    is_vip = models.BooleanField(_("very important person"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        indexes = [
            models.Index(fields=("id",), condition=Q(needs_review=True), name="person_review"),
        ]

    def __str__(self) -> str:
        return self.name or self.main_address or str(_("Unknown person"))

    @property
    def address(self) -> "Address | None":
        """The address to write to, with what is known of it."""
        return min(self.addresses.all(), key=lambda a: (not a.is_main, a.pk), default=None)

    @property
    def main_address(self) -> str:
        """The address to write to, or an empty text."""
        address = self.address
        return address.email if address else ""


class Address(models.Model):
    """One e-mail address of one person; always lower case."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="addresses")
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    is_main = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_reason = models.CharField(max_length=500, blank=True)

    objects = AddressQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("person",), condition=Q(is_main=True), name="one_main_address"
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Number(models.Model):
    """A further telephone number of a person, or of an organization; in E.164.

    With `is_head` it is the beginning of all numbers of a house: its switchboard and whatever
    is dialled through.
    """

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="numbers")
    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, related_name="numbers"
    )
    number = models.CharField(_("number"), max_length=60)
    note = models.CharField(_("what it is"), max_length=60, blank=True)
    is_head = models.BooleanField(_("all numbers that begin so"), default=False)
    tail = TailField(of="number", db_index=True)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=("number",), condition=Q(is_head=True), name="number_head"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(organization=None), name="number_has_one_owner"
            ),
            models.UniqueConstraint(fields=("person", "number"), name="number_of_person_once"),
            models.UniqueConstraint(
                fields=("organization", "number"), name="number_of_organization_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Membership(models.Model):
    """A person's place in an organization. Managers see all its tickets (or their site's).

    `by_domain` marks one that rests on nothing but the domain of an address in a letter.
    `approves_up_to` is in whatever currency he is asked for; None is without a limit.
    """

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        MANAGER = "manager", _("Manager")

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="memberships")
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, related_name="+")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    is_main = models.BooleanField(default=False)
    only_site = models.BooleanField(_("limited to the site"), default=False)
    by_domain = models.BooleanField(default=False)
    reads_contracts = models.BooleanField(_("may read the contracts"), default=False)
    approves = models.BooleanField(_("may approve what costs money"), default=False)
    approves_up_to = models.DecimalField(
        _("up to"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    reads_invoices = models.BooleanField(_("gets and reads the invoices"), default=False)
    gets_software = models.BooleanField(_("gets the software and is told of it"), default=False)

    class Meta:
        ordering = ("-is_main", "id")
        constraints = [
            models.UniqueConstraint(fields=("person", "organization"), name="member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} / {self.organization}"


class Tier(models.IntegerChoices):
    """The levels of support (product text, pack C)."""

    SELF_SERVICE = 0, _("0 Self-service")
    FIRST = 1, _("1 First contact")
    SECOND = 2, _("2 Advanced")
    THIRD = 3, _("3 Experts")
    OUTSIDE = 4, _("4 Vendors")


class Team(models.Model):
    """Agents who share a queue; all of them work on one tier."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier.choices, default=Tier.FIRST)
    is_default = models.BooleanField(_("takes what nobody else takes"), default=False)
    lead = models.ForeignKey(
        "people.Agent",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead"),
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("is_default",), condition=Q(is_default=True), name="one_default_team"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Agent(models.Model):
    """A person who works for the provider and signs in to the desk.

    `handle` is how colleagues name him in a note: `@handle`; in lower case. `theme` and `density`
    are empty for what the system says, and for comfortable rows.
    """

    class Role(models.TextChoices):
        LIGHT = "light", _("Light agent")
        AGENT = "agent", _("Agent")
        ACCOUNT_MANAGER = "account_manager", _("Account manager")
        ADMINISTRATOR = "administrator", _("Administrator")

    class Theme(models.TextChoices):
        SYSTEM = "", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Density(models.TextChoices):
        COMFORTABLE = "", _("Comfortable")
        COMPACT = "compact", _("Compact")

    person = models.OneToOneField(Person, models.CASCADE, related_name="agent")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.AGENT)
    teams = models.ManyToManyField(Team, related_name="agents", blank=True)
    only_organizations = models.ManyToManyField(
        Organization, related_name="+", blank=True, verbose_name=_("limited to organizations")
    )
    only_own_teams = models.BooleanField(_("limited to own teams"), default=False)
    sees_costs = models.BooleanField(_("sees what work costs, and profit"), default=False)
    charges = models.BooleanField(
        _("charges clients: quotes, milestones, units and goodwill; closes periods"), default=False
    )
    is_active = models.BooleanField(_("active"), default=True)
    handle = models.CharField(_("handle"), max_length=30, unique=True, null=True)
    theme = models.CharField(_("theme"), max_length=10, blank=True, choices=Theme.choices)
    density = models.CharField(_("rows"), max_length=10, blank=True, choices=Density.choices)
    has_shortcuts = models.BooleanField(_("keys act"), default=True)
    signature = models.TextField(_("signature"), blank=True)

    objects = AgentQuerySet.as_manager()

    class Meta:
        ordering = ("person__name", "id")

    def __str__(self) -> str:
        return str(self.person)

    @property
    def is_administrator(self) -> bool:
        return self.role == self.Role.ADMINISTRATOR


class Attempt(models.Model):
    """What is counted against guessing at sign-in; see `attempts`. Gone when it expires."""

    name = models.CharField(max_length=250, unique=True)
    value = models.JSONField()
    expires_at = models.FloatField(db_index=True)

    def __str__(self) -> str:
        return self.name
