"""The hash by which a letter is known again when it comes through a second door."""

import hashlib
import re

# Written by the hosts on the way, or by the last mailbox: not part of what was sent.
_TRACE = re.compile(
    rb"(?:received|return-path|delivered-to|envelope-to|x-envelope-[\w-]+|x-original-to|"
    rb"x-delivered-to|delivery-date|received-spf|authentication-results|"
    rb"x-authentication-[\w-]+|arc-[\w-]+|x-received|x-google-[\w-]+|x-gm-[\w-]+|x-spam[\w-]*|"
    rb"x-virus[\w-]*|x-ms-exchange-[\w-]+|x-microsoft-antispam[\w-]*|x-forefront-[\w-]+|"
    rb"x-forwarded-(?:to|for)|x-proofpoint-[\w-]+|x-rspamd-[\w-]+|x-spamd-[\w-]+|x-amavis-[\w-]+|"
    rb"x-uidl|x-imap[\w-]*|x-keywords|x-mozilla-[\w-]+|x-evolution-[\w-]+|x-status|status|"
    rb"content-length|lines|x-apparently-to|x-originating-ip|x-sieve|x-rspam[\w-]*|"
    rb"x-bogosity|x-scanned[\w-]*|dkim-filter|x-dkim[\w-]*|x-spf[\w-]*|x-ham-report|"
    rb"x-source[\w-]*|x-resolved-to|x-mail-from|x-rcpt-to|x-getmail-[\w-]+|x-uid)\Z",
    re.I,
)


def content_hash(raw: bytes) -> str:
    """Return the SHA-256 of the letter without trace fields; line ends count as one kind.

    Equal for the same letter fetched by IMAP and handed over by SMTP; computed without parsing.
    """
    digest = hashlib.sha256()
    position = 0
    keeps = True
    if raw.startswith((b"From ", b">From ")):
        position = raw.find(b"\n") + 1 or len(raw)
    while position < len(raw):
        end = raw.find(b"\n", position)
        end = len(raw) if end < 0 else end
        line = raw[position:end].rstrip(b" \t\r")
        if not line:
            break
        position = end + 1
        if line[:1] not in b" \t":
            keeps = not _TRACE.match(line.partition(b":")[0].rstrip())
        if keeps:
            digest.update(line + b"\n")
    digest.update(b"\n")
    digest.update(raw[position:].replace(b"\r\n", b"\n").strip(b"\n"))
    return digest.hexdigest()
