"""What can be asked, how urgent it is, and where it stands. Names are free; a category drives
all logic of a status."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.catalog.spoken import spoken


class Category(models.TextChoices):
    """The fixed meaning of a status (design: Decided before the first line)."""

    NEW = "new", _("New")
    OPEN = "open", _("Open")
    WAITING_REQUESTER = "waiting_requester", _("Waiting for requester")
    WAITING_THIRD_PARTY = "waiting_third_party", _("Waiting for third party")
    SCHEDULED = "scheduled", _("Scheduled")
    HELD = "held", _("On hold")
    SOLVED = "solved", _("Solved")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")

    @property
    def is_open(self) -> bool:
        return self not in {Category.SOLVED, Category.CLOSED, Category.CANCELLED}


class PriorityScheme(models.Model):
    """A list of priorities as one contract names them."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    is_default = models.BooleanField(default=False)
    # Priority from impact and urgency, as `rules.grading` keeps it; empty where nobody asks.
    matrix = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Priority(models.Model):
    """One priority; level 1 is the most urgent of its scheme."""

    scheme = models.ForeignKey(PriorityScheme, models.CASCADE, related_name="priorities")
    level = models.PositiveSmallIntegerField(_("level"))
    name = models.CharField(_("name"), max_length=40)
    meaning = models.CharField(_("meaning"), max_length=300, blank=True)
    is_default = models.BooleanField(_("given when nobody says"), default=False)

    class Meta:
        ordering = ("scheme", "level")
        verbose_name_plural = "priorities"
        constraints = [models.UniqueConstraint(fields=("scheme", "level"), name="level_once")]

    def __str__(self) -> str:
        return f"{self.level} {spoken(self.name)}"


class StatusScheme(models.Model):
    """A list of statuses as one contract names them."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Status(models.Model):
    """One status; the first of a category by position is that category's default."""

    scheme = models.ForeignKey(StatusScheme, models.CASCADE, related_name="statuses")
    name = models.CharField(_("name"), max_length=40)
    requester_name = models.CharField(_("name for requesters"), max_length=40, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("scheme", "position", "id")
        verbose_name_plural = "statuses"
        constraints = [models.UniqueConstraint(fields=("scheme", "name"), name="status_once")]

    def __str__(self) -> str:
        return spoken(self.name)


class Service(models.Model):
    """What the provider offers. One that is offered no more stays on its tickets."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ("position", "name", "id")

    def __str__(self) -> str:
        return spoken(self.name)


class RequestType(models.Model):
    """What can be asked: it sets a ticket's kind, service and usual priority.

    `kind` is one of the kinds of tickets; `priority_level` counts in whichever scheme the
    ticket has. `acts` say what must happen then, and are empty so far.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="request_types",
        verbose_name=_("service"),
    )
    kind = models.CharField(_("type"), max_length=12, default="request")
    priority_level = models.PositiveSmallIntegerField(_("usual priority"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)
    acts = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("position", "name", "id")

    def __str__(self) -> str:
        return spoken(self.name)


class FieldKind(models.TextChoices):
    """What a field of a form is answered with."""

    TEXT = "text", _("A line of text")
    LONG = "long", _("A longer text")
    CHOICE = "choice", _("One of several")
    CHOICES = "choices", _("Some of several")
    NUMBER = "number", _("A number")
    DATE = "date", _("A day")
    PERSON = "person", _("A person of the client")
    SITE = "site", _("A site of the client")
    CHECK = "check", _("Yes or no")
    FILE = "file", _("Files")


class FormField(models.Model):
    """Something that is asked when a request type is chosen.

    Conditions know it by its short name, which never changes; in several request types the same
    one means the same. It is asked once the field `shown_if` of the same form is answered, with
    `shown_value` where that says something. A field is retired, never removed: answers point to it.
    """

    request_type = models.ForeignKey(RequestType, models.CASCADE, related_name="form_fields")
    slug = models.SlugField(_("short name"), max_length=60)
    label = models.CharField(_("question"), max_length=120)
    kind = models.CharField(_("answered with"), max_length=8, choices=FieldKind.choices)
    help = models.CharField(_("help"), max_length=300, blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    default = models.CharField(_("stands there already"), max_length=300, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    is_internal = models.BooleanField(_("for agents alone"), default=False)
    shown_if = models.SlugField(_("only after"), max_length=60, blank=True)
    shown_value = models.CharField(_("if that says"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=("request_type", "slug"), name="form_field_once")
        ]

    def __str__(self) -> str:
        return self.label
