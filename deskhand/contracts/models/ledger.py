"""The book of a contract: units, time and money in one ledger, double entry, append-only.

Events say what was recorded and what became of it; postings are what that moved, in entries whose
sum is zero for each measure; lots are what came in together; balances are sums that are kept.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskhand.contracts.models.contracts import Contract
from deskhand.contracts.queries import (
    LedgerBookQuerySet,
    LedgerEntryQuerySet,
    LedgerEventQuerySet,
)

UNITS, SECONDS = "units", "seconds"


class LedgerBook(models.Model):
    """The book of one contract, or of what a client owes under none. Its row is locked while
    something is posted.

    How its units live is fixed with the first of them: since when, in which time zone, when its
    years begin, how many roll over, or how many days a pack lives (0: until the anniversary).
    `told_until` is up to when expiry and rollover are posted; nothing is posted before
    `closed_until` any more.
    """

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", db_index=False
    )
    contract = models.OneToOneField(Contract, models.PROTECT, null=True, related_name="book")
    zone = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    year_start = models.CharField(max_length=5)
    rollover_cap = models.PositiveIntegerField(default=15)
    pack_days = models.PositiveIntegerField(default=0)
    told_until = models.DateTimeField()
    closed_until = models.DateTimeField(null=True)

    objects = LedgerBookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("organization",), condition=Q(contract=None), name="book_of_client"
            ),
        ]

    def __str__(self) -> str:
        return str(self.contract or self.organization)


class EventKind(models.TextChoices):
    """What is recorded in a book."""

    PURCHASE = "purchase", _("Pack bought")
    GOODWILL = "goodwill", _("Goodwill")
    OPENING = "opening", _("Opening balance")
    ANSWER = "answer", _("Answered by e-mail")
    APPOINTMENT = "appointment", _("Appointment")
    REVERSAL = "reversal", _("Taken back")
    CORRECTION = "correction", _("Corrected")
    CLOSING = "closing", _("Period closed")


class Taken(models.TextChoices):
    """What became of it."""

    POSTED = "posted", _("Posted")
    REFUSED = "refused", _("Refused")
    ASKED = "asked", _("Waits for approval")


class LedgerEvent(models.Model):
    """Something that was recorded under a key of its own, and what became of it.

    `effective_at` is the date of work. `facts` are what its kind needs, `target` the key of the
    event that it takes back or corrects. `drawn` are the units that it drew, `materials` those for
    which too little was left, charged in money.
    """

    book = models.ForeignKey(LedgerBook, models.PROTECT, related_name="events", db_index=False)
    key = models.CharField(max_length=120, unique=True)
    payload_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, null=True, related_name="+", db_index=False
    )
    target = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    taken = models.CharField(max_length=8, choices=Taken.choices)
    drawn = models.IntegerField(default=0)
    materials = models.IntegerField(default=0)
    why = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=200)

    objects = LedgerEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=("book", "recorded_at", "id"), name="ledger_events_of_book"),
            models.Index(fields=("ticket", "id"), name="ledger_events_of_ticket"),
            models.Index(fields=("book", "target"), name="ledger_events_on_target"),
        ]

    def __str__(self) -> str:
        return self.key


class AccountKind(models.TextChoices):
    """What an account of a book is for. Of units and time the first five, of money the rest."""

    AVAILABLE = "available", _("Available")
    ISSUED = "issued", _("Issued")
    ADJUSTED = "adjusted", _("Adjusted")
    CONSUMED = "consumed", _("Consumed")
    EXPIRED = "expired", pgettext_lazy("units", "Expired")
    UNBILLED = "unbilled", _("Not yet invoiced")
    RECEIVABLE = "receivable", _("Receivable")
    RECEIVED = "received", _("Received")
    DEFERRED = "deferred", _("Deferred")
    REVENUE = "revenue", _("Revenue")
    TAX = "tax", _("Tax")


class LedgerAccount(models.Model):
    """One account of a book in one measure: units, seconds, or the minor units of a currency."""

    book = models.ForeignKey(LedgerBook, models.PROTECT, related_name="accounts", db_index=False)
    measure = models.CharField(max_length=7)
    kind = models.CharField(max_length=10, choices=AccountKind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("book", "measure", "kind"), name="ledger_account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.measure}"


class LedgerLot(models.Model):
    """What came in together, and until when it can be drawn. `price` is what was paid for all of
    it, in minor units; nothing for what was given."""

    book = models.ForeignKey(LedgerBook, models.PROTECT, related_name="lots", db_index=False)
    measure = models.CharField(max_length=7)
    key = models.CharField(max_length=120)
    origin = models.CharField(max_length=12)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    price = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("book", "measure", "key"), name="ledger_lot_once"),
        ]

    def __str__(self) -> str:
        return self.key


class LedgerPosting(models.Model):
    """What one event moved, or the passing of time: one transaction of the book."""

    book = models.ForeignKey(LedgerBook, models.PROTECT, related_name="postings", db_index=False)
    key = models.CharField(max_length=140, unique=True)
    event = models.OneToOneField(LedgerEvent, models.PROTECT, null=True, related_name="posting")
    kind = models.CharField(max_length=20)
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        indexes = [
            models.Index(fields=("book", "effective_at", "id"), name="ledger_postings_of_book"),
            models.Index(fields=("effective_at", "id"), name="ledger_postings_by_day"),
        ]

    def __str__(self) -> str:
        return self.key


class LedgerEntry(models.Model):
    """So much moved on one account, of one lot where it has some: debit positive."""

    posting = models.ForeignKey(LedgerPosting, models.PROTECT, related_name="entries")
    account = models.ForeignKey(
        LedgerAccount, models.PROTECT, related_name="entries", db_index=False
    )
    lot = models.ForeignKey(LedgerLot, models.PROTECT, null=True, related_name="entries")
    amount = models.BigIntegerField()

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_entry_moves"),
        ]
        indexes = [models.Index(fields=("account", "posting"), name="ledger_entries_of_account")]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"


class LedgerBalance(models.Model):
    """The sum of the entries of an account, lot by lot, kept."""

    account = models.ForeignKey(
        LedgerAccount, models.PROTECT, related_name="balances", db_index=False
    )
    lot = models.ForeignKey(LedgerLot, models.PROTECT, null=True, related_name="+", db_index=False)
    amount = models.BigIntegerField(default=0)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("account", "lot"), condition=Q(lot__isnull=False), name="balance_of_lot"
            ),
            models.UniqueConstraint(
                fields=("account",), condition=Q(lot=None), name="balance_without_lot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"


class LedgerCheck(models.Model):
    """That every book was proved, and what did not hold. `faults` is how many did not, `words` the
    first of them."""

    checked_at = models.DateTimeField()
    books = models.PositiveIntegerField()
    faults = models.PositiveIntegerField(default=0)
    words = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d %H:%M} {self.faults}"
