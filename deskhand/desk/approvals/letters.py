"""Letters about approvals: the question with a link for each authorised person, and what became of
it for who answered and who had asked for the work."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from deskhand.consents import links
from deskhand.contracts.approvals.approvers import Approver
from deskhand.contracts.approvals.reading import amount_words, answered_words
from deskhand.contracts.models import Approval, ApprovalAnswer
from deskhand.desk.branding import brand_of
from deskhand.desk.letters import in_thread, url_of
from deskhand.mail.composing import can_be_written_to
from deskhand.mail.writing import Draft, NoMailbox, default_mailbox, write
from deskhand.people.languages import language_of
from deskhand.people.models import Person
from deskhand.people.zones import zone_of
from deskhand.provider.firm import current
from deskhand.tickets.conversation import remember

PURPOSE = "approval"
PURPOSES = frozenset({PURPOSE})
# So long it can still be read what became of it.
READ_AFTER = timedelta(days=30)


def write_question(
    approval: Approval, people: Sequence[Approver], *, is_reminder: bool = False, at: datetime
) -> int:
    """Write to each of these authorised persons with a link of his own; returns to how many."""
    written = 0
    for one in people:
        words = {
            "url": url_for(approval, one.person, at=at),
            "amount": amount_words(approval),
            "is_reminder": is_reminder,
        }
        written += _write(approval, one.person, "approval", words, at=at)
    return written


def write_answer(approval: Approval, row: ApprovalAnswer, *, at: datetime) -> None:
    """Confirm an answer to who gave it, and tell the requester of the ticket, without amounts."""
    words = {"answer": row, "answered": "", "is_own": True, "url": ""}
    with translation.override(language_of(row.person, approval.organization)):
        words["answered"] = answered_words(approval)
    _write(approval, row.person, "approval_answered", words, at=at)
    ticket = approval.ticket
    asker = ticket.requester if ticket is not None else None
    if ticket is not None and asker is not None and asker.pk != row.person_id:
        told = {"answer": row, "answered": "", "is_own": False, "url": url_of(ticket)}
        _write(approval, asker, "approval_answered", told, at=at)


def url_for(approval: Approval, person: Person, *, at: datetime) -> str:
    """Return the address at which somebody answers without signing in."""
    token = links.make(
        PURPOSE,
        f"approval:{approval.pk}:{person.pk}",
        expires_at=approval.expires_at + READ_AFTER,
        is_single_use=False,
        at=at,
    )
    return f"{settings.DESKHAND_URL}/approve/{token}/"


def _write(
    approval: Approval, person: Person, name: str, words: dict[str, Any], *, at: datetime
) -> bool:
    if not can_be_written_to(person.main_address):
        return False
    brand = brand_of(approval.organization)
    with translation.override(language_of(person, approval.organization)):
        filled = {
            "approval": approval,
            "ticket": approval.ticket,
            "person": person,
            "until": approval.last_moment.astimezone(zone_of(person, approval.organization)),
            "firm": current(),
            "brand": brand,
            **words,
        }
        draft = Draft(
            kind="approval",
            to=[person.main_address],
            subject=_subject(approval, words),
            text=render_to_string(f"mail/{name}.txt", filled),
            html=render_to_string(f"mail/{name}.html", filled),
            enclosures=brand.enclosures,
        )
    return _post(approval, draft, at=at)


def _subject(approval: Approval, words: dict[str, Any]) -> str:
    answer: ApprovalAnswer | None = words.get("answer")
    if answer is None:
        said = (
            _("Reminder: %(title)s") if words.get("is_reminder") else _("Your approval: %(title)s")
        )
    else:
        said = _("Approved: %(title)s") if answer.is_approved else _("Declined: %(title)s")
    number = f" [#{approval.ticket_id}]" if approval.ticket_id else ""
    return said % {"title": approval.title} + number


def _post(approval: Approval, draft: Draft, *, at: datetime) -> bool:
    """Write it into the thread of the ticket, where there is one; False without a mailbox."""
    ticket = approval.ticket
    if ticket is not None:
        threaded = in_thread(ticket, draft)
        if threaded is None:
            return False
        remember(ticket, [write(threaded, at=at).message_id])
        return True
    try:
        write(replace(draft, mailbox=default_mailbox()), at=at)
    except NoMailbox:
        return False
    return True
