"""Django's own mail (codes, links to a new password) goes the way of all letters: written as
rows, kept, and posted by a job."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from deskhand.mail.composing import Enclosure
from deskhand.mail.notices import stop_url
from deskhand.mail.writing import ACCOUNT, NOTICE, Draft, NoMailbox, write

# The header of a message of which an address gets one a day; never on the letter itself.
BOUNDED = "X-Deskhand-Bounded"


class KeptBackend(BaseEmailBackend):
    """Writes each message as a letter of kind "account", or as a bounded notice."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(self._write(message) for message in email_messages)

    def _write(self, message: EmailMessage) -> bool:
        if not message.recipients():
            return False
        now = datetime.now(UTC)
        try:
            draft = _draft(message)
            write(_stoppable(draft, at=now) if draft.kind == NOTICE else draft, at=now)
        except (ValueError, NoMailbox):
            # An address that no letter can reach, or a notice before there is a mailbox.
            if not self.fail_silently and BOUNDED not in message.extra_headers:
                raise
            return False
        return True


def _stoppable(draft: Draft, *, at: datetime) -> Draft:
    """Nobody asked for a notice: it says how to get no more of them."""
    url = stop_url(draft.to[0], at=at)
    words = _("No more letters of this kind to this address: %(url)s") % {"url": url}
    return replace(draft, text=f"{draft.text.rstrip()}\n\n{words}\n", stop_url=url)


def _draft(message: EmailMessage) -> Draft:
    pages = [
        alternative[0]
        for alternative in getattr(message, "alternatives", None) or []
        if alternative[1] == "text/html"
    ]
    is_bounded = BOUNDED in message.extra_headers
    return Draft(
        kind=NOTICE if is_bounded else ACCOUNT,
        unverified=is_bounded,
        to=message.recipients(),
        subject=str(message.subject),
        text=str(message.body),
        html=str(pages[0]) if pages else "",
        enclosures=tuple(
            Enclosure(filename=name or "file", content_type=kind or "", content=_bytes(content))
            for name, content, kind in filter(_is_plain, message.attachments)
        ),
        is_automatic=True,
    )


def _is_plain(attachment: object) -> bool:
    return isinstance(attachment, tuple)


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
