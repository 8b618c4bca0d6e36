"""Annual software maintenance: for which days a client has it, what he obtained, and what he was
told."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskhand.contracts.models.charges import Charge
from deskhand.contracts.models.contracts import Contract
from deskhand.contracts.queries import MaintenanceQuerySet, OfClientsQuerySet
from deskhand.rules.terms import Span


class MaintenanceTerm(models.Model):
    """The days, ends included, for whose releases a contract entitles. What it says stays; a wrong
    one is taken back. `price` is that of the whole term: of each seat, or flat without seats.

    `charge_on` is the day on which it is charged, and `renews` lets the next follow by itself.
    """

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="maintenance", db_index=False
    )
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", db_index=False
    )
    product = models.ForeignKey("assets.Product", models.PROTECT, related_name="+", db_index=False)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"))
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=4)
    currency = models.CharField(max_length=3, blank=True)
    charge_on = models.DateField(_("charged on"))
    charge = models.OneToOneField(Charge, models.PROTECT, null=True, related_name="+")
    renews = models.BooleanField(_("renews by itself"), default=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=200, blank=True)
    taken_back_why = models.CharField(max_length=300, blank=True)

    objects = MaintenanceQuerySet.as_manager()

    class Meta:
        ordering = ("begins_on", "id")
        indexes = [
            models.Index(fields=("product", "organization"), name="maintenance_of_product"),
            models.Index(fields=("organization", "product"), name="maintenance_of_client"),
            models.Index(fields=("contract", "product"), name="maintenance_of_contract"),
            models.Index(fields=("ends_on",), name="maintenance_ends"),
            models.Index(
                fields=("charge_on",), condition=Q(charge=None), name="maintenance_to_charge"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("begins_on")), name="maintenance_ends_later"
            ),
            models.UniqueConstraint(
                fields=("contract", "product", "begins_on"),
                condition=Q(taken_back_at=None),
                name="maintenance_begins_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.begins_on} {self.ends_on}"

    @property
    def span(self) -> Span:
        return Span(self.begins_on, self.ends_on)

    @property
    def holds(self) -> bool:
        """Whether it entitles: it was not taken back, nor did its contract end before it."""
        last = self.contract.agreement.whole.last
        return self.taken_back_at is None and (last is None or self.begins_on <= last)


class Obtained(models.Model):
    """A file of a release that somebody of a client obtained; what was obtained stays available.
    Append-only."""

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", db_index=False
    )
    release = models.ForeignKey("assets.Release", models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey("assets.ReleaseFile", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    obtained_at = models.DateTimeField()

    objects = OfClientsQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=("organization", "release", "id"), name="obtained_by_client"),
            models.Index(fields=("release", "organization"), name="obtained_release"),
        ]

    def __str__(self) -> str:
        return f"{self.release} {self.name}"


class ReleaseNotice(models.Model):
    """That a client is told of a release, once of each kind; `written_at` when its letters were
    written."""

    class Kind(models.TextChoices):
        ENTITLED = "entitled", _("It can be downloaded")
        LAPSED = "lapsed", _("How maintenance is renewed")

    release = models.ForeignKey("assets.Release", models.PROTECT, related_name="+")
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    written_at = models.DateTimeField(null=True)

    objects = OfClientsQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("release", "organization", "kind"), name="told_of_release_once"
            ),
        ]
        indexes = [
            models.Index(fields=("organization", "-id"), name="release_notice_of_client"),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.organization_id} {self.kind}"


class ReleaseLetter(models.Model):
    """A letter of such a notice, and to whom it went."""

    notice = models.ForeignKey(ReleaseNotice, models.PROTECT, related_name="letters")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    outgoing = models.ForeignKey("mail.OutgoingLetter", models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("notice", "person"), name="release_letter_once"),
        ]

    def __str__(self) -> str:
        return self.name
