"""Projects: work that was agreed, with milestones, a budget and the tickets on which it is done."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.contracts.models.charges import Charge
from deskhand.contracts.models.quotes import Quote
from deskhand.contracts.queries import OfClientsQuerySet


class Project(models.Model):
    """What is carried out of an approved quote. Time on its tickets touches no monthly plan.

    `budget_minutes` is how long it may take, None where nobody said.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Under way")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Broken off")

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", db_index=False
    )
    quote = models.OneToOneField(Quote, models.PROTECT, related_name="project")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    manager = models.ForeignKey(
        "people.Agent", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    members = models.ManyToManyField("people.Agent", related_name="+", blank=True)
    begins_on = models.DateField()
    due_on = models.DateField(null=True)
    budget_minutes = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)

    objects = OfClientsQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=("organization", "-id"), name="project_of_client"),
            models.Index(fields=("state", "-id"), name="project_state"),
        ]

    def __str__(self) -> str:
        return self.name


class Milestone(models.Model):
    """A part of a project that can be reached; `amount` (minor units) is charged then, once."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones", db_index=False)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    due_on = models.DateField(null=True)
    amount = models.BigIntegerField(default=0)
    reached_at = models.DateTimeField(null=True)
    reached_by = models.CharField(max_length=200, blank=True)
    charge = models.OneToOneField(Charge, models.PROTECT, null=True, related_name="milestone")

    class Meta:
        ordering = ("project", "position", "id")
        indexes = [models.Index(fields=("project", "position"), name="milestone_order")]

    def __str__(self) -> str:
        return self.title


class ProjectTicket(models.Model):
    """A ticket on which a project is worked; of one project at most."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="places", db_index=False)
    ticket = models.OneToOneField(
        "tickets.Ticket", models.CASCADE, primary_key=True, related_name="project_place"
    )

    class Meta:
        indexes = [models.Index(fields=("project", "ticket"), name="ticket_of_project")]

    def __str__(self) -> str:
        return f"{self.project_id} #{self.ticket_id}"
