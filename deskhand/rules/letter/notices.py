"""Lines that machines set into letters: warnings above them, and marks above which to answer."""

import re
from collections.abc import Sequence

from deskhand.rules.letter.html import Line

# "Reply above this line", as ticket systems write it, the signs around it stripped.
_MARK = re.compile(
    r"(?:please )?(?:(?:type|enter|write|add|post|put) )?(?:your )?(?:new )?"
    r"(?:reply|response|answer|comments?|message)(?: only)? (?:above|over) (?:this|the) line(?: (?:to|when|and your) .{1,50})?|"
    r"(?:please )?write above this line(?: to .{1,50})?|in repl(?:y|ies),? all text above this line .{1,60}|"
    r"(?:please )?(?:do not|don['’]t) (?:write|type|reply|enter (?:any )?text) below this line|"
    r"(?:bitte )?(?:geben|schreiben|tragen) sie ihre antwort (?:bitte )?(?:oberhalb|über) "
    r"(?:dieser|der) (?:zeile|linie)(?: ein)?|"
    r"(?:bitte )?(?:antworten sie |antwort(?:en)? )?(?:bitte )?(?:nur )?(?:oberhalb|über) dieser "
    r"(?:zeile|linie)(?: (?:antworten|eingeben|schreiben))?|"
    r"(?:veuillez |merci de )?(?:saisi\w+|écri\w+|tap\w+|répond\w+|ajout\w+)? ?(?:votre réponse )?"
    r"au[- ]dessus de cette ligne.{0,40}|"
    r"(?:por favor,? )?(?:escrib\w+|introduzca|teclee|responda|responde)? ?(?:su |tu )?(?:respuesta )?"
    r"(?:por )?(?:encima|arriba) de esta línea.{0,40}|"
    r"(?:por favor,? )?(?:digite|escreva|insira|responda) ?(?:a )?(?:sua )?(?:resposta )?acima "
    r"(?:desta|dessa) linha.{0,40}|"
    r"(?:per favore,? )?(?:scriv\w+|inser\w+|digit\w+|rispond\w+) ?(?:la )?(?:tua |sua )?(?:risposta )?"
    r"(?:al di )?sopra (?:di |a )?questa (?:linea|riga).{0,40}|"
    r"(?:gelieve )?(?:typ|type|schrijf|plaats|geef|antwoord) ?(?:u |uw |je )?(?:antwoord |reactie )?"
    r"boven deze (?:regel|lijn).{0,40}|"
    r"(?:vänligen )?(?:skriv|svara) ?(?:ditt |dit |svaret ditt )?(?:svar )?(?:ovanför|over|ovenfor) "
    r"(?:denna|denne) (?:rad|raden|linje|linjen).{0,40}|"
    r"(?:proszę )?(?:wpisz|wpisać|napisz) (?:swoją )?odpowiedź (?:powyżej|nad) (?:tej|tą) (?:linii|linią).{0,40}|"
    r"(?:prosím,? )?(?:svou )?odpověď (?:prosím )?(?:pište|napište|zadejte) nad (?:tento řádek|tuto čáru).{0,40}|"
    r"kirjoita vastauksesi tämän rivin yläpuolelle.{0,40}|"
    r"(?:lütfen )?(?:yanıtınızı|cevabınızı) bu (?:satırın|çizginin) üst(?:üne|ünde|ünden) .{0,40}|"
    r"(?:пожалуйста,? )?(?:введите|напишите|пишите) (?:ваш |свой )?ответ (?:выше|над) (?:этой|этою) "
    r"(?:строк\w+|лини\w+|черт\w+).{0,40}|"
    r"この(?:行|線)(?:より|の)上に.{0,40}|请在(?:此|这)(?:行|线)(?:上方|之上|以上).{0,20}|請在此(?:行|線)(?:上方|之上).{0,20}",
    re.I,
)
_SIGNS = " \t\u00a0#*=-–—_<>[]|.:~+"

# That a letter came from outside, as mail servers say it.
_EXTERNAL = re.compile(
    r"\bexternal (?:e-?mail|mail|sender|source|message|address|party|user|organi[sz]ation)|"
    r"\boutside (?:of )?(?:the|your|our|this|\w{1,30}['’]s) (?:organi[sz]ation|company|firm|network|"
    r"university|agency|department|group|domain|e-?mail)|(?:originated|came|comes|sent)(?: from)? outside|"
    r"\bextern\w* (?:absender|e-?mail|quelle|nachricht|adresse|afzender|bron|avsändare|e-post|"
    r"odes[ií]|bericht)|(?:von|kommt von) (?:außerhalb|extern)|außerhalb (?:der|ihrer|unserer|des|von) |"
    r"(?:expéditeur|courriel|message|e-?mail|source|adresse) externe|externe (?:à|au) |"
    r"extérieure? (?:de|à|au) |de l['’]extérieur|"
    r"(?:remitente|correo|mensaje|origen|fuente|remetente|mensagem|origem|e-?mail) extern[oa]|"
    r"fuera de (?:la|su|nuestra) (?:organi|empresa)|fora da (?:sua |nossa )?(?:organi|empresa)|"
    r"(?:mittente|messaggio|e-?mail|fonte|origine) estern[oa]|dall['’]esterno|esterno all|"
    r"buiten (?:de|uw|onze|het) |van buiten|ekstern (?:avsender|afsender|e-?post|e-?mail)|"
    r"(?:utanför|utenfor|uden for) (?:organisation|organisasjon|företag|firma)|"
    r"spoza (?:organizacji|firmy)|zewnętrzn\w+ (?:nadawc|wiadomo|adres|źród)|ulkopuol|külső (?:feladó|e-mail)|"
    r"внешн\w+ (?:отправител|письм|почт|адрес|источник)|извне|dış kaynak|dışından|"
    r"外部.{0,6}(?:发件人|寄件人|邮件|郵件|メール|送信者)",
    re.I,
)
_WARNS = re.compile(
    r"[\s*_\[(<|!⚠️-]{0,12}(?:caution|warning|attention|beware|notice|security (?:notice|warning)|"
    r"external|ext\b|this is an external|"
    r"this (?:e-?mail|message|sender) (?:originated|was sent|came|comes|is from|has been sent)|"
    r"achtung|vorsicht|warnung|hinweis|externe?r? (?:e-?mail|absender|nachricht)|"
    r"diese (?:e-?mail|nachricht) (?:stammt|kommt|wurde)|"
    r"avertissement|prudence|courriel externe|ce (?:courriel|message)|cet e-?mail|"
    r"precaución|atención|advertencia|aviso|cuidado|este (?:correo|mensaje|e-?mail)|"
    r"attenzione|avviso|questa e-?mail|questo messaggio|"
    r"let op|waarschuwing|opgelet|deze e-?mail|dit bericht|atenção|esta mensagem|"
    r"varning|obs|advarsel|bemærk|merk|uwaga|ostrzeżenie|upozornění|pozor|varoitus|huomio|figyelem|"
    r"внимание|предупреждение|dikkat|uyarı|注意|警告)",
    re.I,
)
# Exchange, of a sender from whom little came so far.
_STRANGER = re.compile(
    r"[\s\[(]*(?:some people who received this message )?(?:you )?(?:don['’]t often get e-?mail from |"
    r"sie erhalten nicht (?:oft|häufig) e-?mails? von |vous n['’](?:obtenez|avez) pas souvent |"
    r"no suele recibir correos? |non si ricevono spesso |u ontvangt niet vaak e-?mail van |"
    r"você não costuma receber |du får inte ofta |du får sjældent |du får ikke ofte )",
    re.I,
)
_ALONE = re.compile(
    r"[\s*\[(<_|-]*(?:ext(?:ernal)?|extern[eo]?|esterno|externe?)"
    r"(?:[ :-]*(?:e-?mail|sender|message|mail))?[\s*\])>_|:-]*",
    re.I,
)
_RULE = re.compile(r"\s*[-_=*–—⎯]{3,}\s*")
_LONGEST = 900  # characters of a warning
_MOST_LINES = 14


def is_mark(text: str) -> bool:
    """Say whether a line asks to answer above it."""
    return len(text) < 200 and bool(_MARK.fullmatch(text.strip(_SIGNS)))


def warning_ends(lines: Sequence[Line]) -> int:
    """Return where the warnings end that a mail server set above the letter; 0 for none.

    Only where something else follows, and where no more than the first paragraphs are meant.
    """
    end = 0
    for _paragraph in range(3):
        begin = _past_blank(lines, end)
        after = _paragraph_ends(lines, begin)
        text = " ".join(line.text.strip() for line in lines[begin:after])
        if not text or not _is_warning(text):
            break
        end = after
    following = _past_blank(lines, end)
    if end and following < len(lines) and _RULE.fullmatch(lines[following].text):
        end = following + 1
    return end if end and _past_blank(lines, end) < len(lines) else 0


def _is_warning(text: str) -> bool:
    if len(text) > _LONGEST or text.endswith("?"):
        return False
    if _STRANGER.match(text) or _ALONE.fullmatch(text):
        return True
    return bool(_WARNS.match(text)) and bool(_EXTERNAL.search(text)) and _asks_for_care(text)


_CARE = re.compile(
    r"click|\blinks?\b|attachment|open|trust|recogni[sz]e|caution|care(?:ful)?|"
    r"klick|anh[aä]ng|öffnen|vertrau|cliqu|lien|pièce|ouvr|enlace|adjunt|haga clic|"
    r"clic(?:ca|k)|allegat|collegament|klik|bijlage|koppeling|anexo|clique|länk|bilag|bifogad|"
    r"vedlegg|vedhæft|łącz|załącznik|odkaz|příloh|link|ссыл|вложен|bağlant|liit",
    re.I,
)


def _asks_for_care(text: str) -> bool:
    return bool(_CARE.search(text))


def _past_blank(lines: Sequence[Line], index: int) -> int:
    while index < len(lines) and not lines[index].text.strip():
        index += 1
    return index


def _paragraph_ends(lines: Sequence[Line], begin: int) -> int:
    """Return where a paragraph ends: at a blank line, or at a rule below it."""
    end = begin
    while end < min(len(lines), begin + _MOST_LINES) and lines[end].text.strip():
        end += 1
        if end > begin and _RULE.fullmatch(lines[end - 1].text):
            break
    return end
