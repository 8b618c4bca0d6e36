"""Bounces: whose address was refused, for good or for now, and which letter it was.

A report by RFC 3464 is read directly; the many older forms by flufl.bounce, whose patterns
are only tried on letters that look like a bounce, and on their first part.
"""

import logging
import re
from collections.abc import Collection
from email import policy
from email.parser import BytesParser

from flufl.bounce import all_failures

from deskhand.rules.letter.automatic import is_null_sender
from deskhand.rules.letter.headers import decode_words
from deskhand.rules.letter.identifiers import ids_in
from deskhand.rules.letter.mime import Part, read_head
from deskhand.rules.letter.model import Bounced, Limits
from deskhand.rules.letter.undelivered import is_machine, is_still_tried, told_in_words
from deskhand.rules.letter.words import text_of_part

# It logs a traceback for each pattern that stumbles over a hostile letter.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)

_ATOM = r"[^\s<>@.\x00-\x1f\x7f]{1,64}"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM}){{0,20}}@[^\s<>@\x00-\x1f\x7f]{{1,255}}")
_RETURNED = frozenset({"message/rfc822", "text/rfc822-headers", "message/global"})
_SAID_IN = frozenset({"text/plain", "text/html"})
_FAILED = re.compile(
    r"\s*(?:mail delivery fail|undeliver|returned mail|delivery (?:status notification|failure)|"
    r"failure notice|mail could not be|unzustellbar|onbestelbaar|olevererbar|non remis|"
    r"échec de la remise|no se puede entregar|impossibile recapitare|не доставлено)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^[ \t>]{0,4}(?:original-|x-original-)?message-id:\s*(<[^<>\s]{3,500}>)", re.I | re.M
)
_KIND = re.compile(r"^\s*(?:smtp|x-[\w-]+)\s*;\s*", re.I)  # whose words a diagnostic is
_MOST = 64_000  # bytes shown to the detectors
_SENDERS = re.compile(
    r"mailer-?daemon|mail-?daemon|postmaster|mailmaster|mdaemon|mail[ _-]?delivery|administrator@|"
    r"bounce|microsoftexchange|mail(?:er)?-?system|symantec|smtp@|mail-?admin|mmdf|daemon@|delivery",
    re.I,
)
_SUBJECTS = re.compile(
    r"deliver|undeliver|fail|return|bounce|unzustell|reject|refus|unknown|unable|nondeliv|"
    r"non rem|mail (?:error|problem|status)|delay|warning|problem|status notif|not be sent|"
    r"error|échec|non recapit|no entreg|onbestelbaar|olevererbar|не доставлен|无法投递|配信不能|"
    r"отчет о доставке|nicht zugestellt|could not|expired|quota|full|inconnu|user not",
    re.I,
)


def read_bounce(root: Part, leaves: list[Part], *, subject: str, sender: str) -> Bounced:
    """Return what the letter says was refused; an empty (false) Bounced when it is none."""
    report = _report(leaves)
    if report is None and not _is_suspect(root, subject, sender):
        return Bounced()
    failed, delayed, reason = _recipients(report) if report is not None else ([], [], "")
    if not failed and not delayed:
        failed, delayed = _detected(root)
        if failed and report is None and is_still_tried(subject, _text(leaves)):
            failed, delayed = [], [*delayed, *failed]
    told = None if failed or delayed or report is not None else _told(root, leaves, subject, sender)
    if told is not None:
        failed, delayed = told
    is_bounce = bool(failed or delayed or told) or _says_failed(
        root, leaves, report, subject=subject
    )
    if not is_bounce:
        return Bounced()
    return Bounced(
        addresses=tuple(dict.fromkeys(failed)),
        delayed=tuple(dict.fromkeys(address for address in delayed if address not in failed)),
        message_id=_original_id(root, leaves),
        reason=reason or subject[:500] or "undeliverable",
    )


def _told(
    root: Part, leaves: list[Part], subject: str, sender: str
) -> tuple[list[str], list[str]] | None:
    """Read a bounce that only says in words what happened."""
    is_null = is_null_sender(root)
    has_original = bool(_quoted_id(root, leaves))
    name = decode_words(root.text_of("from"))
    if not is_machine(sender, name, is_null_sender=is_null, has_original=has_original):
        return None
    text = _text(leaves)
    ours = {sender.lower(), *re.findall(r"[^\s<>,;]+@[^\s<>,;]+", root.text_of("to").lower())}
    told = told_in_words(subject, text, ours=ours)
    if told is None:
        return None
    named, is_delay = told
    return ([], named) if is_delay else (named, [])


def _text(leaves: list[Part]) -> str:
    return next((text_of_part(part) for part in leaves if part.content_type in _SAID_IN), "")


def _says_failed(root: Part, leaves: list[Part], report: Part | None, *, subject: str) -> bool:
    """Say whether it is a bounce even though it names nobody."""
    if report is not None:
        return not _is_delivered(report)
    returns = any(part.content_type in _RETURNED for part in leaves) or is_null_sender(root)
    return returns and bool(_FAILED.match(subject))


def _report(leaves: list[Part]) -> Part | None:
    return next((part for part in leaves if part.content_type == "message/delivery-status"), None)


def _is_suspect(root: Part, subject: str, sender: str) -> bool:
    from_text = decode_words(root.text_of("from")) + sender
    if root.content_type == "multipart/report" and _names_delivery(root):
        return True
    if root.field_of("x-failed-recipients") is not None or not from_text.strip():
        return True
    if is_null_sender(root) or _SENDERS.search(from_text):
        return True
    return bool(_SUBJECTS.search(subject)) and not root.text_of("in-reply-to")


def _names_delivery(root: Part) -> bool:
    return root.parameters.get("report-type", "").lower() in {"", "delivery-status"}


def _blocks(report: Part) -> list[dict[str, str]]:
    content = report.content()[:_MOST].replace(b"\r\n", b"\n")
    blocks: list[dict[str, str]] = []
    for chunk in re.split(rb"\n[ \t]*\n", content)[:2000]:
        head = read_head(chunk.strip(b"\n") + b"\n\n", limits=Limits())
        fields = {name.lower(): head.text_of(name.lower()) for name, _ in head.headers}
        if fields:
            blocks.append(fields)
    return blocks


def _is_delivered(report: Part) -> bool:
    actions = {fields["action"].lower() for fields in _blocks(report) if "action" in fields}
    return not actions or actions <= {"delivered", "relayed", "expanded"}


def _recipients(report: Part) -> tuple[list[str], list[str], str]:
    failed: list[str] = []
    delayed: list[str] = []
    reason = ""
    for fields in _blocks(report):
        action = fields.get("action", "").partition(" ")[0].lower()
        address = _address(fields)
        if not address or action not in {"failed", "delayed", "fail"}:
            continue
        # The action decides, not the status: 4.4.7 with `failed` means that it gave up.
        (delayed if action == "delayed" else failed).append(address)
        said = _KIND.sub("", fields.get("diagnostic-code", ""))
        reason = reason or said or fields.get("status", "")
    return failed, delayed, reason[:500]


def _address(fields: dict[str, str]) -> str:
    for name in ("original-recipient", "final-recipient"):
        value = fields.get(name, "").rpartition(";")[2].strip().strip("<>")
        if _ADDRESS.fullmatch(value):
            return value.lower()
    return ""


def _detected(root: Part) -> tuple[list[str], list[str]]:
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(root.raw[:_MOST])
        delayed, failed = all_failures(message)
    except Exception:
        return [], []
    return _readable(failed), _readable(delayed)


def _readable(found: Collection[bytes]) -> list[str]:
    texts = (item.decode("utf-8", "replace").strip() for item in found)
    return sorted(text.lower() for text in texts if _ADDRESS.fullmatch(text))


def _original_id(root: Part, leaves: list[Part]) -> str:
    """Find the Message-ID of the letter that came back."""
    if quoted := _quoted_id(root, leaves):
        return quoted
    references = ids_in(root.text_of("references")) or ids_in(root.text_of("in-reply-to"))
    return references[-1] if references else ""


def _quoted_id(root: Part, leaves: list[Part]) -> str:
    """Find it wherever the bounce quotes the letter itself."""
    for part in leaves:
        if part.content_type in _RETURNED:
            inner = read_head(part.content()[:_MOST], limits=Limits())
            found = ids_in(inner.text_of("message-id"))
            if found:
                return found[0]
    raw = root.raw[root.start : root.start + _MOST]
    named = _NAMED.search(raw.decode("latin-1")) or _NAMED.search(_text(leaves)[:_MOST])
    return next(iter(ids_in(named[1])), "") if named else ""
