"""The letter as plain data, for `deskhand mail parse` and for those who debug a letter."""

import hashlib
from typing import Any

from deskhand.rules.letter.model import Address, Attachment, Letter


def as_json(letter: Letter) -> dict[str, Any]:
    """Return all of the letter as JSON can carry it; files by size and SHA-256, not by content."""
    return {
        "message_id": letter.message_id,
        "in_reply_to": list(letter.in_reply_to),
        "references": list(letter.references),
        "date": letter.date.isoformat() if letter.date else None,
        "sender": _address(letter.sender),
        "recipients": [_address(each) for each in letter.recipients],
        "reply_to": [_address(each) for each in letter.reply_to],
        "subject": letter.subject,
        "subject_token": letter.subject_token,
        "text": letter.text,
        "reply_text": letter.reply_text,
        "quoted": letter.quoted,
        "html": letter.html,
        "cleaned_html": letter.cleaned_html,
        "attachments": [_attachment(each) for each in letter.attachments],
        "is_auto_reply": letter.is_auto_reply,
        "seems_automatic": letter.seems_automatic,
        "is_bounce": letter.is_bounce,
        "is_list": letter.is_list,
        "auto_submitted": letter.auto_submitted,
        "bounced": {
            "addresses": list(letter.bounced.addresses),
            "delayed": list(letter.bounced.delayed),
            "message_id": letter.bounced.message_id,
            "reason": letter.bounced.reason,
        },
        "authentication_results": list(letter.authentication_results),
        "headers": [list(pair) for pair in letter.headers],
        "faults": list(letter.faults),
    }


def _address(address: Address) -> dict[str, str]:
    return {"email": address.email, "name": address.name, "field": address.field}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "size": len(attachment.content),
        "sha256": hashlib.sha256(attachment.content).hexdigest(),
        "content_id": attachment.content_id,
        "is_inline": attachment.is_inline,
    }
