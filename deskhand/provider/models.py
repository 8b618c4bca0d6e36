"""The firm, its run-time settings and its secrets."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Provider(models.Model):
    """The firm that runs this desk; there is exactly one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(_("name of the firm"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=10, default="en")
    brand_hue = models.PositiveSmallIntegerField(_("brand hue"), default=248)
    logo = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")
    phone = models.CharField(_("phone for requests"), max_length=40, blank=True)
    undo_seconds = models.PositiveSmallIntegerField(_("undo window in seconds"), default=10)
    requires_mfa = models.BooleanField(_("agents need a second factor"), default=False)
    reopen_days = models.PositiveSmallIntegerField(
        _("days in which an answer reopens a closed ticket"), default=14
    )
    trusted_relays = models.TextField(_("mail relays whose checks are believed"), blank=True)
    open_signup = models.BooleanField(_("newcomers may sign up"), default=True)
    shows_first_steps = models.BooleanField(default=False)
    # Whether `phone.Dialling` is on: here, since each page reads the firm.
    dials = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_provider")]

    def __str__(self) -> str:
        return self.name

    @property
    def relays(self) -> tuple[str, ...]:
        """The names of the trusted relays, as they stand in Authentication-Results."""
        return tuple(self.trusted_relays.lower().split())


class Secret(models.Model):
    """A secret, encrypted with a key that lies outside the database; never shown again."""

    name = models.CharField(max_length=120, unique=True)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """A key for programs: shown once, kept as a hash, scoped, and able to expire."""

    class Scope(models.TextChoices):
        MAIL = "mail", _("Deliver mail")
        EVENTS = "events", _("Tell what became of letters (for providers)")
        PHONE = "phone", _("Tell of telephone calls and voicemails")
        MONEY = "money", _("Read contracts, statements and invoices")

    name = models.CharField(_("name"), max_length=120)
    scope = models.CharField(
        pgettext_lazy("permission", "may"), max_length=20, choices=Scope.choices
    )
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
