"""Letters that no person wrote, known by their headers and by what their subject says."""

import re

from deskhand.rules.letter.mime import Part

# Out-of-office subjects of the programs that set no header for it.
_AWAY = re.compile(
    r"\s*(?:(?:re|aw|sv|vs|antw|tr|r|odp|fw|fwd|wg)\s*:\s*)*[\[(]?(?:"
    r"auto(?:matic|mated)?[\s-]?(?:reply|response|respons|antwort|svar)|autoreply|autoresponder|"
    r"auto\s?:|out\s?of\s(?:the\s)?office|ooo\b|vacation\b|away from (?:my mail|the office)|"
    r"on (?:annual |maternity |parental )?leave\b|"
    r"automatische antwort|automatische beantwoording|automatisch antwoord|abwesenheit|"
    r"abwesend\b|nicht im büro|urlaubsvertretung|afwezig|niet aanwezig|"
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
    r"tự động trả lời|balasan otomatis|ตอบกลับอัตโนมัติ|sjálfvirkt svar)",
    re.I,
)
_ROBOTS = re.compile(
    r"(?:(?:no-?_?\.?reply|do-?_?\.?not-?_?\.?reply)(?:[+\-=_.].*)?|"
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
    if auto_submitted(root):
        return True
    names = {name.lower() for name, _ in root.headers}
    if any(name in names and root.text_of(name).lower() != "no" for name in _AUTO_FIELDS):
        return True
    precedence = root.text_of("precedence").lower()
    if precedence in {"auto_reply", "auto-reply", "junk"}:
        return True
    if root.text_of("x-precedence").lower() in {"auto_reply", "junk"}:
        return True
    return bool(_AWAY.match(subject)) or is_null_sender(root) or bool(_ROBOTS.match(sender))


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
