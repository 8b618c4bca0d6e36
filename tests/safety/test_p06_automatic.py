"""No machine gets an automatic answer: bounces, absences, lists, our own letters and null senders,
with the marks of the standard, with those of some programs, and with none at all (safety, P6)."""

import email
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from deskhand.mail.models import OutgoingLetter
from tests.cast import Cast
from tests.desk.conftest import stage  # noqa: F401 - a fixture
from tests.desk.letters import HELP, arrive, letter
from tests.rules.letter.corpora import cases
from tests.rules.letter.test_away import AWAY
from tests.rules.letter.test_undelivered import DAEMONS, DELAYED, FAILED

pytestmark = pytest.mark.django_db

MARKS = [
    {"Auto-Submitted": "auto-replied"},
    {"Auto-Submitted": "auto-generated; type=disposition-notification"},
    {"Auto-Submitted": "auto-notified"},
    {"X-Autoreply": "yes"},
    {"X-Autorespond": "Printer"},
    {"X-Auto-Response-Suppress": "All", "Auto-Submitted": "auto-generated"},
    {"X-Vacation": "yes"},
    {"Precedence": "auto_reply"},
    {"Precedence": "junk"},
    {"Precedence": "bulk"},
    {"Precedence": "list"},
    {"Return-Path": "<>"},
    {"List-Id": "<staff.example.com>"},
    {"List-Unsubscribe": "<https://list.example.com/u>"},
    {"Mailing-List": "list staff@example.com"},
    {"X-Mailman-Version": "2.1.39"},
    {"X-Failed-Recipients": "bob@example.com"},
    {"Feedback-ID": "1:2:3"},
]
SUBJECTS = [
    "Automatic reply: Printer", "Out of Office: Printer", "Out of Office AutoReply: Printer",
    "Autoreply: Printer", "Auto: Printer", "OOO", "I am out of the office", "On leave",
    "Abwesenheitsnotiz: Drucker", "Automatische Antwort: Drucker", "Abwesend", "Im Urlaub",
    "Réponse automatique : imprimante", "Absent du bureau", "Je suis absent", "En congés",
    "Respuesta automática: impresora", "Fuera de la oficina", "Ausente de la oficina",
    "Risposta automatica: stampante", "Fuori sede", "In ferie", "Assente",
    "Automatisch antwoord: printer", "Afwezigheidsbericht", "Met vakantie",
    "Resposta automática: impressora", "Fora do escritório", "De férias",
    "Automatiskt svar: skrivare", "Frånvaro", "Autosvar: printer", "Fraværende", "Fravær",
    "Automaattinen vastaus: tulostin", "Poissa toimistosta", "Odpowiedź automatyczna: x",
    "Poza biurem", "Automatická odpověď: tiskárna", "Mimo kancelář", "Automatikus válasz: x",
    "Házon kívül", "Răspuns automat: x", "Automatski odgovor: x", "Автоматический ответ: x",
    "Автоответ: x", "Отпуск", "Αυτόματη απάντηση: x", "Otomatik yanıt: x", "Ofis dışında",
    "תשובה אוטומטית: x", "رد تلقائي: x", "自动回复: x", "自動応答: x", "不在通知", "부재중",
    "자동 회신: x",
]  # fmt: skip
ROBOTS = (
    "noreply",
    "no-reply",
    "do-not-reply",
    "mailer-daemon",
    "postmaster",
    "bounces+1",
    "listserv",
)


def machines() -> Iterator[EmailMessage]:
    for number, marks in enumerate(MARKS):
        yield letter(
            f"Bob <mark{number}@example.com>", **{k.replace("-", "_"): v for k, v in marks.items()}
        )
    for number, subject in enumerate(SUBJECTS):
        yield letter(f"Bob <subject{number}@example.com>", subject=subject)
        yield letter(f"Bob <answer{number}@example.com>", subject=f"Re: {subject}")
    for number, text in enumerate(AWAY):
        yield letter(f"Bob <words{number}@example.com>", subject="Re: Printer", text=text)
    for robot in ROBOTS:
        yield letter(f"{robot}@example.com")
    for head in DAEMONS:
        for subject, text in [*FAILED, *DELAYED]:
            made = email.message_from_string(head, policy=email.policy.default)
            assert isinstance(made, EmailMessage)
            made["To"], made["Subject"] = HELP, subject
            made.set_content(text)
            yield made
    yield letter(f"Northlight <{HELP}>")
    yield letter(f"Northlight <{HELP.replace('@', '+x@')}>")


def test_no_machine_gets_an_answer(stage: Cast, at: datetime) -> None:  # noqa: F811
    made = list(machines())
    bounces = [case for case in cases("flufl.bounce") if case.expected.get("is_bounce")]
    assert len(made) + len(bounces) >= 300
    for number, each in enumerate(made):
        arrive(each, at=at + number * timedelta(minutes=1))
        assert answers() == [], dict(each)
    for case in bounces:
        raw = email.message_from_bytes(case.raw)
        arrive(raw, at=at, sender="<>")
        assert answers() == [], case.name
    # Who is not taken for a machine has his receipt.
    arrive(letter("Bea Birch <bea@birch.example>"), at=at)
    assert len(answers()) == 1


def answers() -> list[OutgoingLetter]:
    return list(OutgoingLetter.objects.filter(is_automatic=True).exclude(state="parked"))
