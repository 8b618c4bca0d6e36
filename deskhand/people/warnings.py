"""What an agent must know of a client before he works: said at once, on each ticket of theirs."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from deskhand.people.acting import NotAllowed
from deskhand.people.models import Organization, Person, Site
from deskhand.people.reader import Reader


class OnStop(NotAllowed):
    """The client is on stop, and this agent may not take on more work for him."""


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to know. `tone` and `icon` say how pressing it is."""

    text: str
    icon: str
    tone: str = "plain"


def warnings_of(
    person: Person | None, organization: Organization | None, site: Site | None
) -> list[Caution]:
    """Return what there is to know, the most pressing first."""
    found: list[Caution] = []
    if organization is not None and organization.stop_reason:
        words = _("On stop: %(why)s Account managers and administrators alone take on more work.")
        found.append(Caution(words % {"why": _sentence(organization.stop_reason)}, "ban", "danger"))
    if person is not None and person.is_vip:
        found.append(Caution(_("%s is a very important person.") % person, "star", "warn"))
    if site is not None and site.instructions:
        found.append(Caution(f"{site.name}: {site.instructions}", "map-pin", "warn"))
    if organization is not None and organization.spending:
        words = _("Spending is authorised by: %s")
        found.append(Caution(words % organization.spending, "wallet"))
    if organization is not None and organization.contract_note:
        found.append(Caution(organization.contract_note, "file-text"))
    return found


def need_no_stop(reader: Reader, organization: Organization | None) -> None:
    """Raise OnStop where an agent may not take on work for this client."""
    if organization is None or not organization.stop_reason:
        return
    if reader.role not in {"administrator", "account_manager"}:
        words = _("%(name)s is on stop: %(why)s Ask an account manager or an administrator.")
        why = _sentence(organization.stop_reason)
        raise OnStop(words % {"name": organization, "why": why})


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
