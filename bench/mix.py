"""Letters as they come to a desk on a working day: the mix that intake is measured with.

Four in ten are plain text, six in ten also HTML as office programs write it; a tenth bring a
file of 100 kB, and a third are answers to earlier ones. Five in six come from known people.
The same seed makes the same letters.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

MAILBOX = "help@desk.example"
CLIENTS, PEOPLE = 60, 12
FILE_SIZE = 100 * 1024
WORDS = (
    "printer mail laptop screen backup server calendar scanner licence since this morning again "
    "the on we cannot and it shows an error please help our customers wait for invoices today"
).split()


@dataclass(frozen=True, slots=True)
class Written:
    """One letter as it reaches a mail door."""

    raw: bytes
    sender: str
    message_id: str
    subject: str


def address(client: int, person: int) -> str:
    """The address of somebody whom the measured desk knows."""
    return f"person{person}@{domain(client)}"


def domain(client: int) -> str:
    return f"client-{client:03}.example"


def letters(count: int, *, seed: int = 1, name: str = "a") -> Iterator[Written]:
    """Write letters; `name` sets those of one run apart from those of another."""
    chance = random.Random(seed)
    asked: list[Written] = []
    for number in range(count):
        answered = chance.choice(asked) if asked and number % 3 == 2 else None
        letter = _letter(f"{name}{number}", answered, chance)
        if answered is None:
            asked.append(letter)
        yield letter


def _letter(key: str, answered: Written | None, chance: random.Random) -> Written:
    sender = answered.sender if answered else _somebody(key, chance)
    subject = f"Re: {answered.subject}" if answered else f"{_sentence(chance, 5)} {key}"
    message_id = f"<{key}.{chance.getrandbits(64):x}@{sender.rpartition('@')[2]}>"
    made = EmailMessage(policy=SMTP)
    made["From"] = f"{sender.partition('@')[0].capitalize()} <{sender}>"
    made["To"] = MAILBOX
    made["Subject"] = subject
    made["Date"] = "Wed, 04 Mar 2026 09:00:00 +0100"
    made["Message-ID"] = message_id
    if answered:
        made["In-Reply-To"] = made["References"] = answered.message_id
    _fill(made, _paragraphs(chance), answered, chance)
    return Written(bytes(made), sender, message_id, subject)


def _somebody(key: str, chance: random.Random) -> str:
    if chance.random() < 1 / 6:
        return f"stranger-{key}@elsewhere-{chance.randrange(1000)}.example"
    return address(chance.randrange(CLIENTS), chance.randrange(PEOPLE))


def _fill(
    made: EmailMessage, said: list[str], answered: Written | None, chance: random.Random
) -> None:
    quoted = [_sentence(chance, 12) for _line in range(12)] if answered else []
    intro = "On Tue, 3 Mar 2026 at 17:12, Help <help@desk.example> wrote:"
    text = "\n\n".join(said) + "\n\n-- \nA person\nClient Limited, +49 30 1234567\n"
    if quoted:
        text += f"\n{intro}\n" + "".join(f"> {line}\n" for line in quoted)
    made.set_content(text)
    if chance.random() < 0.6:
        made.add_alternative(_page(said, intro, quoted), subtype="html")
    if chance.random() < 0.1:
        made.add_attachment(
            chance.randbytes(FILE_SIZE), maintype="application", subtype="pdf", filename="scan.pdf"
        )


def _page(said: list[str], intro: str, quoted: list[str]) -> str:
    style = 'style="margin:0cm;font-size:11pt;font-family:Calibri,sans-serif"'
    body = "".join(f'<p class="MsoNormal" {style}><span>{p}</span></p>' for p in said)
    if quoted:
        lines = "".join(f"<div {style}>{line}</div>" for line in quoted)
        body += f'<div class="gmail_quote"><div>{intro}</div><blockquote>{lines}</blockquote></div>'
    rules = "\n".join(f"p.Mso{n}, li.Mso{n} {{margin:0cm; font-size:{n}pt}}" for n in range(60))
    return f"<html><head><style>{rules}</style></head><body><div>{body}</div></body></html>"


def _paragraphs(chance: random.Random) -> list[str]:
    return [
        " ".join(_sentence(chance, 12) for _sentence_of in range(chance.randint(1, 4)))
        for _paragraph in range(chance.randint(1, 4))
    ]


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) for _word in range(words)).capitalize() + "."
