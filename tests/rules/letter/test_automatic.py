"""Letters that no person wrote are known, so that nobody answers them."""

import pytest

from deskhand.rules.letter import Letter, parse


def letter(head: str, body: str = "x") -> Letter:
    return parse(f"To: desk@example.org\n{head}\n\n{body}".encode())


@pytest.mark.parametrize(
    "head",
    [
        "From: a@example.com\nAuto-Submitted: auto-replied",
        "From: a@example.com\nAuto-Submitted: auto-generated; owner=x",
        "From: a@example.com\nX-Autoreply: yes",
        "From: a@example.com\nX-Autorespond: a",
        "From: a@example.com\nPrecedence: auto_reply",
        "From: a@example.com\nReturn-Path: <>",
        "From: noreply@example.com",
        "From: do-not-reply@example.com",
        "From: drive-shares-noreply@example.com",
        "From: a@example.com\nSubject: Gelesen: Drucker\nContent-Type: multipart/report; "
        "report-type=disposition-notification; boundary=r",
        "From: MAILER-DAEMON@example.com",
        "From: a@example.com\nSubject: Automatic reply: Printer",
        "From: a@example.com\nSubject: Out of Office: Printer",
        "From: a@example.com\nSubject: Abwesenheitsnotiz: Drucker",
        "From: a@example.com\nSubject: Automatische Antwort: Drucker",
        "From: a@example.com\nSubject: Réponse automatique : imprimante",
        "From: a@example.com\nSubject: Respuesta automática: impresora",
        "From: a@example.com\nSubject: Resposta automática: x",
        "From: a@example.com\nSubject: Risposta automatica: x",
        "From: a@example.com\nSubject: Automatisch antwoord: x",
        "From: a@example.com\nSubject: Autosvar: x",
        "From: a@example.com\nSubject: Odpowiedź automatyczna: x",
        "From: a@example.com\nSubject: Автоматический ответ: x",
        "From: a@example.com\nSubject: 自动回复: x",
        "From: a@example.com\nSubject: RE: Automatic reply: Printer",
        "From: a@example.com\nSubject: Out of office until Monday",
        "From: a@example.com\nSubject: Absent du bureau jusqu'au 9 mars",
        "From: a@example.com\nSubject: Abwesenheitsbenachrichtigung: Drucker",
        "From: a@example.com\nSubject: Frånvaro från kontoret",
        "From: a@example.com\nSubject: Automatic reply: Re: Printer [#190]",
    ],
)
def test_an_automatic_letter_is_known(head: str) -> None:
    assert letter(head).is_auto_reply


@pytest.mark.parametrize(
    "head",
    [
        "From: a@example.com\nSubject: Re: Printer",
        "From: a@example.com\nAuto-Submitted: no",
        "From: a@example.com\nSubject: The automatic reply of my printer fails",
        "From: a@example.com\nSubject: Printer out of order",
        "From: a@example.com\nSubject: Automatic reply does not work",
        "From: a@example.com\nSubject: Automatic reply on Outlook is broken",
        "From: a@example.com\nSubject: OOO assistant shows the wrong day",
        "From: a@example.com\nSubject: Vacation calendar is broken",
        "From: a@example.com\nSubject: Abwesenheitsassistent funktioniert nicht",
        "From: a@example.com\nSubject: Réponse automatique ne fonctionne pas",
        "From: a@example.com\nSubject: Re: Out of office: how do I set it? [#190]",
        "From: bounce.keeper@example.com\nSubject: Hello",
    ],
)
def test_a_letter_by_a_person_is_not(head: str) -> None:
    read = letter(head)
    assert not read.is_auto_reply
    assert not read.is_bounce
    assert not read.is_list


@pytest.mark.parametrize(
    "head",
    ["List-Id: <l.example.com>", "Precedence: list", "List-Unsubscribe: <mailto:x@example.com>"],
)
def test_a_list_is_known(head: str) -> None:
    assert letter(f"From: a@example.com\n{head}").is_list


REPORT = """--r
Content-Type: text/plain

It failed.
--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; Bob@Example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--r
Content-Type: text/rfc822-headers

Message-ID: <sent-by-us@example.org>
Subject: ours
--r--
"""


def report(action: str, status: str) -> Letter:
    return letter(
        "From: x@example.net\nSubject: s\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=r",
        REPORT.format(action=action, status=status),
    )


def test_a_report_names_the_refused_and_the_letter() -> None:
    read = report("failed", "5.1.1")
    assert read.is_bounce
    assert read.bounced.addresses == ("bob@example.com",)
    assert read.bounced.delayed == ()
    assert read.bounced.message_id == "sent-by-us@example.org"
    assert "no such user" in read.bounced.reason


def test_a_delay_is_not_a_refusal_and_a_delivery_no_bounce() -> None:
    assert report("delayed", "4.4.1").bounced.delayed == ("bob@example.com",)
    assert report("delayed", "4.4.1").bounced.addresses == ()
    assert not report("delivered", "2.0.0").is_bounce
    assert not report("relayed", "2.0.0").is_bounce


def test_words_of_failure_in_a_persons_letter_make_no_bounce() -> None:
    read = letter(
        "From: ann@example.com\nSubject: Delivery failed again",
        "The courier could not deliver to bob@example.com.\nUser unknown at the gate.",
    )
    assert not read.is_bounce
