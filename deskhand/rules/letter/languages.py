"""The words by which mail programs announce an older letter, in some forty languages.

Each table may grow by a line; the rules that use them are in `quotes` and `signatures`.
"""

import re

# "On <date> <name> wrote:": the verb that closes (or, in German, stands inside) the line.
WROTE = (
    r"wrote|writes|schrieb|schreef|schreev|skrev|skrifaði|escribió|escribio|va escriure|escribiu|"
    r"escreveu|a écrit|écrit|ecrit|ha scritto|scrisse|napisał\(a\)|napisała|napisał|napisal\(a\)|"
    r"napsal\(a\)|napsala|napsal|napísal\(a\)|napísala|napísal|je napisao/la|je napisala|"
    r"je napisao|napisao je|napisala je|je napisal\(a\)|je napisal|kirjoitti|kirjutas|rakstīja|"
    r"rašė|írta|irta|a scris|написал\(а\)|написала|написал|написа|написав\(ла\)|написав|пише|"
    r"пишет|пишел|έγραψε|yazdı|şunu yazdı|şunları yazdı|yazmış|napisala|napisal|מאת|"
    r"כתב/ה|כתבה|כתב|كتابة|بواسطة|كتب|كتبت|نوشت|"
    r"ने लिखा|লিখেছেন|đã viết|viết|menulis|pisze|a écris|scrieb|skreiv|idatzi du|"
    r"shkroi|wrote the following"
)
# Scripts that set no space between words.
_WROTE_UNSPACED = r"写道|寫道|写到|のメール|が書きました|は書きました|작성|เขียน"
WROTE_LINE = re.compile(rf"(?<!\w)(?:{WROTE})(?!\w)|{_WROTE_UNSPACED}", re.IGNORECASE)

_MONTHS = frozenset(
    "jan feb mar mär mrz apr may mai maj jun jul aug sep oct okt nov dec dez déc des fév fev avr "
    "aoû ene abr ago dic gen mag giu lug set ott out sty lut kwi cze lip sie wrz paź lis gru mei "
    "янв фев апр мая май июн июл авг сен окт ноя дек led úno bře dub kvě čer srp zář říj pro oca "
    "şub nis haz tem ağu eyl eki kas ara ιαν φεβ μαρ απρ μαΐ μαϊ ιου αυγ σεπ οκτ νοε δεκ сак тра "
    "чер лип сер вер жов лис гру січ лют бер кві tam hel maa huh tou kes hei elo syy lok mar jou "
    "márc ápr jún júl szep".split()
)
# Something of a date: a year, a clock time, or day, month and year in figures.
_FIGURES = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d(?!\d)|\d{1,2}[:.h]\d{2}(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|"
    r"\d{1,2}\s?[月日時时])"
)
_DAY_MONTH = re.compile(r"(?<!\d)\d{1,2}\.?\s?(?:de\s)?([^\W\d_]{3,12})")
_MONTH_DAY = re.compile(r"(?<!\w)([^\W\d_]{3,12})\.?\s\d{1,2}(?!\d)")


def is_dated(text: str) -> bool:
    """Say whether the first 240 characters name a day or a time, in figures or by month."""
    text = text[:240]
    if _FIGURES.search(text):
        return True
    named = (found[1].lower() for find in (_DAY_MONTH, _MONTH_DAY) for found in find.finditer(text))
    return any(name[:3] in _MONTHS or name[:4] in _MONTHS for name in named)


# How such a line opens; only needed where the verb alone would prove little.
OPENS = re.compile(
    r"\s*(?:-{2,}\s*)?(?:on|am|at|le|el|il|op|den|de|em|a|no|dne|dňa|dnia|w dniu|на|от|в|у|"
    r"il giorno|in data|pe|în|ngày|pada|tarihinde|στις|την|ב|في|در|vào)\b|"
    r"\s*(?:-{2,}\s*)?\W{0,3}(?:\d|\w{2,9}(?:[,.]|\s\d))",
    re.I,
)

# Labels of Outlook's header block, by what they name.
_LABELS = {
    "from": (
        "From De Da Von Van Fra Från Od Od\u00a0 Lähettäjä Kirjoittaja Feladó Expeditor Expéditeur "
        "Remitente Mittente Remetente Absender Afzender Avsändare Avsender Afsender Nadawca "
        "Odesílatel Odosielateľ Pošiljatelj Saatja Sūtītājs Siuntėjas Nuo No От Від Отправитель "
        "Από Kimden Gönderen מאת من از 发件人 寄件者 寄件人 差出人 送信者 "
        "보낸사람|보낸\\s사람|발신|จาก|Từ|Dari|"
        "Šalje|Pošiljalac|De\\sla|De\\s?la|Frá|Tæt|D'|प्रेषक|Kimden"
    ),
    "sent": (
        "Sent Gesendet Verzonden Sendt Skickat Enviado Enviada Envoyé Inviato Wysłano Odesláno "
        "Odoslané Lähetetty Elküldve Trimis Poslano Saadetud Nosūtīts Išsiųsta Отправлено "
        "Надіслано Изпратено Στάλθηκε Gönderildi נשלח تاريخ\\sالإرسال|发送时间|"
        "寄件日期|傳送時間|送信日時|보낸\\s날짜|"
        "ส่ง|Đã\\sgửi|Dikirim|Gönderilme\\sTarihi|Enviat|Enviado\\sel|Enviado\\sem|Enviada\\sem|"
        "Message\\sdu|Envoyé\\sle|Enviada\\sa|Sent\\son|Wysłane|Bidalia|Geplaatst|Verstuurd"
    ),
    "date": (
        "Date Datum Data Fecha Dato Päiväys Päivämäärä Dátum Dată Дата Ημερομηνία Ημ/νία Tarih "
        "תאריך التاريخ 日期 日付 日時 날짜|Kuupäev|Datums|วันที่|Ngày|Tanggal|Dagsetning"
    ),
    "to": (
        "To An Aan Til Till Para À A Al Do Komu Pro Vastaanottaja Címzett Către Za Kellele Kam "
        "Kam\u0307 Кому Към До Προς Kime Alıcı אל إلى 收件人 收件者 宛先 "
        "받는사람|받는\\s사람|ถึง|Tới|Đến|Kepada|"
        "Prima|Primalac|Per|A\\s|Pour|Destinatario|Destinataire|Empfänger|Ontvanger|Viðtakandi"
    ),
    "cc": (
        "Cc Kopie Kopi Kopia Copie Kopija CC Копия Копія Κοινοποίηση Bilgi "
        "עותק نسخة 抄送 副本 참조|"
        "Másolat|Cópia|Copie\\sà|Con\\scopia\\sa|Kopio"
    ),
    "subject": (
        "Subject Betreff Onderwerp Emne Ämne Asunto Assunto Objet Sujet Oggetto Temat Předmět Predmet "
        "Aihe Otsikko Tárgy Subiect Teema Tēma Tema Тема Относно Θέμα Konu "
        "נושא الموضوع 主题 主旨 件名 "
        "제목|เรื่อง|Chủ\\sđề|Perihal|Subjek|Assumpte|Zadeva|Efni|Betr|Vec|Konu"
    ),
    "reply": "Reply-To Antwort\\san|Responder\\sa|Répondre\\sà|Rispondi\\sa|Odpowiedz\\sdo",
    "other": (
        "Organization Organisation Attachments Anhänge Bijlagen Pièces\\sjointes|Allegati|Adjuntos|"
        "Importance Wichtigkeit Priorität Bcc Resent-From Vedhæftet Mailed-By Priority"
    ),
}


def _label_pattern() -> re.Pattern[str]:
    kinds = []
    for kind, words in _LABELS.items():
        every = {word for chunk in words.split("|") for word in chunk.replace("\n", " ").split(" ")}
        choices = "|".join(sorted((word for word in every if word), key=len, reverse=True))
        kinds.append(f"(?P<{kind}>{choices})")
    return re.compile(rf"[\s*_>|•]{{0,12}}(?:{'|'.join(kinds)})[\s\u00a0]*\**\s*[:：]\**", re.I)


LABEL = _label_pattern()

_ORIGINAL = (
    r"original message|original appointment|original e-?mail|reply message|"
    r"ursprüngliche nachricht|"
    r"original-?nachricht|originalnachricht|ursprüngliche mail|oorspronkelijk bericht|"
    r"original meddelelse|"
    r"oprindelig meddelelse|oprindelig besked|opprinnelig melding|originalmeddelande|"
    r"ursprungligt meddelande|ursprungsmeddelande|"
    r"message d['’]origine|message d'origine|message original|message initial|mensaje original|"
    r"mensagem original|messaggio originale|wiadomość oryginalna|oryginalna wiadomość|"
    r"original meddelande|"
    r"původní zpráva|původní e-mail|pôvodná správa|alkuperäinen viesti|eredeti üzenet|"
    r"mesaj original|mesajul original|"
    r"mesajul inițial|izvorna poruka|originalna poruka|izvirno sporočilo|algne kiri|"
    r"исходное сообщение|оригинальное сообщение|пересылаемое сообщение|пересланное сообщение|"
    r"оригинално съобщение|вихідне повідомлення|оригінальне повідомлення|αρχικό μήνυμα|"
    r"orijinal mesaj|özgün ileti|özgün mesaj|"
    r"הודעה מקורית|الرسالة الأصلية|رسالة أصلية|原始邮件|原始郵件|原邮件|元のメッセージ|"
    r"original message.*|원본 메시지|원본 메일|tin nhắn gốc|pesan asli|missatge original|"
    r"lettera originale|originele bericht"
)
_HANDED_ON = (
    r"messaggio inoltrato|forwarded message|forwarded e-?mail|weitergeleitete nachricht|"
    r"doorgestuurd bericht|message transféré|mensaje reenviado|mensagem encaminhada|"
    r"wiadomość przekazana|przekazana wiadomość|przesłana wiadomość|vidarebefordrat meddelande|"
    r"videresendt (?:meddelelse|melding|besked)|välitetty viesti|přeposlaná zpráva|"
    r"továbbított üzenet|iletilen mesaj|转发的邮件|轉寄郵件|転送メッセージ|전달된 메시지|"
    r"προωθημένο μήνυμα|mesaj redirecționat|forwarded by .{1,80}|terusan pesan"
)
_BETWEEN = r"[\s>]*[-_=–—*]{{2,}}\s*(?:{})\s*[-_=–—*:]{{1,}}\s*"  # dashes
ORIGINAL = re.compile(_BETWEEN.format(f"{_ORIGINAL}|{_HANDED_ON}"), re.I)
# The same words with nothing around them: they announce only above a header block.
ORIGINAL_WORDS = re.compile(rf"[\s>]*(?:{_ORIGINAL}|{_HANDED_ON})\s*[:：]?\s*", re.I)
_BEGINS_HANDED_ON = (
    r"begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|"
    r"début du message (?:transféré|réexpédié)|inizio messaggio inoltrato|"
    r"inicio del mensaje reenviado|início da mensagem (?:encaminhada|reencaminhada)|"
    r"begin doorgestuurd bericht|vidarebefordrat brev|start på videresendt besked|"
    r"videresendt melding|начало переадресованного сообщения|początek przekazywanej wiadomości|"
    r"početak proslijeđene poruke|začátek přeposílané zprávy|továbbított levél kezdete|"
    r"iletilmiş mesajın başlangıcı|転送されたメッセージ|下面是被转发的邮件|开始转发的邮件|"
    r"전달된 메시지|välitetty viesti alkaa"
)
ORIGINAL_BARE = re.compile(
    rf"\s*(?:missatge de .{{1,100}}@.{{3,200}}|{_BEGINS_HANDED_ON})\s*[:：]?\s*", re.I
)
# What programs set above a letter that is handed on, whatever its subject says.
HANDS_ON = re.compile(
    rf"{_BETWEEN.format(_HANDED_ON)}|[\s>]*(?:{_BEGINS_HANDED_ON})\s*[:：]?\s*", re.I
)

# How the subject of a forwarded letter begins.
FORWARD = re.compile(
    r"\s*\[?(?:fwd?|fw|wg|tr|rv|enc|i|vb|vl|pd|doorst|ilt|i̇lt|továbbítás|πρθ|пересл|пересылка|"
    r"转发|轉寄|転送|전달)\s*[:：]\s*",
    re.IGNORECASE,
)

# Prefixes that mean an answer elsewhere, and the head by whose language they mean a forward.
FORWARD_ABOVE = (
    (re.compile(r"\s*vs\s*:\s*", re.I), re.compile(r"\W*fra\s*:", re.I)),
    (re.compile(r"\s*to\s*:\s*", re.I), re.compile(r"\W*feladó\s*:", re.I)),
)

# What announces only the marked lines under it: "Quoting Ann Lee <ann@example.com>:".
QUOTING = re.compile(
    r"\s*(?:quoting|quote from|zitat von|zitiere|citando(?: a)?|mensaje citado por|cita de|citation de|"
    r"citazione di|citat (?:från|af|fra)|cytat(?: z)?|cytowanie|citace|idézet|alıntı|цитирование|"
    r"цитата)\b.{2,200}[:：]\s*",
    re.I,
)

# "My answers are below": between the lines of the old text, where nothing marks them.
SEE_BELOW = re.compile(
    r"\b(?:see (?:my |the )?(?:\w+ )?(?:below|inline|in line|in (?:red|blue|green|bold))|(?:below|inline) in|"
    r"(?:answers?|repl(?:y|ies)|comments?|responses?) (?:(?:is|are) )?(?:below|inline|in line|in (?:red|blue|green|bold))|"
    r"inline\b|siehe (?:weiter )?unten|(?:antwort(?:en)?|anmerkung(?:en)?|kommentare?) (?:siehe |stehen |findest du |finden sie )?"
    r"(?:unten|im text|in (?:rot|blau|grün))|"
    r"(?:voir|réponses?) (?:ci-dessous|dans le texte|en rouge|en bleu)|(?:ver|véase|respuestas?) (?:más )?(?:abajo|en rojo|en azul)|"
    r"(?:vedi|risposte?) (?:sotto|in rosso|in blu)|zie (?:hier)?onder|antwoord(?:en)? (?:hieronder|in het rood)|"
    r"(?:ver|respostas?) (?:abaixo|em vermelho)|se (?:nedan|nedenfor|under)|svar (?:nedan|nedenfor|i rödt?)|"
    r"(?:patrz|odpowiedzi) (?:poniżej|w tekście)|viz níže|odpovědi níže|lásd (?:lent|alább)|см\. ниже|ответы ниже)",
    re.I,
)

# "Sent from my telephone", as the whole line. What follows the words must be short: a sentence
# that begins like this is a sentence.
MOBILE = re.compile(
    r"\W{0,3}(?:(?:sent|send|written|typed|posted)\s(?:from|via|with|by|on|"
    r"using)\b|get\soutlook\sfor|"
    r"(?:von\smeine[mr]|von)\b.{1,40}\bgesendet|(?:gesendet|versendet|"
    r"verschickt|verfasst)\s(?:von|mit|über|"
    r"via|aus|vom)\b|"
    r"diese nachricht wurde von meinem|hol(?:e|en sie sich)? (?:dir )?outlook für|"
    r"outlook für (?:ios|android) (?:herunterladen|beziehen)|"
    r"envoyé\s(?:depuis|de|par|avec|à partir)\b|télécharge[rz] outlook pour|obtenir outlook pour|"
    r"provenance : courrier pour windows|"
    r"enviado\s(?:desde|de|do|da|a partir|através|por|com)\b|enviat\sdes\sde|obtener outlook para|"
    r"obter o outlook para|obtém o outlook|"
    r"inviato\s(?:da|dal|dall|con|tramite)\b|scarica outlook per|ottieni outlook per|"
    r"(?:verstuurd|verzonden|gestuurd)\s(?:vanaf|vanuit|met|via|van)\b|"
    r"outlook voor (?:ios|android) downloaden|"
    r"download outlook voor|"
    r"(?:sendt|skickat|skickad|sänt)\s(?:fra|från|via|med)\b|hent outlook til|få outlook for|"
    r"hämta outlook för|skaff deg outlook|skaffa outlook|"
    r"lähetetty\b|hanki outlook|"
    r"wysłan[eoa]\s(?:z|ze|za)\b|pobierz program outlook|"
    r"odesláno\sz|získat outlook|odoslané\sz|poslano\s(?:s|iz|z)\b|"
    r"küldve|iphone-ról küldve|trimis\s(?:de pe|din|cu)\b|saadetud|nosūtīts|išsiųsta iš|"
    r"отправлено\s(?:с|из|от|через)\b|скачать outlook|надіслано\s(?:з|із|зі)\b|изпратено\sот|"
    r"στάλθηκε από|εστάλη από|αποκτήστε το outlook|"
    r"iphone['’]?umdan gönderildi|.{1,20}gönderildi$|outlook.{1,10}edinin|"
    r"נשלח מ|أرسلت من|تم الإرسال من|مرسل من|发自我的|从我的.{1,20}发送|"
    r"發自我的|從我的.{1,20}傳送|来自我的|"
    r"iphoneから送信|.{1,20}から送信|나의 .{1,20}에서 보냄|내 .{1,20}에서 "
    r"보냄|gửi từ|dikirim dari|ส่งจาก|"
    r"via mobile$|von unterwegs)",
    re.I,
)

# The formula that closes a letter, alone on its line (a comma or full stop may follow).
CLOSING = re.compile(
    r"\s*(?:(?:with\s)?(?:(?:kind(?:est)?|best|warm(?:est)?|"
    r"kindly)\s)?regards|(?:all\s)?(?:the\s)?(?:very\s)?best(?:\swishes)?|"
    r"yours(?:\s(?:sincerely|faithfully|truly))?|(?:very\s)?(?:sincerely|"
    r"respectfully)(?:\syours)?|cordially|"
    r"cheers|(?:many\s)?thank\syou(?=,)|(?:many\s)?thanks\s(?:and|"
    r"&)\s(?:kind\s|best\s)?regards|br|rgds|kr|brgds|"
    r"mit\s(?:freundliche[nm]|besten|herzlichen|lieben|vielen|"
    r"kollegialen)\sgr(?:ü|ue)(?:ß|ss)en?|mfg|"
    r"(?:mit\s)?freundlichem gruß|"
    r"(?:freundliche|beste|liebe|viele|herzliche|schöne)n?\sgr(?:ü|ue)(?:ß|"
    r"ss)e?|(?:lieben|schönen|besten)\sgru(?:ß|ss)|"
    r"gr(?:ü|ue)(?:ß|ss)e|gru(?:ß|ss)|hochachtungsvoll|lg|vg|bg|"
    r"(?:bien\s)?cordialement|(?:très\s)?cordialement|bien\sà\s(?:vous|toi)|"
    r"(?:sincères|meilleures|cordiales)\ssalutations|"
    r"salutations(?:\sdistinguées)?|amicalement|respectueusement|bonne\sjournée|"
    r"(?:un\s)?(?:cordial\s)?saludos?(?:\scordial(?:es)?)?|(?:muy\s)?atentamente|atte|un\sabrazo|"
    r"reciba un cordial saludo|salutacions|"
    r"(?:com\sos\smelhores\s)?(?:melhores\s)?cumprimentos|atenciosamente|att|abraços?|cordialmente|"
    r"(?:cordiali|distinti|cari|i\smigliori)\ssaluti|saluti|un\scaro\ssaluto|grazie\se\ssaluti|"
    r"(?:met\s)?(?:vriendelijke|hartelijke|de\sbeste)\sgroet(?:en)?|"
    r"groet(?:en|jes)?|mvg|hoogachtend|"
    r"(?:med\s)?(?:venlig|vennlig|vänlig|bästa|bedste|beste|mange|"
    r"kærlig)\s?(?:e\s)?(?:hilsen|hilsner|hälsning(?:ar)?)|"
    r"(?:med\s)?vänliga\shälsningar|hälsningar|hilsen|mvh|vh|dbh|"
    r"(?:ystävällisin|parhain|terveisin)(?:\sterveisin)?|terveisin|t:|"
    r"(?:z\s)?(?:poważaniem|pozdrowieniami|wyrazami\sszacunku)|"
    r"pozdrawiam(?:\sserdecznie)?|pozdrowienia|"
    r"s\s(?:pozdravem|úctou|přátelským\spozdravem|pozdravom)|(?:srdečně\s)?zdravím|"
    r"(?:üdvözlettel|tisztelettel|üdv)|(?:cu\s)?(?:stimă|respect)|(?:lijep|"
    r"srdačan|lep)\s?(?:o\s)?pozdrav|pozdrav|s\spoštovanjem|"
    r"с\s(?:уважением|наилучшими\sпожеланиями)|всего\s(?:доброго|"
    r"наилучшего)|з\sповагою|с\sуважение|поздрави|"
    r"με\sεκτίμηση|(?:φιλικά|φιλικούς\sχαιρετισμούς)|χαιρετισμούς|"
    r"saygılar(?:ımla|ımızla)?|iyi\sçalışmalar|sevgiler|"
    r"בברכה|בכבוד\sרב|مع\s(?:أطيب\s)?(?:التحيات|تحياتي|خالص التحيات)|تحياتي|با\sاحترام|"
    r"此致|敬上|谨上|顺颂商祺|祝好|敬具|よろしくお願いします|以上|"
    r"감사합니다|trân\strọng|hormat\ssaya|salam|ด้วยความเคารพ|"
    r"lugupidamisega|parimate\ssoovidega|ar\scieņu|pagarbiai|kveðja|með\skveðju)"
    r"[\s,.!;:–-]*(?:\(?[\U0001F300-\U0001FAFF☺❤]\)?\s*)?",
    re.I,
)

# Legal words at the foot.
DISCLAIMER = re.compile(
    r"[\s*_-]*(?:(?:e-?mail\s|legal\s|important\s)?(?:disclaimer|confidentiality(?:\snotice)?)\b\s*[:.]?|"
    r"this (?:e-?mail|message|communication)(?:,? (?:and|including) (?:any |its )?(?:files|attachments?|"
    r"contents?))?.{0,60} (?:is|are|may (?:be|contain)|contains?) .{0,40}(?:confidential|privileged|"
    r"intended (?:only|solely))|"
    r"the information (?:contained )?in this (?:e-?mail|message)|"
    r"diese (?:e-?mail|nachricht).{0,60} (?:enthält|kann|ist) .{0,40}vertraulich|"
    r"(?:ce (?:message|courriel)|cet e-?mail).{0,80} confidentiel|"
    r"este (?:mensaje|correo|e-?mail).{0,80} confidencial|"
    r"(?:questo messaggio|le informazioni contenute in quest).{0,80}(?:riservat|confidenzial)|"
    r"(?:esta mensagem|este e-?mail).{0,80} confidencia|"
    r"(?:dit (?:bericht|e-?mail)|deze e-?mail).{0,80} vertrouwelijk|"
    r"\W{0,4}(?:p )?(?:please )?(?:consider|think (?:of|about)) (?:the|our) environment\b|"
    r"\W{0,4}(?:bitte )?(?:denken sie|denkt|denke) an (?:die|unsere) umwelt\b|"
    r"\W{0,4}(?:bitte )?prüfen sie(?: bitte)?,? ob diese (?:e-?mail|nachricht)\b.{0,40}(?:gedruckt|druck)|"
    r"\W{0,4}(?:avant d['’]imprimer|pensez à (?:l['’]environnement|la planète))|"
    r"\W{0,4}(?:antes de imprimir|piense en el medio ?ambiente|prima di stampare|"
    r"denk (?:a\.u\.b\. )?aan het milieu|tänk på miljön|tænk på miljøet|tenk på miljøet|"
    r"pomyśl o środowisku))",
    re.IGNORECASE,
)
