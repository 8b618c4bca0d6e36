"""What follows from what: the one place where an event meets its followers.

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
