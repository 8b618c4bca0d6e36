"""Words of answering machines that no header betrays, and words of people that resemble them."""

import pytest

from deskhand.rules.letter import parse

AWAY = [
    "Hi,\nI am out of the office until Monday 9 March. In urgent cases please call +44 20 7946 0000.",
    "Thank you for your e-mail. I'm on annual leave and will reply when I am back on Monday.",
    "Guten Tag,\nich bin bis zum 9. März nicht im Büro. In dringenden Fällen wenden Sie sich an Frau Maier.",
    "Ich bin derzeit im Urlaub und ab dem 9.3. wieder erreichbar. Ihre E-Mail wird nicht weitergeleitet.",
    "Bonjour,\nje suis absent jusqu'au 9 mars. En cas d'urgence, contactez le secrétariat.",
    "Estoy de vacaciones hasta el 9 de marzo. Si es urgente, llame a la oficina.",
    "Sono in ferie fino al 9 marzo. Per urgenze contattare l'ufficio.",
    "Ik ben afwezig tot 9 maart. Voor dringende zaken kunt u bellen.",
    "Estou de férias até 9 de março. Em caso urgente, ligue para o escritório.",
    "Jag är på semester till och med 9 mars. Vid brådskande ärenden, ring växeln.",
    "Jeg er på ferie og er tilbage mandag den 9. marts.",
    "Olen lomalla 9.3. saakka. Kiireellisissä asioissa soita vaihteeseen.",
    "Jestem na urlopie do 9 marca. W pilnych sprawach proszę dzwonić.",
    "Jsem mimo kancelář do 9. 3. V naléhavých případech volejte recepci.",
    "Március 9-ig szabadságon vagyok. Sürgős esetben hívja a központot.",
    "Нахожусь в отпуске до 9 марта. По срочным вопросам звоните в офис.",
    "9 Mart'a kadar izindeyim. Acil durumlarda santrali arayın.",
    "3月9日まで不在にしております。至急のご用件は代表までお願いします。",
    "我正在休假，3月9日返回。紧急事宜请致电办公室。",
    "This is an automated message. Your request has been received as ticket 4711.",
    "Diese Nachricht wurde automatisch erstellt. Bitte antworten Sie nicht auf diese E-Mail.",
    "Ceci est un message automatique, merci de ne pas y répondre.",
    "Este es un mensaje automático. No responda a este correo.",
    "Dit is een automatisch gegenereerd bericht.",
]
PEOPLE = [
    "The printer jams since this morning. It is urgent.",
    "I am out of the office today. Can you call me until 5 pm?",
    "Ich bin im Urlaub. Können Sie den Drucker bis zum 9. März reparieren?",
    "Please close the ticket, it works again.",
    "Mein Drucker druckt nicht, dringend!",
    "The automatic door does not open.",
    "Could you set up an automatic reply for me? I am on leave from Monday.",
    "My colleague is away; the laptop has to be back on Monday.",
    "Je suis au bureau jusqu'à midi, appelez-moi.",
]


@pytest.mark.parametrize("text", AWAY)
def test_a_machine_is_known_by_its_words(text: str) -> None:
    assert said(text)


@pytest.mark.parametrize("text", PEOPLE)
def test_a_person_is_none(text: str) -> None:
    assert not said(text)


def test_what_is_quoted_does_not_count() -> None:
    quoted = f"It works.\n\nOn Mon, 2 Mar 2026 at 10:00, Desk <d@x.example> wrote:\n> {AWAY[1]}"
    assert not said(quoted)


def said(text: str) -> bool:
    raw = f"From: a@example.com\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    return parse(raw.encode()).seems_automatic
