"""Posting a letter by Graph: in one call, or where it is too large for one, as a draft whose files
follow one by one.

Until the draft is sent nothing has left; what was laid down in vain is taken away again.
"""

import contextlib
from collections.abc import Callable, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from deskhand.mail import graph_fetch, passes
from deskhand.mail.carrier import Outcome
from deskhand.mail.dkim import fields_of
from deskhand.mail.graph import LARGEST_TO_SEND, Graph, GraphRefused
from deskhand.mail.models import Mailbox
from deskhand.mail.parcels import leaves
from deskhand.mail.passes import PassRefused

OF_THE_BODY = {"mime-version", "content-type", "content-transfer-encoding", "content-disposition"}
File = tuple[dict[str, Any], bytes]


def hand_over(
    mailbox: Mailbox, raw: bytes, *, recipients: Sequence[str], about_to: Callable[[], None]
) -> Outcome:
    """Give a letter to Graph; never raises for what a network or Graph does."""
    try:
        graph = graph_fetch.opened(mailbox)
        if len(raw) <= LARGEST_TO_SEND:
            about_to()
            graph.send(raw)
            return Outcome(accepted=list(recipients))
        return _in_pieces(graph, raw, recipients=recipients, about_to=about_to)
    except PassRefused as error:
        return Outcome(delayed=dict.fromkeys(recipients, str(error)))
    except GraphRefused as error:
        return _refused(mailbox, error, recipients)


def taken_apart(raw: bytes) -> tuple[bytes, list[File]]:
    """Return a letter without its files, and the files with what Graph wants to know of each."""
    letter: Any = message_from_bytes(raw, policy=policy.SMTP)
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    body = EmailMessage(policy=policy.SMTP)
    body.set_content(text.get_content() if text is not None else "", cte="quoted-printable")
    if html is not None:
        body.add_alternative(html.get_content(), subtype="html", cte="quoted-printable")
    kept = (
        name.encode("ascii") + b":" + value
        for name, value in fields_of(raw)
        if name.lower() not in OF_THE_BODY
    )
    files = [_file(part) for part in leaves(letter) if part is not text and part is not html]
    return b"\r\n".join(kept) + b"\r\n" + body.as_bytes(), files


def _in_pieces(
    graph: Graph, raw: bytes, *, recipients: Sequence[str], about_to: Callable[[], None]
) -> Outcome:
    light, files = taken_apart(raw)
    if len(light) > LARGEST_TO_SEND:
        words = f"Graph takes texts of up to {LARGEST_TO_SEND // 2**20} MB"
        return Outcome(refused=dict.fromkeys(recipients, words))
    draft = _laid_down(graph, light, files)
    about_to()
    try:
        graph.send_draft(draft)
    except GraphRefused as error:
        if error.status:
            _take_away(graph, draft)
        raise
    return Outcome(accepted=list(recipients))


def _laid_down(graph: Graph, light: bytes, files: Sequence[File]) -> str:
    """Return the key of a whole draft; what Graph refuses leaves none, and sent nothing."""
    draft = ""
    try:
        draft = graph.begin_draft(light)
        for facts, content in files:
            graph.add_file(draft, facts, content)
    except GraphRefused as error:
        if draft:
            _take_away(graph, draft)
        raise GraphRefused(str(error), status=error.status, wait=error.wait) from error
    return draft


def _take_away(graph: Graph, draft: str) -> None:
    with contextlib.suppress(GraphRefused, PassRefused):
        graph.drop_draft(draft)


def _file(part: Any) -> File:
    content = part.get_content()
    if not isinstance(content, bytes):
        content = content.as_bytes() if hasattr(content, "as_bytes") else content.encode()
    facts = {"name": part.get_filename() or "file", "contentType": part.get_content_type()}
    if part["Content-ID"]:
        facts |= {"isInline": True, "contentId": str(part["Content-ID"]).strip("<> ")}
    return facts, content


def _refused(mailbox: Mailbox, error: GraphRefused, recipients: Sequence[str]) -> Outcome:
    answers = dict.fromkeys(recipients, str(error))
    if error.status == 401:
        passes.spoilt(mailbox)
    if error.status in {400, 413}:
        return Outcome(refused=answers)
    # An answer of any kind says that it was not taken; silence after the call says nothing.
    is_unsure = error.was_handed_over and not error.status
    return Outcome(delayed=answers, is_unsure=is_unsure, wait=error.wait)
