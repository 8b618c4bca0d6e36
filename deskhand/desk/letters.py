"""What the desk writes to requesters: receipts and replies, in the ticket's mail thread."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from deskhand.desk.addressing import Audience
from deskhand.desk.branding import Brand, brand_of
from deskhand.desk.readers import Recipient, dates_url, recipients, stop_url
from deskhand.desk.senders import mailbox_of
from deskhand.files.store import read_blob
from deskhand.journal.actor import system
from deskhand.mail import outbox
from deskhand.mail.composing import Enclosure
from deskhand.mail.frame import Frame, frame
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.writing import Draft, NoMailbox, default_mailbox, write
from deskhand.people.acting import agent_id_of
from deskhand.people.languages import language_of
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.people.zones import zone_of
from deskhand.provider.firm import current
from deskhand.rules.letter.subjects import answering
from deskhand.rules.pictures import Picture
from deskhand.sla.dates import told_dates
from deskhand.sla.reading import when_words
from deskhand.tickets.conversation import remember
from deskhand.tickets.markup import html_of, letter_text_of, plain_html_of
from deskhand.tickets.models import Attachment, Message, Ticket

RECEIPTS = system("receipts")
# As many Message-IDs as a References header bears without growing for ever.
MOST_REFERENCES = 20
# A picture is shown no larger within a letter; the whole of it goes along.
WIDEST = (560, 800)
# What the files of a reply may come to for all its readers together; beyond that the copies
# leave them in the portal.
MOST_BYTES = 100 * 1024 * 1024


def mark(ticket: Ticket) -> str:
    """The mark by which the post office knows what a letter belongs to."""
    return f"ticket:{ticket.pk}"


def subject_of(ticket: Ticket) -> str:
    """The subject of what is written about a ticket, with its number."""
    return f"{answering(ticket.subject)} [#{ticket.pk}]"


def write_reply(
    message: Message, ticket: Ticket, *, at: datetime, audience: Audience | None = None
) -> OutgoingLetter | None:
    """Write the letter of a reply, and a copy for each who reads along; they leave at its release.

    None when nobody has an address or the firm no mailbox: the reply stands in the portal then.
    """
    references, html, readers = _references(ticket), _html_of(message), recipients(ticket, audience)
    enclosures = _enclosures(message, html)
    weight = sum(len(file.content) for file in enclosures) * len(readers)
    words = _reply_words(message, ticket, html)
    around, brand = words["frame"], words["brand"]
    first: OutgoingLetter | None = None
    for one in readers:
        is_bare = first is not None and weight > MOST_BYTES
        is_asked = bool(words["dates"]) and one.along is None and not one.is_blind
        filled = {
            **words,
            "stop_url": stop_url(one, at=at),
            "files_stay": is_bare,
            "dates_url": dates_url(ticket, at=at) if is_asked else "",
        }
        draft = replace(
            _reply_draft(ticket, one, filled, at=at),
            enclosures=(*brand.enclosures, *(() if is_bare else enclosures)),
            sender_name=around.sender_name if around else message.author_name,
            copy_of=first,
        )
        letter = _write(ticket, draft, at=at, release_at=message.released_at, references=references)
        if letter is None:
            return None
        first = first or letter
    if first is not None:
        message.outgoing, message.recipients = first, [one.address for one in readers]
        message.save(update_fields=["outgoing", "recipients"])
    return first


def previewed(
    ticket: Ticket, text: str, pictures: dict[str, str], *, by: Reader, at: datetime
) -> tuple[str, str]:
    """Return plain text and HTML of the letter that a reply would be for its requester, with its
    pictures at these addresses."""
    agent = Agent.objects.select_related("person").get(pk=agent_id_of(by))
    message = Message(
        text=text,
        agent=agent,
        author_name=str(agent.person),
        format=Message.Format.MARKDOWN,
    )
    words = _reply_words(message, ticket, html_of(text, pictures))
    one = next(iter(recipients(ticket)), Recipient(None, ""))
    filled = {**words, "stop_url": "", "files_stay": False, "dates_url": ""}
    draft = _reply_draft(ticket, one, filled, at=at)
    return draft.text, draft.html


def _reply_words(message: Message, ticket: Ticket, html: str) -> dict[str, Any]:
    """What all letters of a reply say."""
    return {
        "ticket": ticket,
        "message": message,
        "text": _text_of(message),
        "frame": _frame(message, ticket),
        "html": html,
        "url": url_of(ticket),
        "firm": current(),
        "brand": _brand(ticket),
        "dates": _dates(message, ticket),
        "signature": message.agent.signature if message.agent else "",
    }


def _dates(message: Message, ticket: Ticket) -> list[tuple[str, datetime]]:
    """The dates that the requester is told, by their stages: that of this reply before all."""
    told = {row.stage: row.clock.due_at for row in told_dates(ticket) if row.clock.due_at}
    if "promise" in message.undo:
        told[""] = datetime.fromisoformat(message.undo["promise"]["due_at"])
    return sorted(told.items(), key=lambda one: one[1])


def _reply_draft(ticket: Ticket, one: Recipient, words: dict[str, Any], *, at: datetime) -> Draft:
    """A reply in the language of one of its readers."""
    with translation.override(language_of(one.person, ticket.organization)):
        dates = [(stage, when_words(due, _zone(ticket), at=at)) for stage, due in words["dates"]]
        filled = {**words, "dates": dates}
        text = render_to_string("mail/reply.txt", filled)
        html = render_to_string("mail/reply.html", filled)
    return Draft(
        kind="reply",
        to=[one.address],
        subject=subject_of(ticket),
        text=text,
        html=html,
        stop_url=words["stop_url"],
    )


def withdraw(message: Message, *, at: datetime) -> None:
    """Keep the letter of a reply from leaving; raises mail.outbox.TooLate when it has left."""
    if message.outgoing is not None:
        outbox.withdraw(message.outgoing, at=at)


def send_now(message: Message, *, at: datetime) -> None:
    """Let the letter of a reply leave that was to wait."""
    if message.outgoing is not None:
        outbox.hasten(message.outgoing, at=at)


def _text_of(message: Message) -> str:
    is_markdown = message.format == Message.Format.MARKDOWN
    return letter_text_of(message.text) if is_markdown else message.text


def _html_of(message: Message) -> str:
    if message.format != Message.Format.MARKDOWN:
        return plain_html_of(message.text)
    files = message.attachments.filter(content_type__startswith="image/").order_by("-pk")
    sides = {
        file.filename: Picture("", file.width, file.height).within(*WIDEST)
        for file in files
        if file.width and file.height
    }
    return html_of(
        message.text, {file.filename: f"cid:{_content_id(file)}" for file in files}, sides
    )


def _content_id(file: Attachment) -> str:
    """Of a picture in the text; one that came with a letter keeps its own."""
    return str(file.content_id) if file.is_inline else f"{file.key}@deskhand"


def _brand(ticket: Ticket) -> Brand:
    return brand_of(ticket.organization)


def _zone(ticket: Ticket) -> ZoneInfo:
    return zone_of(ticket.requester, ticket.organization)


def url_of(ticket: Ticket) -> str:
    return f"{settings.DESKHAND_URL}/requests/{ticket.pk}/"


def _enclosures(message: Message, html: str) -> tuple[Enclosure, ...]:
    """The files of a message; those that its HTML shows go as pictures within it."""
    files = message.attachments.select_related("blob")
    return tuple(
        Enclosure(
            filename=file.filename,
            content_type=file.content_type,
            content=read_blob(file.blob),
            content_id=_content_id(file) if f'"cid:{_content_id(file)}"' in html else "",
        )
        for file in files
    )


def _write(
    ticket: Ticket,
    draft: Draft,
    *,
    at: datetime,
    release_at: datetime | None = None,
    references: Sequence[str] | None = None,
) -> OutgoingLetter | None:
    """Write a letter into the ticket's thread; None where the firm has no mailbox."""
    threaded = in_thread(ticket, draft, references=references)
    if threaded is None:
        return None
    letter = write(threaded, at=at, release_at=release_at)
    remember(ticket, [letter.message_id])
    return letter


def in_thread(
    ticket: Ticket, draft: Draft, *, references: Sequence[str] | None = None
) -> Draft | None:
    """Address a draft from the ticket's mailbox, as one of its thread; None where the firm has
    none. `references` are the thread's Message-IDs, where they are known already."""
    try:
        mailbox = mailbox_of(ticket, draft.answers) or default_mailbox()
    except NoMailbox:
        return None
    references = _references(ticket) if references is None else references
    return replace(
        draft,
        mailbox=mailbox,
        thread=mark(ticket),
        reply_key=ticket.reply_key,
        in_reply_to=references[-1] if references else "",
        references=references,
    )


def _frame(message: Message, ticket: Ticket) -> Frame | None:
    """What the mailbox puts around the reply; None where the firm has no mailbox."""
    try:
        mailbox = mailbox_of(ticket) or default_mailbox()
    except NoMailbox:
        return None
    return frame(
        mailbox,
        name=str(ticket.requester or ""),
        agent=message.author_name,
        number=ticket.pk,
        firm=current().name,
    )


def _references(ticket: Ticket) -> list[str]:
    """The Message-IDs of the ticket's thread, oldest first, the one answered last."""
    known = ticket.references.order_by("-pk").values_list("message_id", flat=True)
    return list(reversed(known[:MOST_REFERENCES]))
