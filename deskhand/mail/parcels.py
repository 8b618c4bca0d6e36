"""A letter as providers want it: taken apart again, since they put it together themselves.

Sender, recipients, subject, both texts, files, pictures and our own headers go along; the date and
the bounds between the parts are the provider's.
"""

from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes, policy
from email.encoders import encode_base64
from email.headerregistry import Address
from email.message import EmailMessage as Parsed
from email.message import MIMEPart
from email.mime.base import MIMEBase
from typing import Any

from django.core.mail import EmailMultiAlternatives

KEPT_HEADERS = (
    *("Message-ID", "In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress"),
    *("List-Unsubscribe", "List-Unsubscribe-Post"),
)


def parcel(
    raw: bytes,
    *,
    recipients: Sequence[str],
    headers: Mapping[str, str],
    shows_pictures: bool = True,
) -> EmailMultiAlternatives:
    """Return a letter of ours as a message of Django, to these recipients, with these further
    headers; its pictures as files where they cannot be shown in the text."""
    letter: Any = message_from_bytes(raw, policy=policy.default)
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    kept = {name: " ".join(str(letter[name]).split()) for name in KEPT_HEADERS if letter[name]}
    made = EmailMultiAlternatives(
        subject=str(letter["Subject"] or ""),
        body=text.get_content() if text is not None else "",
        from_email=_addresses(letter, "From")[0],
        to=list(recipients),
        reply_to=_addresses(letter, "Reply-To"),
        headers={**kept, **headers},
    )
    if html is not None:
        made.attach_alternative(html.get_content(), "text/html")
    for part in leaves(letter):
        if part is not text and part is not html:
            made.attach(_file(part, shows_pictures))
    return made


def leaves(part: Any) -> Iterator[MIMEPart]:
    """Yield the parts of a letter that hold something; a letter within it is one."""
    if part.get_content_maintype() != "multipart":
        yield part
        return
    for inner in part.iter_parts():
        yield from leaves(inner)


def _addresses(letter: Parsed, name: str) -> list[str]:
    found: Sequence[Address] = getattr(letter[name], "addresses", ())
    return [str(address) for address in found]


def _file(part: Any, shows_pictures: bool) -> MIMEBase:
    content = part.get_content()
    if not isinstance(content, bytes):
        # A letter within the letter, or a text.
        content = content.as_bytes() if hasattr(content, "as_bytes") else content.encode()
    made = MIMEBase(part.get_content_maintype(), part.get_content_subtype())
    made.set_payload(content)
    encode_base64(made)
    is_shown = part.get_content_disposition() == "inline" and shows_pictures
    disposition = "inline" if is_shown else "attachment"
    made.add_header("Content-Disposition", disposition, filename=part.get_filename() or "file")
    if part["Content-ID"] and is_shown:
        made["Content-ID"] = str(part["Content-ID"])
    return made
