"""What follows from what: the one place where an event meets its followers, and where rooms learn
of what stands above them.

Each event's name leads to the tasks that are enqueued in the same transaction as the event.
"""

_MONEY = ("deskhand.contracts.ledger_jobs.post_money",)
_RATED = ("deskhand.desk.jobs.rate_time",)
FOLLOWERS: dict[str, tuple[str, ...]] = {
    "charge_made": _MONEY,
    "charge_reversed": _MONEY,
    "invoice_issued": _MONEY,
    "credit_issued": _MONEY,
    "payment_entered": _MONEY,
    "ledger_recorded": ("deskhand.contracts.ledger_jobs.release_revenue",),
    "letter_bounced": ("deskhand.desk.jobs.come_back",),
    "letter_failed": ("deskhand.desk.jobs.come_back",),
    "time_month_closed": ("deskhand.desk.ledger.closing_jobs.close_books",),
    "coverage_decided": ("deskhand.desk.jobs.rate_ticket",),
    "time_entered": _RATED,
    "time_corrected": _RATED,
    "time_withdrawn": _RATED,
    "step_came": ("deskhand.desk.escalating_jobs.carry_out",),
}

# These are handed nothing and look for themselves what there is to do: one waiting job of a
# task serves many events.
_ANNOUNCED = ("deskhand.desk.announcing_jobs.announce",)
GATHERERS: dict[str, tuple[str, ...]] = {
    "letter_arrived": ("deskhand.desk.jobs.take_in",),
    "ticket_opened": _ANNOUNCED,
    "ticket_changed": _ANNOUNCED,
    "message_added": _ANNOUNCED,
    "message_released": _ANNOUNCED,
    "target_near": _ANNOUNCED,
    "target_breached": _ANNOUNCED,
    "call_owed": _ANNOUNCED,
    "call_taken": _ANNOUNCED,
    "call_made": _ANNOUNCED,
    "call_withdrawn": _ANNOUNCED,
    "letter_bounced": _ANNOUNCED,
    "letter_failed": _ANNOUNCED,
    "letter_parked": _ANNOUNCED,
    "letter_quarantined": _ANNOUNCED,
    "hook_call_parked": _ANNOUNCED,
    "rule_stopped": _ANNOUNCED,
}

# What notices are about, and what tells who may see it and in which words.
SUBJECTS: dict[str, str] = {
    "ticket": "deskhand.desk.tellings.Tickets",
    "quarantine": "deskhand.notices.trouble.Letters",
    "outbox": "deskhand.notices.trouble.Letters",
    "mailbox": "deskhand.notices.trouble.Mailboxes",
    "jobs": "deskhand.notices.trouble.Jobs",
    "hooks": "deskhand.notices.trouble.Hooks",
    "rules": "deskhand.notices.trouble.Rules",
    "page": "deskhand.oncall.tellings.Pages",
    "contract": "deskhand.contracts.tellings.Contracts",
    "approval": "deskhand.contracts.approvals.tellings.Approvals",
}


def acquaint() -> None:
    """Tell rooms below what rooms above have for them; once, when all are loaded."""
    from deskhand.contracts.fields import COVERAGE
    from deskhand.jobs.engine import surround
    from deskhand.provider.firm import in_its_language
    from deskhand.search import fields, kinds, people, tickets
    from deskhand.sla.fields import CONTRACT
    from deskhand.tickets.answered import FIELD, TO_FILL
    from deskhand.tickets.fields import register, ticket_fields
    from deskhand.tickets.mine import MINE

    surround(in_its_language)
    for kind in (tickets.TICKETS, people.PEOPLE, people.ORGANIZATIONS):
        kinds.register(kind)
    for field in (fields.TEXT, CONTRACT, COVERAGE, FIELD, TO_FILL, *MINE):
        if field.field.name not in ticket_fields():
            register(field)
