"""What follows from what: the one place where an event meets its followers, and where rooms learn
of what stands above them.

Each event's name leads to the tasks that are enqueued in the same transaction as the event.
"""

FOLLOWERS: dict[str, tuple[str, ...]] = {
    "letter_bounced": ("deskhand.desk.jobs.come_back",),
    "letter_failed": ("deskhand.desk.jobs.come_back",),
}

# These are handed nothing and look for themselves what there is to do: one waiting job of a
# task serves many events.
GATHERERS: dict[str, tuple[str, ...]] = {
    "letter_arrived": ("deskhand.desk.jobs.take_in",),
}


def acquaint() -> None:
    """Tell rooms below what rooms above have for them; once, when all are loaded."""
    from deskhand.search import fields, kinds, people, tickets
    from deskhand.tickets.fields import register

    for kind in (tickets.TICKETS, people.PEOPLE, people.ORGANIZATIONS):
        kinds.register(kind)
    register(fields.TEXT)
