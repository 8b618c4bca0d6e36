"""Bounces that only say in words what happened, in the languages of mail servers."""

from base64 import b64encode

import pytest

from deskhand.rules.letter import Letter, parse

BOB = "bob@example.com"
FAILED = [
    ("Mail delivery failed: returning message to sender", f"A message that you sent could not be delivered to one or more of its recipients:\n  {BOB}\n    mailbox is full"),
    ("failure notice", f"Hi. This is the qmail-send program.\nI wasn't able to deliver it.\n\n<{BOB}>:\nSorry, no mailbox here by that name."),
    ("DELIVERY FAILURE: User bob not listed", f"Your message\n\n  Subject: Printer\n\nwas not delivered to:\n\n  {BOB}\n\nbecause:\n\n  User bob not listed in public Name & Address Book"),
    ("Unzustellbar: Drucker", f"Ihre Nachricht an {BOB} konnte nicht zugestellt werden. Die Adresse existiert nicht."),
    ("Nicht zustellbare E-Mail", f"Leider konnten wir Ihre E-Mail nicht zustellen:\n{BOB}: Postfach des Empfängers ist voll"),
    ("Message non distribué", f"Votre message n'a pas pu être remis à {BOB} : destinataire inconnu."),
    ("Échec de la remise", f"Échec de la remise à ces destinataires : {BOB}"),
    ("No se puede entregar: Impresora", f"No se ha podido entregar el mensaje a {BOB}. El buzón del destinatario está lleno."),
    ("Mancata consegna", f"Non è stato possibile consegnare il messaggio a {BOB}."),
    ("Onbestelbaar: Printer", f"Uw bericht kon niet worden bezorgd bij {BOB}."),
    ("Falha na entrega", f"Não foi possível entregar a mensagem a {BOB}."),
    ("Kunde inte levereras", f"Meddelandet kunde inte levereras till {BOB}."),
    ("Kunne ikke leveres", f"Beskeden kunne ikke leveres til {BOB}."),
    ("Viestiä ei voitu toimittaa", f"Viestiä ei voitu toimittaa vastaanottajalle {BOB}."),
    ("Nie można dostarczyć", f"Wiadomości nie można było dostarczyć do {BOB}."),
    ("Nedoručitelné", f"Zprávu nelze doručit příjemci {BOB}."),
    ("Kézbesítés sikertelen", f"Az üzenet nem kézbesíthető: {BOB}"),
    ("Не доставлено", f"Сообщение не может быть доставлено получателю {BOB}."),
    ("İletilemedi", f"{BOB} adresine iletiniz teslim edilemedi."),
    ("配信不能", f"メールを配信できませんでした。\n{BOB}"),
    ("系统退信", f"抱歉，您的邮件无法投递到 {BOB}。"),
    ("반송된 메일", f"{BOB} 님에게 메일을 전달하지 못했습니다."),
    ("Returned mail: send failed", f"no valid recipients were found for this message\n <{BOB}> ... unknown host"),
]  # fmt: skip
DELAYED = [
    ("Warning: message delayed 4 hours", f"The delivery of your message to {BOB} is delayed. We will keep trying."),
    ("Zustellung verzögert", f"Die Zustellung Ihrer Nachricht an {BOB} ist verzögert."),
    ("Remise différée", f"La remise de votre message à {BOB} est différée."),
    ("Доставка задерживается", f"Доставка сообщения для {BOB} задерживается."),
    ("Delayed Mail (still being retried)", f"This is the mail system at host mx.example.net.\n\n# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n\nYour message could not be delivered for more than 4 hour(s).\nIt will be retried until it is 5 day(s) old.\n\n<{BOB}>: connect to mx: timed out"),
]  # fmt: skip
DAEMONS = [
    "From: Mail Delivery System <MAILER-DAEMON@mx.example.net>",
    "From: mailer-daemon@mx.example.net",
    "From: robot@mx.example.net\nReturn-Path: <>",
    "From: Mail Delivery Subsystem <noreply@mx.example.net>",
    "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.com>",
]


def notice(head: str, subject: str, text: str) -> Letter:
    fields = f"{head}\nTo: desk@example.org\nSubject: {subject}\n"
    return parse(f"{fields}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode())


@pytest.mark.parametrize(("subject", "text"), FAILED)
@pytest.mark.parametrize("head", DAEMONS)
def test_a_bounce_in_words_names_whom_it_refused(head: str, subject: str, text: str) -> None:
    read = notice(head, subject, text)
    assert read.is_bounce
    assert (read.bounced.addresses, read.bounced.delayed) == ((BOB,), ())


@pytest.mark.parametrize(("subject", "text"), DELAYED)
def test_a_delay_in_words_refuses_nobody(subject: str, text: str) -> None:
    read = notice(DAEMONS[0], subject, text)
    assert (read.bounced.addresses, read.bounced.delayed) == ((), (BOB,))


def test_the_letter_is_known_where_only_the_decoded_words_name_it() -> None:
    words = f"次の受信者へのメールを配信できませんでした: {BOB}\nMessage-ID: <one@desk.example>\n"
    head = f"{DAEMONS[1]}\nTo: desk@example.org\nSubject: x\nContent-Transfer-Encoding: base64\n"
    raw = f"{head}Content-Type: text/plain; charset=utf-8\n\n{b64encode(words.encode()).decode()}\n"
    assert parse(raw.encode()).bounced.message_id == "one@desk.example"


def test_a_bounce_in_words_knows_which_letter_came_back() -> None:
    text = f"{FAILED[3][1]}\n\nMessage-ID: <sent-by-us@example.org>\nSubject: Drucker\n"
    head = "From: Postmaster <postmaster@mx.example.net>"
    read = notice(head, FAILED[3][0], text)
    assert read.bounced.message_id == "sent-by-us@example.org"
    assert read.bounced.addresses == (BOB,)


@pytest.mark.parametrize(
    ("head", "subject", "text"),
    [
        ("From: Petra <postmaster@birch.example>\nReferences: <a@b>", *FAILED[3]),
        ("From: Bea <bea@birch.example>", "Mail", f"My mail to {BOB} could not be delivered."),
        ("From: Bea <bea@birch.example>", "Undelivered parcel", "The parcel was not delivered."),
        ("From: a@example.com\nReturn-Path: <>", "Abwesend", "Ich bin im Urlaub, später mehr."),
        ("From: a@example.com\nReturn-Path: <>", "Absent", "Je réponds avec retard."),
    ],
)
def test_whoever_complains_of_a_bounce_is_none(head: str, subject: str, text: str) -> None:
    assert not notice(head, subject, text).is_bounce
