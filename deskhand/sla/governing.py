"""The policy that governs a ticket: chosen at receipt, kept with its reason.

Of what its organization was owed then, in the stated order, the first whose condition matches;
else the firm's default. The version of the receipt governs for good.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deskhand.catalog.choosing import default_priority_scheme, default_status_scheme
from deskhand.catalog.models import PriorityScheme, StatusScheme
from deskhand.jobs.memory import remembered
from deskhand.people.models import Organization
from deskhand.sla import scope
from deskhand.sla.lines import version_at, version_of
from deskhand.sla.models import Policy, PolicyAssignment, PolicyChoice, PolicyVersion
from deskhand.sla.options import Options, Reopened
from deskhand.sla.owing import live
from deskhand.tickets.models import Channel, Ticket


@dataclass(frozen=True, slots=True)
class EmergencyRule:
    """What may be an emergency, what that means, which planned events would explain it, and which
    causes it may have."""

    name: str
    means: str
    unless_planned: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A version to go by, what it is owed by (None: it is the firm's default), and why."""

    version: PolicyVersion
    assignment: PolicyAssignment | None
    reason: str


def choose(ticket: Ticket, *, as_of: datetime | None = None) -> Choice | None:
    """Choose the policy of a ticket, which need not be saved yet; None before any exists.

    By what was owed and in force at its receipt, or at another instant.
    """
    at = as_of or ticket.received_at
    owed = live(ticket.organization_id, at)
    for place, assignment in enumerate(owed, start=1):
        condition = scope.read_kept(assignment.condition, scope.OF_ASSIGNMENTS)
        if condition is None or not scope.matches(condition, ticket):
            continue
        version = version_at(assignment.policy_id, at)
        if version is not None:
            why = _owed_words(assignment, place, len(owed), scope.why(condition, ticket))
            return Choice(version, assignment, why)
    default = default_version(at)
    if default is None:
        return None
    why = f"{default.policy} is the firm’s default."
    if owed:
        why = f"{why} Of what {owed[0].organization} is owed, nothing fits."
    return Choice(default, None, why)


def _owed_words(assignment: PolicyAssignment, place: int, count: int, why: list[str]) -> str:
    words = f"{assignment.organization} is owed {assignment}"
    if assignment.source != PolicyAssignment.DIRECT:
        words += f" by {assignment.source}"
    if count > 1:
        words += f", number {place} of {count}"
    return f"{words}: {'; '.join(why)}." if why else f"{words}."


def default_version(at: datetime) -> PolicyVersion | None:
    """Return the firm's default policy as it stood at an instant; None before any exists."""
    policy_id = _default_policy()
    return version_at(policy_id, at) if policy_id else None


@remembered
def _default_policy() -> int | None:
    policies = Policy.objects.order_by("-is_default", "pk")
    return policies.values_list("pk", flat=True).first()


def keep(
    ticket: Ticket, choice: Choice, *, at: datetime, as_of: datetime | None = None
) -> PolicyChoice:
    """Note on which policy a ticket goes, in place of what was noted before.

    `as_of` is the instant by which it was chosen, if that was not the receipt.
    """
    row = _noted(ticket, choice, at=at, as_of=as_of)
    row.save()
    return row


def keep_first(chosen: Iterable[tuple[Ticket, Choice]], *, at: datetime) -> None:
    """Note in one statement on which policies new tickets go."""
    PolicyChoice.objects.bulk_create(_noted(ticket, choice, at=at) for ticket, choice in chosen)


def _noted(
    ticket: Ticket, choice: Choice, *, at: datetime, as_of: datetime | None = None
) -> PolicyChoice:
    return PolicyChoice(
        ticket=ticket,
        version=choice.version,
        assignment=choice.assignment,
        reason=choice.reason,
        chosen_at=at,
        as_of=as_of,
    )


def kept(ticket: Ticket) -> PolicyChoice | None:
    """Return what was noted for a ticket, or None; asked of the database once."""
    relation: Any = ticket._meta.get_field("policy_choice")
    if not relation.is_cached(ticket):
        found = PolicyChoice.objects.filter(ticket=ticket.pk).first()
        relation.set_cached_value(ticket, found)
    noted: PolicyChoice | None = relation.get_cached_value(ticket)
    return noted


def version_words(choice: PolicyChoice) -> str:
    """Name the version by which a ticket goes."""
    version = version_of(choice.version_id)
    return f"{version.policy}, version {version.number}"


def version_for(ticket: Ticket) -> PolicyVersion | None:
    """Return the version that governs a ticket; None before any policy exists.

    A ticket from before policies were noted is read as if it came in now.
    """
    noted = kept(ticket)
    if noted is not None:
        return version_of(noted.version_id)
    choice = choose(ticket)
    return choice.version if choice else None


def opens_new(ticket: Ticket) -> bool:
    """Whether what is written on a ticket that is done opens a new one, by its policy."""
    version = version_for(ticket)
    return version is not None and Options.of(version.changes).reopened == Reopened.FOLLOW_UP


@dataclass(frozen=True, slots=True)
class Schemes:
    """How urgent a ticket may be and where it may stand, by its policy."""

    priorities: PriorityScheme
    statuses: StatusScheme


def schemes_of(choice: Choice | None) -> Schemes:
    """Return the schemes of a policy; the firm's before any policy exists.

    Raises CatalogIncomplete where there are none.
    """
    if choice is None:
        return Schemes(default_priority_scheme(), default_status_scheme())
    return Schemes(choice.version.priority_scheme, choice.version.status_scheme)


def for_others(ticket: Ticket, part: str) -> frozenset[str]:
    """Return the short names of what only clients of other policies ask for; `part` is services
    or request_types. What no policy names is for all."""
    named = _named_by_policies(part)
    return named - frozenset(_asked_of(ticket).get(part, ())) if named else named


def for_other_clients(
    organization: Organization | None, part: str, *, channel: Channel, at: datetime
) -> frozenset[str]:
    """As `for_others`, before there is a ticket: of a request of this client."""
    named = _named_by_policies(part)
    if not named:
        return named
    choice = choose(Ticket(organization=organization, channel=channel, received_at=at))
    parts = choice.version.parts if choice else {}
    return named - frozenset(parts.get("asked", {}).get(part, ()))


def _asked_of(ticket: Ticket) -> dict[str, Any]:
    """What clients of the policy that governs a ticket ask for."""
    asked: dict[str, Any] = _parts_of(ticket).get("asked", {})
    return asked


def emergency_rule(ticket: Ticket) -> EmergencyRule | None:
    """Return the rule of the policy that governs a ticket by which what was asked for may be an
    emergency; None without one."""
    wanted = ticket.request_type.slug if ticket.request_type else ""
    if not any(_emergency_in(parts, wanted) for _policy, parts in _parts_of_versions().values()):
        return None
    said = _emergency_in(_parts_of(ticket), wanted)
    if said is None:
        return None
    planned = tuple(said.get("unless_planned", ()))
    causes = tuple(said.get("causes", ()))
    return EmergencyRule(said["name"], said["means"].rstrip("."), planned, causes)


def _emergency_in(parts: dict[str, Any], wanted: str) -> dict[str, Any] | None:
    rules = parts.get("emergencies", ()) if wanted else ()
    return next((rule for rule in rules if rule.get("request_type") == wanted), None)


def _parts_of(ticket: Ticket) -> dict[str, Any]:
    """What the policy that governs a ticket says beside its table."""
    noted = kept(ticket)
    if noted is not None:
        parts = _parts_of_versions()[noted.version_id][1]
    else:
        version = version_for(ticket)
        parts = version.parts if version else {}
    return parts


def _named_by_policies(part: str) -> frozenset[str]:
    """What the newest versions of all policies name."""
    newest = dict(_parts_of_versions().values())
    asked = (parts.get("asked", {}).get(part, ()) for parts in newest.values())
    return frozenset(name for names in asked for name in names)


@remembered
def _parts_of_versions() -> dict[int, tuple[int, dict[str, Any]]]:
    """The policy and the parts of each version, of one policy the newest last."""
    versions = PolicyVersion.objects.order_by("policy", "number")
    return {
        pk: (policy, parts) for pk, policy, parts in versions.values_list("pk", "policy", "parts")
    }


def usual_level(choice: Choice | None, channel: str) -> int | None:
    """Return how urgent a policy holds what comes in so, where nobody has said; None: as usual."""
    levels: dict[str, int] = choice.version.parts.get("usual", {}) if choice else {}
    return levels.get(channel)


def priorities_for(
    organization: Organization | None, *, channel: Channel, at: datetime
) -> PriorityScheme:
    """Return the priorities that a request of an organization would have, to be offered before
    it is sent."""
    asked = Ticket(organization=organization, channel=channel, received_at=at)
    return schemes_of(choose(asked)).priorities
