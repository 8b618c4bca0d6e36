"""The short names by which agents call each other: `@handle`, unique, in lower case."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from deskhand.people.models import Agent, Person
from deskhand.rules.mentions import is_handle

LONGEST = 30


class HandleRefused(ValueError):
    """What was given cannot be a handle, or is a colleague's; the text says which."""


def free_handle(person: Person) -> str:
    """Return a handle made from the first name, with more of the name or a number if taken."""
    words = slugify(person.name or person.main_address.partition("@")[0]).split("-")
    first = (words[0] or "agent")[:20]
    wishes = [first, f"{first}.{words[-1]}"[:LONGEST].rstrip(".-")] if words[1:] else [first]
    rows = Agent.objects.filter(handle__startswith=first)
    taken = set(rows.values_list("handle", flat=True))
    wishes += [f"{first}{number}" for number in range(2, len(taken) + 3)]
    return next(wish for wish in wishes if wish not in taken)


def set_handle(agent: Agent, handle: str) -> None:
    """Give an agent another handle; raises HandleRefused."""
    wanted = handle.strip().removeprefix("@").lower()
    if not is_handle(wanted):
        raise HandleRefused(
            _("Take 1 to 30 of a to z, 0 to 9, and . - _ within; begin and end with none of them.")
        )
    if wanted == agent.handle:
        return
    agent.handle = wanted
    try:
        with transaction.atomic():
            agent.save(update_fields=["handle"])
    except IntegrityError as error:
        raise HandleRefused(_("@%(handle)s is a colleague’s.") % {"handle": wanted}) from error
