"""Tickets and what is said on them."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskhand.catalog.models import Category
from deskhand.people.folding import FoldedField
from deskhand.people.models import Tier
from deskhand.tickets.emergency import EmergencyFacts
from deskhand.tickets.filled import FieldAnswer, FieldMark, FieldRevision
from deskhand.tickets.list_models import Arrangement, BulkChange, BulkLine, View
from deskhand.tickets.phoned import TicketCall
from deskhand.tickets.present import Presence
from deskhand.tickets.queries import MessageQuerySet, TicketQuerySet
from deskhand.tickets.regrouped import Regrouping
from deskhand.tickets.related import EndRule, Relation
from deskhand.tickets.side import SideConversation
from deskhand.tickets.watched import Sight, Watcher

__all__ = [
    "NOTHING_DUE",
    "Arrangement",
    "Attachment",
    "BulkChange",
    "BulkLine",
    "CallOutcome",
    "Channel",
    "Draft",
    "EmergencyFacts",
    "EndRule",
    "FieldAnswer",
    "FieldMark",
    "FieldRevision",
    "Kind",
    "Message",
    "Participant",
    "Presence",
    "Regrouping",
    "Relation",
    "SideConversation",
    "Sight",
    "ThreadReference",
    "Ticket",
    "TicketCall",
    "VendorNumber",
    "View",
    "Watcher",
]

OPEN = Q(is_open=True)
NOTHING_DUE = datetime(9999, 12, 31, tzinfo=UTC)


class Kind(models.TextChoices):
    INCIDENT = "incident", _("Incident")
    REQUEST = "request", _("Service request")
    PROBLEM = "problem", _("Problem")
    CHANGE = "change", _("Change")
    QUESTION = "question", _("Question")


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    WEB = "web", _("Portal")
    PHONE = "phone", _("Phone")
    VOICEMAIL = "voicemail", _("Voicemail")
    DESK = "desk", _("Desk")
    API = "api", _("API")


class CallOutcome(models.TextChoices):
    """How a telephone call went."""

    REACHED = "reached", _("Reached")
    VOICEMAIL = "voicemail", _("Voicemail left")
    NO_ANSWER = "no_answer", _("No answer")
    BUSY = "busy", _("Busy")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


class Ticket(models.Model):
    """Any piece of work; its id is its number.

    `category`, `is_open` and `priority_level` repeat what `status` and `priority` say, for
    the indexes of the queues, and `status_since` when that began; `tickets.changes` alone writes
    them. `due_order_at` is the
    least open due time, written by `sla` alone, and `NOTHING_DUE` where nothing is owed.
    `snoozed_until` is `NOTHING_DUE` where only an answer wakes it. `first_contact` is what somebody
    said of how it was solved; it ends when the ticket is opened again.

    `impact` and `urgency` are grades of the matrix of its priorities, which sets the priority
    unless the ticket `keeps_priority` as somebody set it by hand. Their words are those with which
    it was graded, whatever the matrix says later.

    The indexes below are all there are: SQLite, which is never told how rows are spread, would
    rather take the index of a lone relation than that of a queue, and read all closed tickets.
    """

    kind = models.CharField(_("type"), max_length=12, choices=Kind.choices, default=Kind.INCIDENT)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    subject = models.CharField(_("subject"), max_length=300)
    subject_folded = FoldedField(of="subject")
    requester = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="tickets", db_index=False
    )
    organization = models.ForeignKey(
        "people.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        db_index=False,
    )
    site = models.ForeignKey(
        "people.Site", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    service = models.ForeignKey(
        "catalog.Service", models.PROTECT, null=True, related_name="+", db_index=False
    )
    request_type = models.ForeignKey(
        "catalog.RequestType", models.PROTECT, null=True, related_name="+", db_index=False
    )
    status = models.ForeignKey("catalog.Status", models.PROTECT, related_name="+", db_index=False)
    category = models.CharField(max_length=20, choices=Category.choices)
    is_open = models.BooleanField(default=True)
    priority = models.ForeignKey(
        "catalog.Priority", models.PROTECT, related_name="+", db_index=False
    )
    priority_level = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField(null=True)
    urgency = models.PositiveSmallIntegerField(null=True)
    impact_word = models.CharField(max_length=60, blank=True)
    urgency_word = models.CharField(max_length=60, blank=True)
    keeps_priority = models.BooleanField(default=False)
    team = models.ForeignKey(
        "people.Team",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tickets",
        db_index=False,
    )
    assignee = models.ForeignKey(
        "people.Agent",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tickets",
        db_index=False,
    )
    tier = models.PositiveSmallIntegerField(choices=Tier.choices, default=Tier.FIRST)
    tags = models.JSONField(default=list, blank=True)
    tags_folded = FoldedField(of="tags")
    is_confidential = models.BooleanField(default=False)
    needs_review = models.BooleanField(default=False)
    first_contact = models.BooleanField(default=False)
    is_emergency = models.BooleanField(default=False)
    emergency_settled = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    last_public_at = models.DateTimeField(null=True)
    awaits_agent = models.BooleanField(default=True)
    status_since = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    due_order_at = models.DateTimeField(default=NOTHING_DUE)
    reply_key = models.CharField(max_length=32, unique=True)
    related = models.ForeignKey("self", models.SET_NULL, null=True, related_name="followers")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", db_index=False
    )
    version = models.PositiveIntegerField(default=0)

    objects = TicketQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=("team", "priority_level", "received_at", "id"),
                condition=OPEN,
                name="queue_of_team",
            ),
            models.Index(
                fields=("priority_level", "received_at", "id"), condition=OPEN, name="queue_of_all"
            ),
            models.Index(
                fields=("assignee", "due_order_at", "priority_level", "id"),
                condition=OPEN,
                name="work_of_agent",
            ),
            models.Index(
                fields=("due_order_at", "priority_level", "id"), condition=OPEN, name="queue_by_due"
            ),
            models.Index(
                fields=("category", "priority_level", "received_at", "id"),
                condition=OPEN,
                name="queue_of_category",
            ),
            models.Index(fields=("-received_at", "-id"), condition=OPEN, name="queue_newest"),
            models.Index(
                fields=("category", "status_since", "id"),
                condition=Q(closed_at=None),
                name="standing_since",
            ),
            models.Index(fields=("requester", "-id"), name="ticket_of_requester"),
            models.Index(
                fields=("organization", "-received_at", "-id"), name="ticket_of_organization"
            ),
            models.Index(fields=("-received_at", "-id"), name="ticket_newest"),
            models.Index(fields=("-updated_at", "-id"), name="ticket_by_change"),
            models.Index(fields=("-updated_at", "-id"), condition=OPEN, name="queue_by_change"),
            models.Index(
                fields=("snoozed_until", "id"),
                condition=Q(snoozed_until__isnull=False),
                name="queue_snoozed",
            ),
            models.Index(
                fields=("organization", "received_at"),
                condition=Q(is_emergency=True),
                name="emergencies",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    @property
    def number(self) -> int:
        return self.pk

    @property
    def wakes_at(self) -> datetime | None:
        """When a snoozed ticket comes back by itself; None where only an answer wakes it."""
        until = self.snoozed_until
        return until if until is not None and until < NOTHING_DUE else None

    @property
    def next_due_at(self) -> datetime | None:
        """The least open due time, or None when nothing is owed or all stands still."""
        return None if self.due_order_at >= NOTHING_DUE else self.due_order_at


class Participant(models.Model):
    """Somebody beside the requester who reads along: a colleague in copy, or one let in."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="participants")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    is_muted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("ticket", "person"), name="participant_once"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Message(models.Model):
    """A public reply or an internal note. Whether it is public has no default on purpose.

    An agent's reply is released when its undo window ends (`released_at`); until then it may
    be withdrawn, and requesters do not see it. `undo` says what to set back then.
    `text` of a letter is the new part only; what was folded stands in `quoted_text`, and the
    whole letter stays behind `letter`. With a `call` it tells of a telephone call and how it went.
    `former_texts` are what stood there before it was corrected.
    """

    class Format(models.TextChoices):
        PLAIN = "plain"
        MARKDOWN = "markdown"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages")
    is_public = models.BooleanField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    agent = models.ForeignKey("people.Agent", models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    format = models.CharField(max_length=10, choices=Format.choices, default=Format.PLAIN)
    quoted_text = models.TextField(blank=True)
    letter = models.ForeignKey("mail.Letter", models.PROTECT, null=True, related_name="+")
    outgoing = models.ForeignKey("mail.OutgoingLetter", models.PROTECT, null=True, related_name="+")
    recipients = models.JSONField(default=list)
    call = models.CharField(max_length=12, blank=True, choices=CallOutcome.choices)
    side = models.ForeignKey(SideConversation, models.PROTECT, null=True, related_name="messages")
    is_automatic = models.BooleanField(default=False)
    is_unverified = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    once_key = models.CharField(max_length=64, null=True, unique=True)
    undo = models.JSONField(default=dict)
    former_texts = models.JSONField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=("ticket", "id"), name="message_of_ticket")]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.text[:60]}"


class Attachment(models.Model):
    """A file on a message; reached only through the message that owns it, or by whose draft it
    waits in. Of a picture that our pages show, its sides in pixels are kept."""

    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="attachments")
    draft = models.ForeignKey("Draft", models.SET_NULL, null=True, related_name="attachments")
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    content_id = models.CharField(max_length=250, blank=True)
    is_inline = models.BooleanField(default=False)
    size = models.BigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    key = models.CharField(max_length=32, unique=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.filename


class ThreadReference(models.Model):
    """A Message-ID that belongs to a ticket: of a letter that came, or of one that we sent."""

    message_id = models.CharField(max_length=995, db_index=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="references")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("ticket", "message_id"), name="reference_once"),
        ]

    def __str__(self) -> str:
        return self.message_id


class VendorNumber(models.Model):
    """A number that a vendor gave the matter; it stands in his subjects. Both in lower case."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="vendor_numbers")
    domain = models.CharField(max_length=253)
    number = models.CharField(max_length=60)

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=("domain", "number"), name="vendor_number")]
        constraints = [
            models.UniqueConstraint(
                fields=("ticket", "domain", "number"), name="vendor_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain} {self.number}"


class Draft(models.Model):
    """What an agent is writing on a ticket, reply and note apart, kept on the server.

    `version` is another one with each change, so that two windows notice each other; a draft
    with `discarded_at` can be brought back until the next one. `worked` is time as it was typed,
    and `ends_timer` says that it was taken from the timer, which ends with it.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="drafts")
    agent = models.ForeignKey("people.Agent", models.CASCADE, related_name="drafts")
    is_public = models.BooleanField()
    text = models.TextField(blank=True)
    worked = models.CharField(max_length=60, blank=True)
    ends_timer = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    version = models.CharField(max_length=16, default="")
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("ticket", "agent", "is_public"), name="draft_once"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
