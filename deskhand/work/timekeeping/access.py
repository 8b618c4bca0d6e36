"""Who may enter, approve and close time. Each act raises NotAllowed with a way on."""

from django.utils.translation import gettext as _

from deskhand.people.acting import NotAllowed
from deskhand.people.models import Agent, Team
from deskhand.people.queries import AgentQuerySet
from deskhand.people.reader import Reader
from deskhand.people.reading import agents_for
from deskhand.tickets.access import TicketNotFound, need_worker
from deskhand.work.timekeeping.models import TimeEntry
from deskhand.work.timekeeping.queries import OVERSEERS, led_by


def leads(reader: Reader) -> bool:
    return Team.objects.filter(lead=reader.agent_id).exists() if reader.is_agent else False


def is_overseer(reader: Reader) -> bool:
    """Whether somebody looks after the time of others at all."""
    return reader.role in OVERSEERS or leads(reader)


def overseen_by(reader: Reader) -> AgentQuerySet:
    """Return whose time somebody enters: his own, and that of those whom he oversees."""
    agents = agents_for(reader)
    if reader.role in OVERSEERS:
        return agents
    led: AgentQuerySet = agents.filter(pk__in=led_by(reader)) | agents.filter(pk=reader.agent_id)
    return led.distinct()


def oversees(reader: Reader, agent_id: int) -> bool:
    return reader.role in OVERSEERS or led_by(reader).filter(pk=agent_id).exists()


def need_entering(reader: Reader, agent: Agent) -> None:
    """Everybody who works enters his own time; that of others who oversees them."""
    need_worker(reader)
    if agent.pk != reader.agent_id and not oversees(reader, agent.pk):
        raise NotAllowed(_("You enter your own time. Ask a team lead to enter that of others."))


def need_approving(reader: Reader, agent_id: int) -> None:
    """Who oversees an agent approves his time; his own, administrators alone."""
    if not oversees(reader, agent_id):
        raise NotAllowed(_("A team lead or an account manager approves this time."))
    if agent_id == reader.agent_id and not reader.is_administrator:
        raise NotAllowed(_("Somebody else approves your own time."))


def may_close(reader: Reader) -> bool:
    """Whether somebody closes months: they count for the whole firm."""
    return reader.may_charge and not reader.has_limits


def need_closing(reader: Reader) -> None:
    if not may_close(reader):
        words = _("An account manager closes months, or whoever was let charge clients in Setup.")
        raise NotAllowed(words)


def need_reopening(reader: Reader) -> None:
    if not (may_close(reader) and reader.is_administrator):
        raise NotAllowed(_("An administrator opens a closed month again."))


def entry_for(reader: Reader, key: int) -> TimeEntry:
    """Return an entry that somebody may see; raises TicketNotFound."""
    entry: TimeEntry | None = (
        TimeEntry.objects.visible_to(reader).for_list(reader).filter(pk=key).first()
    )
    if entry is None:
        raise TicketNotFound(key)
    return entry


def locked_entry(reader: Reader, key: int) -> TimeEntry:
    """As `entry_for`, locked for the running transaction and read fresh."""
    entry_for(reader, key)
    found: TimeEntry = TimeEntry.objects.select_for_update(of=("self",)).get(pk=key)
    return found
