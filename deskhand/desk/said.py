"""A letter as what is said on a ticket: its new words, what it quotes, and its files."""

import re

from django.utils.translation import gettext as _

from deskhand.desk.branding import is_logo
from deskhand.desk.writers import Writer
from deskhand.files.store import keep
from deskhand.mail.incoming import Arrival
from deskhand.rules.letter import Attachment, Letter
from deskhand.rules.letter.forwards import forwarded
from deskhand.tickets.conversation import NewFile, NewMessage
from deskhand.tickets.models import Channel

# Files that hold the words of a letter that was encrypted.
_SEALED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}
_CID = re.compile(r"\[cid:([^\s\[\]]{1,300})\]", re.I)
# As long as what is typed may be; a letter may have megabytes, and then each page would.
LONGEST_TEXT = 100_000


def message_of(
    came: Arrival, writer: Writer, *, is_public: bool, is_unverified: bool
) -> NewMessage:
    """Return the message that a letter makes; what it quotes is folded, never dropped."""
    letter = came.letter
    name = writer.name if writer.found else letter.sender.name
    said, whole = letter.reply_text.strip(), letter.text.strip()
    return NewMessage(
        text=cut(_named(said, letter) or whole or _instead(letter)),
        quoted_text=cut(letter.text) if said != whole else "",
        is_public=is_public,
        channel=Channel.EMAIL,
        person=writer.found.person if writer.found else None,
        agent=writer.agent if writer.is_proved and not is_public else None,
        author_name=name or "Unknown sender",
        letter_id=came.row.pk,
        recipients=[address.email for address in letter.recipients],
        is_automatic=came.is_machine,
        is_unverified=is_unverified,
        files=files_of(letter.attachments),
    )


def _named(text: str, letter: Letter) -> str:
    """Call a picture by its name where Outlook's text has the Content-ID in its place."""
    names = {file.content_id: file.filename for file in letter.attachments if file.content_id}
    return _CID.sub(lambda found: f"[{names[found[1]]}]" if found[1] in names else found[0], text)


def _instead(letter: Letter) -> str:
    """What to show of a letter without words: the one letter that it hands on, or why there are
    none."""
    original = forwarded(letter)
    if original is not None:
        return f"{original.sender}\n{original.subject}\n\n{original.text}".strip()
    if any(file.content_type in _SEALED for file in letter.attachments):
        return _("This letter is encrypted: only its reader's key opens the attached file.")
    return ""


def cut(text: str) -> str:
    """As much of a text as a page bears; the whole letter stays behind the message."""
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}\n[…]"


def files_of(attachments: tuple[Attachment, ...]) -> tuple[NewFile, ...]:
    """Keep the files of a letter, to be hung on a message; a logo that came back with the quoted
    letter stays behind the original alone."""
    kept = ((file, keep(file.content)) for file in attachments)
    return tuple(
        NewFile(
            blob=blob,
            filename=file.filename,
            content_type=file.content_type,
            content_id=file.content_id,
            is_inline=file.is_inline,
        )
        for file, blob in kept
        if not (file.content_id and is_logo(blob))
    )
