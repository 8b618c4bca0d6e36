"""Letters written part by part, for tests of what is read of them."""

from deskhand.rules.letter import Attachment, Letter, parse


def letter(head: str, body: bytes = b"x") -> Letter:
    return parse(head.encode("utf-8", "surrogateescape") + b"\n\n" + body)


def mixed(*parts: str, kind: str = "mixed") -> Letter:
    body = "".join(f"--b1\n{part}\n" for part in parts) + "--b1--\n"
    head = f'From: a@example.com\nMIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="b1"'
    return letter(head, body.encode())


def file_of(read: Letter) -> Attachment:
    assert len(read.attachments) == 1, read.attachments
    return read.attachments[0]
