"""Letters that came, letters that go, and the mailboxes between."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskhand.mail.providers import CHOICES as PROVIDERS

PORT = (MinValueValidator(1), MaxValueValidator(65535))


class Mailbox(models.Model):
    """An address of the provider: letters to it are taken, letters from its team bear it.

    How far it was fetched stands in `uid_validity` and `last_uid` (IMAP), or in `cursor`, the
    address at which Graph goes on. `keyed_at` is when what it signs in with was changed last by
    hand: whoever holds a connection or a token from before begins anew.
    """

    class Security(models.TextChoices):
        TLS = "tls", _("TLS")
        STARTTLS = "starttls", _("STARTTLS")
        PLAIN = "plain", _("None (loopback only)")

    class Way(models.TextChoices):
        IMAP = "imap", _("IMAP")
        GRAPH = "graph", _("Microsoft Graph")

    class SignIn(models.TextChoices):
        PASSWORD = "password", _("Password")
        MICROSOFT = "microsoft", _("OAuth2, Microsoft 365")
        GOOGLE = "google", _("OAuth2, Google")

    class Sending(models.TextChoices):
        FIRM = "firm", _("The firm's mail server")
        SMTP = "smtp", _("A mail server of its own (SMTP)")
        GRAPH = "graph", _("Microsoft Graph")
        PROVIDER = "provider", _("A provider of its own")

    class Bears(models.TextChoices):
        AGENT = "agent", _("The agent's name")
        MAILBOX = "mailbox", _("The mailbox's name")
        BOTH = "both", _("Both")

    name = models.CharField(_("name shown to requesters"), max_length=120)
    email = models.EmailField(_("address"), unique=True)
    team = models.ForeignKey(
        "people.Team", models.SET_NULL, null=True, blank=True, related_name="mailboxes"
    )
    is_default = models.BooleanField(_("sends what no other mailbox sends"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    fetches = models.BooleanField(_("fetch letters"), default=False)
    way = models.CharField(_("by"), max_length=10, choices=Way.choices, default=Way.IMAP)
    host = models.CharField(_("IMAP server"), max_length=253, blank=True)
    port = models.PositiveIntegerField(_("port"), default=993, validators=PORT)
    security = models.CharField(
        _("security"), max_length=10, choices=Security.choices, default=Security.TLS
    )
    user_name = models.CharField(_("user name"), max_length=254, blank=True)
    folder = models.CharField(_("folder"), max_length=120, default="INBOX")
    move_to = models.CharField(_("move to this folder afterwards"), max_length=120, blank=True)
    begins_on = models.DateField(
        _("only letters that arrived from this day on"), null=True, blank=True
    )
    sign_in = models.CharField(
        _("kind of sign-in"), max_length=10, choices=SignIn.choices, default=SignIn.PASSWORD
    )
    directory = models.CharField(
        _("directory (tenant) of Microsoft 365"), max_length=120, blank=True
    )
    client_id = models.CharField(_("client id of the application"), max_length=200, blank=True)
    sending = models.CharField(
        _("letters leave by"), max_length=10, choices=Sending.choices, default=Sending.FIRM
    )
    smtp_host = models.CharField(_("SMTP server"), max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(_("SMTP port"), default=587, validators=PORT)
    smtp_security = models.CharField(
        _("SMTP security"), max_length=10, choices=Security.choices, default=Security.STARTTLS
    )
    provider = models.CharField(_("provider"), max_length=20, choices=PROVIDERS, blank=True)
    provider_settings = models.CharField(
        _("further settings of the provider"), max_length=500, blank=True
    )
    bears = models.CharField(
        _("replies bear as sender"), max_length=10, choices=Bears.choices, default=Bears.AGENT
    )
    greeting = models.TextField(_("greeting above each reply"), max_length=1000, blank=True)
    foot = models.TextField(_("foot below each reply"), max_length=2000, blank=True)
    cursor = models.TextField(blank=True)
    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    failing_since = models.DateTimeField(null=True)
    keyed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name_plural = "mailboxes"
        constraints = [
            models.UniqueConstraint(
                fields=("is_default",), condition=Q(is_default=True), name="one_default_mailbox"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


class Letter(models.Model):
    """A letter that came in, kept raw. `content_hash` leaves out trace headers.

    `dated` is its Date header as it stands there: with Message-ID and sender it tells a copy
    that took another way from another letter of a sender who uses one Message-ID twice.
    """

    class State(models.TextChoices):
        KEPT = "kept", _("To be read")
        TAKEN = "taken", _("Taken in")
        IGNORED = "ignored", _("Kept without a ticket")
        QUARANTINED = "quarantined", _("In quarantine")

    message_id = models.CharField(max_length=995, blank=True, db_index=True)
    content_hash = models.CharField(max_length=64, unique=True)
    raw = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    door = models.CharField(max_length=10)
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True, related_name="letters")
    envelope_sender = models.CharField(max_length=320, blank=True)
    envelope_recipients = models.JSONField(default=list)
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.KEPT)
    reason = models.CharField(max_length=500, blank=True)
    sender = models.CharField(max_length=320, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    dated = models.CharField(max_length=100, blank=True)
    trace = models.JSONField(default=list)
    thread = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    skips_rules = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=("-received_at", "-id"), name="letter_newest"),
            models.Index(fields=("state", "-id"), name="letter_state"),
            models.Index(fields=("thread",), name="letter_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.subject}"


class Sighting(models.Model):
    """Where a letter was seen: one row for each delivery, the first one included.

    `raw` is kept where a copy is not the same byte for byte.
    """

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="sightings")
    door = models.CharField(max_length=10)
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True)
    uid_validity = models.BigIntegerField(null=True)
    uid = models.BigIntegerField(null=True)
    spool_name = models.CharField(max_length=120, blank=True)
    raw = models.ForeignKey("files.Blob", models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("mailbox", "uid_validity", "uid"),
                condition=Q(uid__isnull=False),
                name="uid_once",
            ),
            models.UniqueConstraint(
                fields=("spool_name",), condition=~Q(spool_name=""), name="spool_name_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.seen_at}"


class OutgoingLetter(models.Model):
    """A letter to post: written in the story's transaction, posted by a job.

    `thread` is an opaque mark of what it belongs to (`ticket:4711`). With no mail server
    set, letters stay `kept` and are shown on the page of sent mail.

    `unsure` counts the times the content was handed over without our learning the outcome:
    it is raised before the handing over and lowered when the answer is known. `claimed_until`
    is the lease of the job that posts it now. What goes to several who shall not see each other is
    a letter to each: the further ones are copies of the first. `named` is what a provider calls it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        KEPT = "kept", _("Kept, no mail server is set")
        FAILED = "failed", _("Failed")
        PARKED = "parked", _("Parked")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    message_id = models.CharField(max_length=250, unique=True)
    copy_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    is_automatic = models.BooleanField()
    thread = models.CharField(max_length=40, blank=True)
    sender = models.CharField(max_length=400)
    recipients = models.JSONField(default=list)
    accepted = models.JSONField(default=list)
    refused = models.JSONField(default=dict)
    subject = models.CharField(max_length=500)
    raw = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    written_at = models.DateTimeField()
    release_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    unsure = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    delayed_at = models.DateTimeField(null=True)
    named = models.CharField(max_length=250, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=("named",), condition=~Q(named=""), name="outgoing_named"),
            models.Index(fields=("-written_at", "-id"), name="outgoing_newest"),
            models.Index(fields=("state", "-id"), name="outgoing_state"),
            models.Index(fields=("thread",), name="outgoing_thread"),
            models.Index(
                fields=("next_try_at",), condition=Q(state="waiting"), name="outgoing_due"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_parked(self) -> bool:
        return self.state == self.State.PARKED

    @property
    def is_held_up(self) -> bool:
        """Whether it could not leave when it was tried, and is tried again."""
        return self.state == self.State.WAITING and bool(self.attempts and self.last_error)

    @property
    def may_be_tried(self) -> bool:
        """Whether somebody may have it tried at once."""
        return self.is_held_up or self.state in {self.State.FAILED, self.State.PARKED}


class SigningKey(models.Model):
    """A key that signs the letters of one sender domain (DKIM). Its private half is a secret;
    `public` is what its DNS record bears, and `finding` what was last seen there."""

    class Kind(models.TextChoices):
        RSA = "rsa", _("RSA")
        ED25519 = "ed25519", _("Ed25519")

    class Finding(models.TextChoices):
        FOUND = "found", _("The record stands in DNS as it should")
        MISSING = "missing", _("There is no such record in DNS yet")
        OTHER = "other", _("DNS has another record under this name")
        SEVERAL = "several", _("DNS has several records under this name; leave only one")
        UNKNOWN = "unknown", _("DNS could not be asked from this machine")

    domain = models.CharField(_("sender domain"), max_length=253)
    selector = models.CharField(_("selector"), max_length=63)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    public = models.TextField()
    signs = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    finding = models.CharField(max_length=10, choices=Finding.choices, blank=True)
    finding_words = models.CharField(max_length=300, blank=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("domain", "selector"), name="selector_once"),
        ]

    def __str__(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"


class AutomaticMail(models.Model):
    """What one correspondent got of automatic letters lately: the count that bounds every loop.

    One row each, so that two letters to the same one wait for each other; `sent_at` holds the
    instants of the last day in ISO 8601. Whoever wants no notices still gets answers.
    """

    correspondent = models.CharField(max_length=254, unique=True)
    sent_at = models.JSONField(default=list)
    wants_no_notices = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.correspondent


class InboundRule(models.Model):
    """What becomes of letters that meet a condition, before a ticket exists.

    `kind`, `service` (its short name) and `priority_level` are words of the rooms above, which
    know what they mean.
    """

    class Act(models.TextChoices):
        SET = "set", _("set what a new ticket begins with")
        DROP = "drop", _("keep it without a ticket")
        QUARANTINE = "quarantine", _("put it in quarantine")
        FORWARD = "forward", _("forward a copy, and go on")

    name = models.CharField(_("name"), max_length=80)
    condition = models.CharField(_("condition"), max_length=2000)
    position = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(_("active"), default=True)
    act = models.CharField(_("what to do"), max_length=10, choices=Act.choices, default=Act.SET)
    team = models.ForeignKey(
        "people.Team",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
    )
    kind = models.CharField(_("type"), max_length=12, blank=True)
    service = models.CharField(_("service"), max_length=60, blank=True)
    priority_level = models.PositiveSmallIntegerField(_("priority"), null=True, blank=True)
    forward_to = models.EmailField(_("forward to"), blank=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name
