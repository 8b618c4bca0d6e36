"""Letters that no person wrote, known by their headers and by what their subject says."""

import re

from deskhand.rules.letter.mime import Part
from deskhand.rules.letter.model import Letter

# Out-of-office subjects of the programs that set no header for it.
_PREFIX = r"(?:re|aw|sv|vs|antw|tr|r|odp|fw|fwd|wg)\s*:\s*"
# What may follow: an end, a sign, an older subject, or until when. A sentence that goes on is
# about such letters: "Automatic reply does not work".
_THEN = (
    r"(?:\s?-?\s?(?:auto-?)?(?:reply|notice|message|notification))?"
    rf"(?=\s*(?:$|[\])}}:：.!,;–—-])|\s+{_PREFIX}|"
    r"\s+(?:from|until|till|to|through|since|on|bis|vom|von|ab|seit|am|du|jusqu\S{0,4}|depuis|au|le|"
    r"hasta|desde|del|fino|dal|al|tot|vanaf|op|van|até|de|från|til|fra|do|od|w|v|na|до|с)\s+"
    r"(?:\S+(?:\s+\S+)?\s*$|.{0,30}\d))"
)
_AWAY = re.compile(
    rf"\s*(?:{_PREFIX})*[\[(]?(?:"
    r"auto(?:matic|mated)?[\s-]?(?:reply|response|respons|antwort|svar)|autoreply|autoresponder|"
    r"auto(?=\s?:)|out\s?of\s(?:the\s)?office|ooo\b|vacation\b|away from (?:my mail|the office)|"
    r"(?:i am|i['’]m) (?:currently )?(?:out of (?:the )?office|away|on (?:leave|vacation|holiday))|"
    r"on (?:annual |maternity |parental )?leave\b|"
    r"ich bin (?:derzeit |zurzeit )?(?:im urlaub|abwesend|nicht im (?:büro|haus))|im urlaub\b|"
    r"je suis (?:actuellement )?(?:absente?|en congés?)|en congés?\b|absente?\b|estoy ausente|"
    r"in ferie\b|assenza dall['’]ufficio|assente\b|met vakantie\b|ausência\b|"
    r"de férias\b|jag är (?:på semester|borta)|nepřítomnost|mimo kancelář|nieobecność|"
    r"házon kívül|távollét|отпуск\b|нет на месте|отсутствую|不在通知|休暇中|自动答复|自動答覆|"
    r"외출 중|işyeri dışında|"
    r"automatische antwort|automatische beantwoording|automatisch antwoord|abwesenheit(?:s\w+)?|"
    r"abwesend\b|nicht im büro|urlaubsvertretung|afwezig(?:heid(?:s\w+)?)?|niet aanwezig|"
    r"réponse automatique|reponse automatique|absence du bureau|absent du bureau|"
    r"message d['’]absence|respuesta automática|respuesta automatica|fuera de la oficina|"
    r"ausente de la oficina|resposta automática|resposta automatica|fora do escritório|"
    r"ausência temporária|risposta automatica|fuori sede|fuori ufficio|"
    r"automatiskt svar|automatisk svar|frånvaro|ikke til stede|fraværende|fravær\b|"
    r"automaattinen vastaus|poissa toimistosta|autosvar|"
    r"odpowiedź automatyczna|automatyczna odpowiedź|poza biurem|automatická odpověď|"
    r"automatická odpoveď|mimo kancelář|automatikus válasz|răspuns automat|raspuns automat|"
    r"automatski odgovor|samodejni odgovor|automaatvastus|automātiska atbilde|"
    r"automatinis atsakymas|автоматический ответ|автоответ|вне офиса|автоматична відповідь|"
    r"автоматичен отговор|αυτόματη απάντηση|otomatik yanıt|ofis dışında|"
    r"תשובה אוטומטית|رد تلقائي|自动回复|自動回覆|自動応答|自動返信|자동 회신|부재중|"
    r"tự động trả lời|balasan otomatis|ตอบกลับอัตโนมัติ|sjálfvirkt svar)"
    rf"{_THEN}",
    re.I,
)
# The words after "Re:" in an answer to a letter of a ticket are those of the ticket.
_OF_A_TICKET = re.compile(rf"\s*{_PREFIX}.*\[#\d+\]", re.I)
_ROBOTS = re.compile(
    r"(?:(?:[\w.+-]{1,40}[-_.+])?(?P<deaf>no-?_?\.?reply|do-?_?\.?not-?_?\.?reply)(?:[+\-=_.].*)?|"
    r"(?:mailer-daemon|mail-daemon|postmaster|bounces?|auto-?reply|autoresponder|listserv|"
    r"majordomo)(?:[+\-=_].*)?)@",
    re.IGNORECASE,
)
_AUTO_FIELDS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-vacation",
    "x-mdautoreply",
    "x-ms-exchange-inbox-rules-loop",
    "x-mdvacation",
    "x-away",
    "x-failed-recipients",
)
_LIST_FIELDS = (
    "list-id",
    "list-post",
    "list-help",
    "list-unsubscribe",
    "mailing-list",
    "x-mailing-list",
    "x-beenthere",
    "x-mailman-version",
    "x-listserver",
    "x-campaignid",
    "feedback-id",
)


def auto_submitted(root: Part) -> str:
    """Return the keyword of Auto-Submitted (RFC 3834), "" when it is missing or `no`."""
    value = root.text_of("auto-submitted").partition(";")[0].partition("(")[0].strip().lower()
    return "" if value == "no" else value[:60]


def is_auto_reply(root: Part, subject: str, sender: str) -> bool:
    """Say whether a program sent this; such letters never get an automatic answer."""
    # A report is no letter: that it was delivered, came back, or was read (RFC 6522, RFC 8098).
    if auto_submitted(root) or root.content_type == "multipart/report":
        return True
    names = {name.lower() for name, _ in root.headers}
    if any(name in names and root.text_of(name).lower() != "no" for name in _AUTO_FIELDS):
        return True
    precedence = root.text_of("precedence").lower()
    if precedence in {"auto_reply", "auto-reply", "junk"}:
        return True
    if root.text_of("x-precedence").lower() in {"auto_reply", "junk"}:
        return True
    return says_away(subject) or is_null_sender(root) or bool(_ROBOTS.match(sender))


def says_away(subject: str) -> bool:
    """Say whether the subject is that of an out-of-office answer."""
    return bool(_AWAY.match(subject)) and not _OF_A_TICKET.match(subject)


def is_report(letter: Letter) -> bool:
    """Say whether a program tells something of its own accord: an alert, or what somebody has
    filled in on a page. It answers no letter, and nobody is away."""
    answers = bool(letter.in_reply_to or letter.references)
    returned = ("return-path", "<>") in {(name.lower(), said) for name, said in letter.headers}
    if answers or returned or letter.is_list or says_away(letter.subject):
        return False
    robot = _ROBOTS.match(letter.sender.email)
    is_deaf = robot is not None and bool(robot["deaf"])
    return letter.auto_submitted == "auto-generated" or (is_deaf and not letter.auto_submitted)


def is_null_sender(root: Part) -> bool:
    """Say whether the envelope sender was `<>`, as of bounces and vacation notices."""
    path = root.field_of("return-path")
    return path is not None and path.strip().replace(b" ", b"") == b"<>"


def is_list(root: Part) -> bool:
    """Say whether the letter came through a list or as a mass mailing."""
    names = {name.lower() for name, _ in root.headers}
    if any(name in names for name in _LIST_FIELDS):
        return True
    return root.text_of("precedence").lower() in {"list", "bulk"}


# Who is away writes that he is, and until when or whom else to ask; a person who means a matter
# asks something. Both have to be there: one of them alone says too little.
_IS_AWAY = re.compile(
    r"\b(?:(?:i am|i['’]m|i will be|we are|currently)\b.{0,60}\b(?:out of (?:the )?office|away from "
    r"(?:my|the) (?:desk|office|e-?mail)|on (?:\w+ )?(?:leave|vacation|holidays?)|travel+ing|"
    r"not in the office|away\b)|"
    r"(?:ich bin|bin|wir sind|werde ich)\b.{0,60}(?:nicht im (?:büro|haus|hause)|im urlaub|abwesend|außer "
    r"haus|in elternzeit|auf dienstreise|nicht erreichbar|nicht am arbeitsplatz)|"
    r"(?:je suis|je serai)\b.{0,50}(?:absente?|en congés?|en vacances|en déplacement|hors du bureau)|"
    r"(?:estoy|estaré|me encuentro)\b.{0,50}(?:fuera de la oficina|de vacaciones|ausente|de baja)|"
    r"(?:sono|sarò)\b.{0,50}(?:fuori (?:ufficio|sede)|assente|in ferie|in vacanza)|"
    r"(?:ik ben|ik)\b.{0,50}(?:afwezig|niet (?:aanwezig|op kantoor)|met (?:verlof|vakantie)|op vakantie)|"
    r"(?:estou|estarei)\b.{0,50}(?:fora do escritório|ausente|de férias)|"
    r"jag är\b.{0,50}(?:på semester|inte på kontoret|föräldraledig|ledig|frånvarande|bortrest)|"
    r"jeg er\b.{0,50}(?:på ferie|ikke (?:på|til stede på) kontoret|fraværende|bortre[ij]st|ute av kontoret)|"
    r"olen\b.{0,50}(?:lomalla|poissa|vapaalla)|"
    r"(?:jestem|będę|przebywam)\b.{0,50}(?:nieobecn|na urlopie|poza biurem)|"
    r"(?:jsem|budu)\b.{0,50}(?:mimo kancelář|na dovolené|nepřítom)|"
    r"(?:нахожусь|буду|сейчас)\b.{0,40}(?:в отпуске|в командировке|отсутств))|"
    r"(?:szabadságon|házon kívül|irodán kívül)\b.{0,30}(?:vagyok|leszek)|"
    r"(?:izinde|ofis dışında|tatilde)(?:yim)?\b|(?:不在|休暇)(?:にしており|をいただい|中)|"
    r"(?:休假|外出|不在办公室|不在辦公室|出差)",
    re.I | re.S,
)
_UNTIL = re.compile(
    r"\b(?:until|till|return(?:ing)?|back (?:on|in|at)|limited access|urgent|in my absence|"
    r"will (?:reply|respond|answer|get back|read)|bis (?:zum|einschließlich|\d)|ab (?:dem|\d)|"
    r"wieder (?:erreichbar|da|im)|dringend|vertretung|weitergeleitet|rückkehr|jusqu|retour|urgence|"
    r"urgent|en mon absence|hasta|regreso|vuelta|urgente|fino al|rientro|urgenze?|tot (?:en met|\d)|"
    r"terug|spoed|até|retorno|till och med|tillbaka|åter|brådskande|tilbage|haster?|hastesaker|"
    r"tilbake|saakka|asti|palaan|kiireelli|do (?:dnia|\d)|wracam|powrót|pilnych|vrátím|nal[eé]hav|"
    r"vissza|sürgős|до|вернусь|срочн|kadar|acil)|まで|至急|緊急|戻り|紧急|緊急|返回|至\d",
    re.I,
)
_MADE_BY_MACHINE = re.compile(
    r"this is an? (?:automated|automatic|auto-?generated) |(?:automatically|auto-?) ?generated|"
    r"(?:do not|don['’]t) (?:reply|respond) to this (?:e-?mail|message)|"
    r"(?:wurde|ist eine) automatisch|automatisch (?:generiert|erstellt|versendet|erzeugt)|"
    r"(?:antworten sie|bitte) nicht auf diese (?:e-?mail|nachricht)|"
    r"(?:message|courriel|e-?mail|réponse) (?:est )?(?:automatique|généré automatiquement)|"
    r"ne (?:pas répondre|répondez pas) à ce|"
    r"(?:mensaje|correo|respuesta) (?:es )?(?:automátic|generado automáticamente)|no responda a este|"
    r"(?:messaggio|risposta|e-?mail) (?:è )?(?:automatic|generat[oa] automaticamente)|"
    r"non rispondere a quest|automatisch (?:gegenereerd|verzonden|bericht)|"
    r"niet (?:te )?(?:beantwoorden|reageren) op (?:dit|deze)|"
    r"(?:mensagem|e-?mail|resposta) (?:é )?automátic|não responda a est|"
    r"(?:automatiskt|automatisk) (?:genererat|meddelande|svar|generert|besked|genereret)|"
    r"wiadomość (?:została )?(?:wygenerowana )?automatyczn|automaticky (?:generov|vygenerov)|"
    r"автоматическ(?:ое|ий|и) (?:сообщение|ответ|создан|сгенерир)|自動(?:送信|返信|応答)|自动(?:回复|发送|答复)",
    re.I,
)
# Without one of these neither is there; they are found far sooner than the patterns.
_HINTS = (
    "office away leave vacation holiday travel büro urlaub abwesend haus elternzeit dienstreise "
    "erreichbar absent congé vacances déplacement oficina vacaciones ausente uffici sede assente "
    "ferie vacanza afwezig aanwezig kantoor verlof vakantie escritório férias semester kontoret "
    "ledig frånvar bortre fravær lomalla poissa vapaalla nieobecn urlop biur kancelář dovolen "
    "nepřítom отпуск командиров отсутств szabads kívül izin ofis tatil 不在 休暇 休假 外出 出差 "
    "automat automát généré generat répond respond reply antworten rispondere beantwoorden "
    "reageren автомат 自動 自动"
).split()
_GLANCE, _LONGEST = 800, 2500  # characters


def seems_automatic(text: str) -> bool:
    """Say whether the words are those of an answering machine though no header betrays it.

    Too little to treat the letter as one, since a person may write so; enough not to answer it
    by a machine.
    """
    head = text[:_GLANCE]
    if len(text) > _LONGEST or "?" in head or "？" in head:
        return False
    said = text.lower()
    if not any(hint in said for hint in _HINTS):
        return False
    if _MADE_BY_MACHINE.search(text):
        return True
    return bool(_IS_AWAY.search(head)) and bool(_UNTIL.search(head))
