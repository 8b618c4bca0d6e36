"""Following the rules on a letter that came: what ends it here, and what is handed on."""

from datetime import datetime

from deskhand.journal.actor import system
from deskhand.mail.composing import Enclosure
from deskhand.mail.incoming import Arrival, ignore, note
from deskhand.mail.models import InboundRule
from deskhand.mail.quarantine import set_aside
from deskhand.mail.rulebook import active_rules
from deskhand.mail.rules import Ruling, ruling
from deskhand.mail.writing import Draft, NoMailbox, write
from deskhand.provider.firm import current
from deskhand.rules.letter.verification import proves_an_address

RULES = system("rules")
Act = InboundRule.Act


def follow_rules(came: Arrival, *, at: datetime) -> Ruling:
    """Ask the rules, hand the letter on where one says so, and end it here where one says so.

    A letter that an administrator took out of quarantine is asked no more.
    """
    if came.row.skips_rules:
        note(came, "It was released from quarantine: no rule is asked")
        return Ruling()
    rules = active_rules()
    if not rules:
        return Ruling()
    made = ruling(came.row, came.letter, rules, relays=current().relays, at=at)
    for words in made.words:
        note(came, words)
    for address in dict.fromkeys(made.forward_to):
        _hand_on(came, address, at=at)
    if made.end == Act.DROP:
        ignore(came, reason=made.words[-1], at=at)
    elif made.end == Act.QUARANTINE:
        set_aside(came.row, reason=made.words[-1], by=RULES, at=at)
    return made


def _hand_on(came: Arrival, address: str, *, at: datetime) -> None:
    """Send a copy on as an automatic letter; codes of third parties stay here."""
    if proves_an_address(came.letter, is_known=False):
        note(came, "It is not forwarded: it looks like a code or a link of a third party")
        return
    draft = Draft(
        kind="forward",
        to=[address],
        subject=f"Fwd: {came.letter.subject}",
        text=f"From: {came.letter.sender}\nSubject: {came.letter.subject}\n\n{came.letter.text}",
        mailbox=came.row.mailbox,
        enclosures=(Enclosure("letter.eml", "message/rfc822", came.raw),),
        is_automatic=True,
    )
    try:
        letter = write(draft, at=at)
    except (NoMailbox, ValueError) as error:
        note(came, f"It could not be forwarded to {address}: {error or 'there is no mailbox'}")
        return
    if letter.is_parked:
        note(came, f"The copy to {address} is held back: {letter.last_error}")
