"""The account manager decides about excluded work of a client, who is told, and it is charged."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from deskhand.contracts.approvals.approvers import approvers_of
from deskhand.contracts.models import Decision, RatedWork
from deskhand.contracts.rated import deciding, judging, keeping
from deskhand.contracts.rated.deciding import Said
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.wording import money
from deskhand.desk.branding import brand_of
from deskhand.desk.story import story
from deskhand.mail.composing import can_be_written_to
from deskhand.mail.writing import Draft, NoMailbox, default_mailbox, write
from deskhand.people.acting import actor_of, agent_id_of
from deskhand.people.languages import language_of
from deskhand.people.models import Agent, Membership, Organization, Person
from deskhand.people.reader import Reader
from deskhand.people.reading import organizations_for
from deskhand.provider.firm import current
from deskhand.tickets.access import TicketNotFound, lock
from deskhand.work.models import TimeEntry


@story
def decide(slug: str, keys: Sequence[int], said: Said, *, by: Reader, at: datetime) -> Decision:
    """Decide about excluded work of a client. Told by letter, it is written in the same moment to
    its authorised persons, or else to its managers. Raises ContractRefused, NotAllowed."""
    organization = _organization(slug, by)
    deciding.need_deciding(by, organization)
    rows = deciding.waiting(keys, organization)
    people = _readers(organization) if said.told_how == Decision.Told.LETTER else []
    if said.told_how == Decision.Told.LETTER:
        if not people:
            words = _("Nobody at %(client)s can be written to. Tell them otherwise, and say how.")
            raise ContractRefused("told_how", words % {"client": organization})
        names = ", ".join(str(person) for person in people)
        said = replace(said, told_whom=names, told_on=at.date())
    agent = Agent.objects.get(pk=agent_id_of(by))
    decision = deciding.decide(rows, said, agent=agent, by=actor_of(by), at=at)
    for person in people:
        _write(decision, rows, person, at=at)
    return decision


@story
def rate_again(slug: str, *, by: Reader, at: datetime) -> int:
    """Rate anew what has no price yet, after the rate card was completed; returns how much has one
    now. Raises NotAllowed."""
    organization = _organization(slug, by)
    deciding.need_deciding(by, organization)
    rows = RatedWork.objects.filter(
        organization=organization, state=RatedWork.State.WAITING, amount=0
    )
    mended = 0
    for row in rows.select_related("entry")[:200]:
        mended += keeping.price_again(row, at=at)
    return mended


@story
def rate(entry_id: int, *, at: datetime) -> None:
    """Rate an entry of time as it stands. Harmless when done twice."""
    entry = TimeEntry.objects.filter(pk=entry_id).first()
    if entry is None:
        return
    if entry.ticket_id is not None:
        # A quote of the ticket that is approved meanwhile finds this, or this finds the quote.
        lock(entry.ticket_id)
    keeping.rate(entry_id, at=at)
    judging.judge(TimeEntry.objects.filter(pk=entry_id).select_related(*judging.READ), at=at)


@story
def rate_ticket(number: int, *, at: datetime) -> None:
    """Rate the time on a ticket anew after its coverage was corrected. Harmless when done twice."""
    ticket = lock(number)
    for entry in judging.of_ticket(ticket):
        keeping.rate(entry.pk, at=at)
    judging.judge(judging.of_ticket(ticket), at=at)


@story
def look_again(*, at: datetime) -> None:
    """Look at time of which nothing is kept, such as from before it was, and at what no contract
    held for: one may have been entered since."""
    judging.judge(judging.not_looked_at(), at=at)


def _organization(slug: str, by: Reader) -> Organization:
    found: Organization | None = organizations_for(by).filter(slug=slug).first()
    if found is None or not by.is_agent:
        raise TicketNotFound(slug)
    return found


def _readers(organization: Organization) -> list[Person]:
    """Who is told: the authorised persons who can be written to, else those who manage there."""
    people = [one.person for one in approvers_of(organization.pk)]
    if not people:
        rows = Membership.objects.filter(
            organization=organization, role=Membership.Role.MANAGER, only_site=False
        )
        people = [row.person for row in rows.select_related("person")]
    return [person for person in people if can_be_written_to(person.main_address)]


def _write(decision: Decision, rows: Sequence[RatedWork], person: Person, *, at: datetime) -> None:
    brand = brand_of(decision.organization)
    with translation.override(language_of(person, decision.organization)):
        sums: Counter[str] = Counter()
        for row in rows:
            sums[row.currency] += row.amount
        words = {
            "decision": decision,
            "person": person,
            "rows": [(row, money(row.amount, row.currency)) for row in rows],
            "sum": ", ".join(money(amount, currency) for currency, amount in sums.items()),
            "firm": current(),
            "brand": brand,
        }
        subject = (
            _("Work outside your plan that we charge")
            if decision.is_charged
            else _("Work outside your plan that we do not charge")
        )
        draft = Draft(
            kind="decision",
            to=[person.main_address],
            subject=subject,
            text=render_to_string("mail/decision.txt", words),
            html=render_to_string("mail/decision.html", words),
            enclosures=brand.enclosures,
        )
    try:
        write(replace(draft, mailbox=default_mailbox()), at=at)
    except NoMailbox as error:
        refused = _("The firm has no mailbox to write from. Tell them otherwise, and say how.")
        raise ContractRefused("told_how", refused) from error
