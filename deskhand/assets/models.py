"""Products of software, their releases, and the files of these."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskhand.assets.queries import ProductQuerySet, ReleaseQuerySet
from deskhand.rules.maintenance import State


class Product(models.Model):
    """A program that clients have; without a vendor it is the firm's own."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    vendor = models.CharField(_("vendor"), max_length=120, blank=True)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="product_name_once",
                violation_error_message=_("There is a product of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Release(models.Model):
    """One release of a product. `released_on` is a day of the firm's own zone, by which it is
    decided who is entitled; it stays from the day of publication on."""

    class Kind(models.TextChoices):
        MAINTENANCE = "maintenance", _("Maintenance release")
        UPGRADE = "upgrade", _("Upgrade")

    STATES = [
        (State.DRAFT.value, pgettext_lazy("release", "Draft")),
        (State.PUBLISHED.value, pgettext_lazy("release", "Published")),
        (State.WITHDRAWN.value, pgettext_lazy("release", "Withdrawn")),
    ]

    product = models.ForeignKey(Product, models.PROTECT, related_name="releases", db_index=False)
    number = models.CharField(_("number"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    released_on = models.DateField(_("release date"))
    notes = models.TextField(_("notes"), max_length=20_000, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=State.DRAFT.value)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ("-released_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=("product", "number"), name="release_number_once"),
        ]
        indexes = [
            models.Index(fields=("product", "-released_on", "-id"), name="release_of_product"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == State.WITHDRAWN


class ReleaseFile(models.Model):
    """A file of a release, under the name by which it is saved."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="files")
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("release", "filename"), name="release_file_once"),
        ]

    def __str__(self) -> str:
        return self.filename
