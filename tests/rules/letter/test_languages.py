"""Quotes and signatures of the common mail programs, in the languages people write in."""

import pytest

from deskhand.rules.letter import parse
from tests.rules.letter.corpora import squeezed, wrapped

ANSWER = "The printer works again.\nPlease close the ticket."
OLD = "Does the printer work now?"

WROTE = {
    "en gmail": "On Mon, Jan 15, 2024 at 2:30 PM Desk <desk@example.org> wrote:",
    "en apple": "On 15 Jan 2024, at 14:30, Desk <desk@example.org> wrote:",
    "en thunderbird": "On 15/01/2024 14:30, Desk wrote:",
    "de gmail": "Am Mo., 15. Jan. 2024 um 14:30 Uhr schrieb Desk <desk@example.org>:",
    "de apple": "Am 15.01.2024 um 14:30 schrieb Desk <desk@example.org>:",
    "fr gmail": "Le lun. 15 janv. 2024 à 14:30, Desk <desk@example.org> a écrit :",
    "fr thunderbird": "Le 15/01/2024 à 14:30, Desk a écrit :",
    "es": "El lun, 15 ene 2024 a las 14:30, Desk (<desk@example.org>) escribió:",
    "pt": "Em seg., 15 de jan. de 2024 às 14:30, Desk <desk@example.org> escreveu:",
    "it": "Il giorno lun 15 gen 2024 alle ore 14:30 Desk <desk@example.org> ha scritto:",
    "nl": "Op ma 15 jan 2024 om 14:30 schreef Desk <desk@example.org>:",
    "sv": "Den mån 15 jan. 2024 kl 14:30 skrev Desk <desk@example.org>:",
    "da": "Den man. 15. jan. 2024 kl. 14.30 skrev Desk <desk@example.org>:",
    "no": "man. 15. jan. 2024 kl. 14:30 skrev Desk <desk@example.org>:",
    "fi": "ma 15. tammik. 2024 klo 14.30 Desk (desk@example.org) kirjoitti:",
    "pl": "pon., 15 sty 2024 o 14:30 Desk <desk@example.org> napisał(a):",
    "pl thunderbird": "W dniu 15.01.2024 o 14:30, Desk pisze:",
    "cs": "po 15. 1. 2024 v 14:30 odesílatel Desk <desk@example.org> napsal:",
    "sk": "po 15. 1. 2024 o 14:30 Desk <desk@example.org> napísal(a):",
    "hu": "Desk <desk@example.org> ezt írta (időpont: 2024. jan. 15., H, 14:30):",
    "ro": "În lun., 15 ian. 2024 la 14:30, Desk <desk@example.org> a scris:",
    "hr": "pon, 15. sij 2024. u 14:30 Desk <desk@example.org> napisao je:",
    "bg": "На пн, 15.01.2024 г. в 14:30 Desk <desk@example.org> написа:",
    "ru": "пн, 15 янв. 2024 г. в 14:30, Desk <desk@example.org>:",
    "ru apple": "15 янв. 2024 г., в 14:30, Desk <desk@example.org> написал(а):",
    "uk": "пн, 15 січ. 2024 р. о 14:30 Desk <desk@example.org> пише:",
    "el": "Στις Δευ 15 Ιαν 2024 στις 2:30 μ.μ., ο χρήστης Desk <desk@example.org> έγραψε:",
    "tr": "Desk <desk@example.org>, 15 Oca 2024 Pzt, 14:30 tarihinde şunu yazdı:",
    "ca": "Missatge de Desk <desk@example.org> del dia dl., 15 de gen. 2024 a les 14:30:",
    "he": "\u202bבתאריך יום ב׳, 15 בינו׳ 2024 ב-14:30 מאת Desk <desk@example.org>:\u202c",
    "ar": "في الاثنين، 15 يناير 2024 في 2:30 م تمت كتابة ما يلي بواسطة Desk <desk@example.org>:",
    "ja": "2024年1月15日(月) 14:30 Desk <desk@example.org>:",
    "zh": "Desk <desk@example.org> 于2024年1月15日周一 14:30写道：",
    "zh-tw": "Desk <desk@example.org> 於 2024年1月15日 週一 下午2:30寫道：",
    "ko": "2024년 1월 15일 (월) 오후 2:30, Desk <desk@example.org>님이 작성:",
    "vi": "Vào Th 2, 15 thg 1, 2024 vào lúc 14:30 Desk <desk@example.org> đã viết:",
    "id": "Pada tanggal Sen, 15 Jan 2024 pukul 14.30 Desk <desk@example.org> menulis:",
    "th": "ในวันที่ จ. 15 ม.ค. 2024 เวลา 14:30 Desk <desk@example.org> เขียนว่า:",
    "et": "Kuupäev 15. jaan 2024, kell 14:30, kirjutas kasutaja Desk <desk@example.org>:",
    "lv": "pirmd., 2024. g. 15. janv., plkst. 14:30 — lietotājs Desk (desk@example.org) rakstīja:",
    "lt": "2024-01-15, pr, 14:30 Desk <desk@example.org> rašė:",
    "sl": "V V pon., 15. jan. 2024 ob 14:30 je oseba Desk <desk@example.org> napisala:",
}
BLOCKS = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "pt": ("De", "Enviada em", "Para", "Assunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "sk": ("Od", "Odoslané", "Komu", "Predmet"),
    "hu": ("Feladó", "Elküldve", "Címzett", "Tárgy"),
    "ro": ("De la", "Trimis", "Către", "Subiect"),
    "hr": ("Šalje", "Poslano", "Prima", "Predmet"),
    "sl": ("Od", "Poslano", "Za", "Zadeva"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "uk": ("Від", "Надіслано", "Кому", "Тема"),
    "bg": ("От", "Изпратено", "До", "Относно"),
    "el": ("Από", "Στάλθηκε", "Προς", "Θέμα"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu"),
    "zh": ("发件人", "发送时间", "收件人", "主题"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
    "ko": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    "he": ("מאת", "נשלח", "אל", "נושא"),
    "ar": ("من", "تاريخ الإرسال", "إلى", "الموضوع"),
    "et": ("Saatja", "Saadetud", "Adressaat", "Teema"),
    "lv": ("No", "Nosūtīts", "Kam", "Tēma"),
    "lt": ("Nuo", "Išsiųsta", "Kam", "Tema"),
    "vi": ("Từ", "Đã gửi", "Đến", "Chủ đề"),
}
MOBILES = [
    "Sent from my iPhone", "Get Outlook for iOS<https://aka.ms/o0ukef>", "Sent from my Galaxy",
    "Sent from Yahoo Mail on Android", "Sent from Mail for Windows", "Von meinem iPhone gesendet",
    "Gesendet mit der GMX Mail App", "Holen Sie sich Outlook für Android",
    "Envoyé de mon iPhone", "Télécharger Outlook pour iOS", "Enviado desde mi iPhone",
    "Obtener Outlook para Android", "Enviado do meu iPhone", "Obter o Outlook para iOS",
    "Inviato da iPhone", "Inviato dal mio Galaxy", "Verstuurd vanaf mijn iPhone",
    "Outlook voor iOS downloaden", "Skickat från min iPhone", "Sendt fra min iPhone",
    "Hent Outlook til iOS", "Lähetetty iPhonesta", "Wysłane z iPhone'a", "Odesláno z iPhonu",
    "Odoslané z iPhonu", "Trimis de pe iPhone-ul meu", "Отправлено с iPhone",
    "Надіслано з iPhone", "Изпратено от моя iPhone", "Στάλθηκε από το iPhone μου",
    "iPhone'umdan gönderildi", "发自我的iPhone", "iPhoneから送信", "나의 iPhone에서 보냄",
    "נשלח מה-iPhone שלי", "Poslano iz mog iPhonea", "iPhone-ról küldve",
]  # fmt: skip
CLOSINGS = [
    "Kind regards,", "Best regards", "Regards,", "Best wishes,", "Sincerely,", "Yours faithfully,",
    "Cheers,", "Mit freundlichen Grüßen", "Viele Grüße", "Freundliche Grüsse", "MfG",
    "Cordialement,",
    "Bien cordialement,", "Un saludo,", "Saludos cordiales,", "Atentamente,", "Atenciosamente,",
    "Cumprimentos,", "Cordiali saluti", "Distinti saluti,", "Met vriendelijke groet,",
    "Groeten,", "Med vänlig hälsning", "Vänliga hälsningar,", "Med venlig hilsen", "Mvh",
    "Med vennlig hilsen", "Ystävällisin terveisin", "Z poważaniem,", "Pozdrawiam", "S pozdravem",
    "S pozdravom", "Üdvözlettel:", "Cu stimă,", "Lijep pozdrav,", "С уважением,", "З повагою,",
    "Поздрави,", "Με εκτίμηση,", "Saygılarımla,", "Lugupidamisega", "Pagarbiai", "Ar cieņu",
    "Trân trọng,", "此致",
]  # fmt: skip


def reply_to(
    body: str, *, subtype: str = "plain", sender: str = "Ann Lee <ann@example.com>"
) -> str:
    return parse(wrapped(body.encode(), subtype=subtype, sender=sender)).reply_text


@pytest.mark.parametrize("line", WROTE.values(), ids=WROTE)
def test_an_announced_quote_is_folded(line: str) -> None:
    marked = "\n".join(f"> {each}" for each in (OLD, "", "Your desk"))
    assert reply_to(f"{ANSWER}\n\n{line}\n\n{marked}\n") == ANSWER
    assert reply_to(f"{ANSWER}\n\n{line}\n{marked}\n") == ANSWER


@pytest.mark.parametrize("line", WROTE.values(), ids=WROTE)
def test_an_announced_quote_without_marks_is_folded_too(line: str) -> None:
    assert reply_to(f"{ANSWER}\n\n{line}\n\n{OLD}\n\nYour desk\n") == ANSWER


@pytest.mark.parametrize("line", WROTE.values(), ids=WROTE)
def test_gmails_container_is_folded(line: str) -> None:
    shown = line.replace("<", "&lt;").replace(">", "&gt;")
    html = (
        f"<div dir=ltr>The printer works again.<br>Please close the ticket.</div><br>"
        f"<div class='gmail_quote'><div class='gmail_attr'>{shown}<br></div>"
        f"<blockquote class=gmail_quote>{OLD}</blockquote></div>"
    )
    assert reply_to(html, subtype="html") == ANSWER


@pytest.mark.parametrize("labels", BLOCKS.values(), ids=BLOCKS)
def test_outlooks_block_is_folded(labels: tuple[str, str, str, str]) -> None:
    values = ("Desk <desk@example.org>", "15.01.2024 14:30", "Ann Lee", "The printer")
    rows = [f"{label}: {value}" for label, value in zip(labels, values, strict=True)]
    plain = "\n".join(rows)
    assert reply_to(f"{ANSWER}\n\n{plain}\n\n{OLD}\n") == ANSWER
    rule = f"{'_' * 32}\n"
    assert reply_to(f"{ANSWER}\n\n{rule}{plain}\n\n{OLD}\n") == ANSWER
    html = "".join(
        f"<b>{label}:</b> {value.replace('<', '&lt;')}<br>"
        for label, value in zip(labels, values, strict=True)
    )
    html = (
        "<p>The printer works again.<br>Please close the ticket.</p>"
        f"<div style='border-top:solid #E1E1E1 1.0pt'><p>{html}</p></div><p>{OLD}</p>"
    )
    assert reply_to(html, subtype="html") == ANSWER


@pytest.mark.parametrize("line", MOBILES)
def test_a_telephones_line_is_folded(line: str) -> None:
    assert reply_to(f"{ANSWER}\n\n{line}\n") == ANSWER
    quote = f"{WROTE['en gmail']}\n> {OLD}"
    assert reply_to(f"{ANSWER}\n\n{line}\n\n{quote}\n") == ANSWER


@pytest.mark.parametrize("line", CLOSINGS)
def test_a_closing_formula_and_what_follows_are_folded(line: str) -> None:
    assert reply_to(f"{ANSWER}\n\n{line}\n\nAnn Lee\nAcme Ltd\n+44 20 7946 0000\n") == ANSWER


@pytest.mark.parametrize(
    "body",
    [
        "On the whole I agree with what he wrote: it is fine.\nGo ahead.",
        "From: the warehouse it takes two days.\nTo: the shop, three.",
        "We met on 12 May 2024 at 10:00, and Bob wrote down the list:\n- one\n- two",
        "Sent from my desk, this is quicker than by telephone.",
        "Please read the list:\n-- first\n-- second\nand tell me.",
        "Best regards to your team, they did well.\nNow the next thing: the scanner fails.",
        "Error at 2024-01-15 14:30 from <bob@example.com>\nline two",
        "Table:\n-----\na 1\nb 2\n-----\nTotal 3",
        "Steps:\n1. From: field is empty\n2. I press send\n3. Nothing",
        "Thanks for the quick help!",
        "Hi,\nOn Monday 12 Jan at 10:00 I wrote you about this:\nthe scanner does not scan.",
        "Am 12.01.2024 schrieb ich Ihnen schon wegen des Druckers:\n\nEr druckt nicht.",
        "The error says:\n\n> Fatal error 12\n\nWhat shall I do?",
    ],
)
def test_what_only_looks_like_a_quote_or_signature_stays(body: str) -> None:
    assert squeezed(reply_to(body)) == squeezed(body)


def test_a_dashed_name_is_folded_above_a_foot_and_stays_without_one() -> None:
    foot = "_______________________________________________\nusers mailing list\nusers@l.example"
    assert reply_to(f"{ANSWER}\n\n-Bob Dam\n\n\n{foot}\n") == ANSWER
    for said in ("-Bob van Dam", "-Toner HP", "-toner\n\n-Toner HP"):
        assert reply_to(f"{ANSWER}\n\n{said}\n").endswith(said)
    listed = f"We need\n-Paper\n\n-Toner Black\n\n{foot}"
    assert "-Toner Black" in reply_to(listed)


@pytest.mark.parametrize("mark", ["PS:", "P.S.", "P. S. -", "PPS,", "PD:", "NB:", "追伸："])
def test_a_postscript_below_the_name_stays(mark: str) -> None:
    added = f"{mark} The door code\nhas changed."
    foot = f"Kind regards,\nAnn Lee\n\n{added}\n\nBirch Ltd\n+44 20 7946 0000"
    assert reply_to(f"{ANSWER}\n\n{foot}\n") == f"{ANSWER}\n\n{added}"
    assert "P.S." not in reply_to(f"{ANSWER}\n\nRegards\nAnn Lee\nP.S.\n")


@pytest.mark.parametrize(
    "added",
    [
        "How do I reset my password?",
        "One more thing:\nthe door code?",
        "Log:\n12:01 disk\n12:02 disk",
    ],
)
def test_what_is_asked_or_told_below_the_name_stays(added: str) -> None:
    foot = f"Kind regards,\nAnn Lee\n\n{added}\n\nBirch Ltd\n+44 20 7946 0000"
    assert reply_to(f"{ANSWER}\n\n{foot}\n") == f"{ANSWER}\n\n{added}"
    assert reply_to(f"{ANSWER}\n\n-- \nAnn Lee\n\nDirectors:\nA. Lee, B. Dam\n") == ANSWER


def test_answers_between_quoted_lines_stay() -> None:
    body = (
        f"See below.\n\n{WROTE['de gmail']}\n\n> Which floor?\n\nThe third.\n\n> Which room?\n"
        "Room 12.\n\n> Thanks\n\n-- \nAnn Lee"
    )
    letter = parse(wrapped(body.encode()))
    assert letter.reply_text == "See below.\n\nThe third.\n\nRoom 12."
    assert "> Which room?" in letter.quoted
    assert "Ann Lee" in letter.quoted


def test_answers_inside_gmails_container_stay() -> None:
    html = (
        "<div>See below.</div><div class=gmail_quote><div class=gmail_attr>On Mon Bob wrote:</div>"
        "<blockquote class=gmail_quote>Floor?</blockquote><div>The third.</div>"
        "<blockquote class=gmail_quote>Room?</blockquote><div>Room 12.</div></div>"
    )
    assert reply_to(html, subtype="html") == "See below.\n\nThe third.\n\nRoom 12."


@pytest.mark.parametrize(
    "tail",
    [
        ">>> Desk <desk@example.org> 15/01/2024 14:30 >>>\nOld words",
        "-------- Original message --------\nFrom: Desk\nOld words",
        "-----Ursprüngliche Nachricht-----\nOld words",
        "---- On Mon, 15 Jan 2024 14:30:00 +0100 Desk <desk@example.org> wrote ----\n\nOld words",
        "Begin forwarded message:\n\n> From: Bob <bob@example.com>\n> Old words",
        "From:\tDesk <desk@example.org>\nTo:\tAnn\nDate:\t15.01.2024 14:30\n\nOld words",
        "*From:* Desk [mailto:desk@example.org]\n*Sent:* Monday\n*To:* Ann\n\nOld words",
        "Sent with Proton Mail secure email.",
        "Kind regards\nAnn\n\nThis e-mail is confidential and intended only for its reader. " * 2,
    ],
)
def test_other_programs_tails_are_folded(tail: str) -> None:
    assert reply_to(f"{ANSWER}\n\n{tail}\n") == ANSWER


def test_a_letter_of_nothing_but_quotes_is_shown_whole() -> None:
    body = f"{WROTE['en gmail']}\n> {OLD}\n"
    assert squeezed(reply_to(body)) == squeezed(body)


@pytest.mark.parametrize(
    "html",
    [
        "<div>New words</div><hr id=stopSpelling>From: a@b.c<br>Old words",
        "<p>New words</p><div id=appendonsend></div><hr><div id=divRplyFwdMsg><b>X:</b> y</div>"
        "<div>Old words</div>",
        "<p>New words</p><div class=yahoo_quoted><div>On Monday, Bob said:</div>Old words</div>",
        "<p>New words</p><div class=moz-cite-prefix>Am 1.1. schrieb Bob:</div>"
        "<blockquote type=cite>Old words</blockquote>",
        "<p>New words</p><blockquote type=cite><div>Old words</div></blockquote>",
        "<p>New words</p><div class=protonmail_quote>Old words</div>",
        "<p>New words</p><div class='gmail_signature'>Ann Lee<br>Acme</div>",
        "<p>New words</p><div id=Signature>Ann Lee<br>Acme</div>",
        "<p>New words</p><pre class=moz-signature>-- \nAnn Lee</pre>",
    ],
)
def test_marks_of_mail_programs_in_html_are_believed(html: str) -> None:
    assert reply_to(html, subtype="html", sender="x@example.com") == "New words"
