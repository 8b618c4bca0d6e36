"""Which work is covered: the rules of a version, and what was decided for a ticket."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.contracts.models.contracts import Contract, ContractVersion


class Effect(models.TextChoices):
    """What a rule does with work; the values are those of `rules.rating`."""

    COVERED = "covered", _("Covered")
    FREE = "free", _("Free")
    EXCLUDED = "excluded", _("Excluded")
    UNITS = "units", _("Draws units")
    BLOCK = "block", _("Draws the budget")


class Place(models.TextChoices):
    """Where work is done; what nobody has said is remote."""

    REMOTE = "remote", _("Remote")
    ONSITE = "onsite", _("Onsite")


class CoverageRule(models.Model):
    """One rule of a version: for which work, and what becomes of it; the first that holds decides.

    `client_words` is what the client reads; empty, he reads nothing of it.
    """

    version = models.ForeignKey(
        ContractVersion, models.CASCADE, related_name="rules", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120)
    condition = models.CharField(_("for work with"), max_length=2000, blank=True)
    effect = models.CharField(_("it is"), max_length=10, choices=Effect.choices)
    needs_approval = models.BooleanField(_("needs approval before it begins"), default=False)
    multiplier_permille = models.PositiveIntegerField(default=1000)
    client_words = models.CharField(_("what the client reads"), max_length=300, blank=True)

    class Meta:
        ordering = ("version", "position")
        indexes = [models.Index(fields=("version", "position"), name="coverage_rule_order")]

    def __str__(self) -> str:
        return self.name


class TicketCoverage(models.Model):
    """What was decided for a ticket when it came in, and anew when what it is was corrected.

    Without a rule it is what the contract says of work that no rule names. `place` and `is_minor`
    are what an agent said of the work.
    """

    ticket = models.OneToOneField(
        "tickets.Ticket", models.CASCADE, primary_key=True, related_name="coverage"
    )
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(ContractVersion, models.PROTECT, related_name="+", db_index=False)
    rule = models.ForeignKey(
        CoverageRule, models.PROTECT, null=True, related_name="+", db_index=False
    )
    effect = models.CharField(max_length=10, choices=Effect.choices)
    needs_approval = models.BooleanField(default=False)
    place = models.CharField(max_length=8, choices=Place.choices, default=Place.REMOTE)
    is_minor = models.BooleanField(default=False)
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=("effect", "ticket"), name="coverage_effect"),
            models.Index(fields=("contract", "ticket"), name="coverage_of_contract"),
        ]

    def __str__(self) -> str:
        return f"{self.effect} {self.ticket_id}"
