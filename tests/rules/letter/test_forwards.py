"""Letters that hand another one on: whose it was, in the shapes of the mail programs."""

from email.message import EmailMessage

import pytest

from deskhand.rules.letter import parse
from deskhand.rules.letter.forwards import Forwarded, forwarded

SAID = "The scanner is dark.\n\nLena"
MANY = ";\n ".join(f"Person {number} <p{number}@cedar.example>" for number in range(15))


def handed(
    head: str, *, subject: str, said: str = SAID, unmarked: bool = False
) -> Forwarded | None:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Ada <ada@n.example>", "help@n.example", subject
    made.set_content(f"Please take this.\n\n{head}{said}\n")
    return forwarded(parse(bytes(made)), unmarked=unmarked)


HEADS = {
    "thunderbird": (
        "Fwd: Scanner",
        "-------- Forwarded Message --------\nSubject: \tScanner\nDate: \tMon, 2 Nov 2026 09:12\n"
        "From: \tLena Fox <lena@cedar.example>\nTo: \tada@n.example\n\n\n",
    ),
    "thunderbird fr": (
        "Fwd: Scanner",
        "-------- Message transféré --------\nSujet : \tScanner\nDate : \tMon, 2 Nov 2026\n"
        "De : \tLena Fox <lena@cedar.example>\nPour : \tada@n.example\n\n\n",
    ),
    "date first": (
        "Fw: Scanner",
        "Gesendet: Montag, 2. November 2026 um 09:12\nVon: Lena Fox <lena@cedar.example>\n"
        "An: ada@n.example\nBetreff: Scanner\n\n",
    ),
    "danish": (
        "VS: Scanner",
        "Fra: Lena Fox <lena@cedar.example>\nSendt: 2. november 2026\nTil: Ada\nEmne: Scanner\n\n",
    ),
    "hungarian": (
        "TO: Scanner",
        "Feladó: Lena Fox <lena@cedar.example>\nElküldve: 2026. 11. 2.\nTárgy: Scanner\n\n",
    ),
    "many recipients": (
        "FW: Scanner",
        "From: Lena Fox <lena@cedar.example>\nSent: Monday, November 2, 2026 9:12 AM\n"
        f"To: {MANY}\nSubject: Scanner\n\n",
    ),
    "no line between": (
        "FW: Scanner",
        "From: Lena Fox <lena@cedar.example>\nSent: Monday\nTo: Ada\nSubject: Scanner\n",
    ),
    "a subject of one's own": (
        "Scanner of Cedar",
        "---------- Forwarded message ---------\nFrom: Lena Fox <lena@cedar.example>\n"
        "Date: Mon, Nov 2, 2026\nSubject: Scanner\nTo: <ada@n.example>\n\n\n",
    ),
    "a subject of one's own, apple": (
        "Scanner of Cedar",
        "> Begin forwarded message:\n>\n> From: Lena Fox <lena@cedar.example>\n"
        "> Subject: Scanner\n> Date: 2 November 2026\n> To: ada@n.example\n>\n> ",
    ),
}


@pytest.mark.parametrize("client", HEADS)
def test_the_writer_the_words_and_the_remark_are_told_apart(client: str) -> None:
    subject, head = HEADS[client]
    said = SAID.replace("\n", "\n> ") if head.startswith(">") else SAID
    found = handed(head, subject=subject, said=said)
    assert found is not None
    assert (found.sender.email, found.subject) == ("lena@cedar.example", "Scanner")
    assert (found.text, found.remark) == (SAID, "Please take this.")


@pytest.mark.parametrize(
    ("subject", "head"),
    [
        ("VS: Scanner", "Lähettäjä: Lena <lena@cedar.example>\nLähetetty: ma\nAihe: Scanner\n\n"),
        ("RE: Scanner", "From: Lena <lena@cedar.example>\nSent: Monday\nSubject: Scanner\n\n"),
        (
            "RE: Scanner",
            "On Mon, Nov 2, 2026 at 9:12 AM Lena <lena@cedar.example> wrote:\n\n"
            "> ---------- Forwarded message ---------\n> From: Bob <bob@cedar.example>\n"
            "> Date: Mon\n> Subject: Scanner\n> \n> ",
        ),
    ],
)
def test_an_answer_hands_nothing_on(subject: str, head: str) -> None:
    assert handed(head, subject=subject) is None


OUTLOOK = "From: Lena <lena@cedar.example>\nSent: Monday\nTo: Ada\nSubject: Scanner\n\n"


@pytest.mark.parametrize("rule", ["", "_" * 32 + "\n", "-----Original Message-----\n"])
def test_a_forward_that_nothing_marks_is_one_where_no_mark_is_needed(rule: str) -> None:
    assert handed(rule + OUTLOOK, subject="Scanner of Cedar") is None
    found = handed(rule + OUTLOOK, subject="Scanner of Cedar", unmarked=True)
    assert found is not None
    assert (found.sender.email, found.subject) == ("lena@cedar.example", "Scanner")
    assert (found.text, found.remark) == (SAID, "Please take this.")


@pytest.mark.parametrize(
    "subject", ["RE: Scanner", "AW: Scanner", "Odp: Scanner", "Re[2]: Scanner"]
)
def test_what_says_that_it_answers_is_no_forward(subject: str) -> None:
    assert handed(OUTLOOK, subject=subject, unmarked=True) is None


def test_an_answer_with_a_subject_of_its_own_is_no_forward_either() -> None:
    head = "On Mon, Nov 2, 2026 at 9:12 AM Lena <lena@cedar.example> wrote:\n\n> "
    assert handed(head, subject="Scanner of Cedar", unmarked=True) is None


def test_a_letter_dragged_in_as_a_file_is_read() -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "Lena Fox <lena@cedar.example>", "Scanner"
    inner.set_content(SAID)
    made = EmailMessage()
    made["From"], made["Subject"] = "Ada <ada@n.example>", "look"
    made.set_content("Please take this.")
    made.add_attachment(
        bytes(inner), maintype="application", subtype="octet-stream", filename="Scanner.EML"
    )
    found = forwarded(parse(bytes(made)))
    assert found is not None
    assert (found.sender.email, found.text) == ("lena@cedar.example", SAID)
    assert found.remark == "Please take this."
