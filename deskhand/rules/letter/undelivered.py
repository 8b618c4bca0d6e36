"""Bounces in plain words, by mail servers that know no RFC 3464: in many languages, by what the
server says and whom it names. Only believed of senders that are machines.
"""

import re

_MACHINES = re.compile(
    r"(?:mailer-?daemon|mail-?daemon|mdaemon|mailerdaemon|microsoftexchange[0-9a-f]{32})@", re.I
)
_NAMED_MACHINES = re.compile(r"\bmail (?:delivery|transport) (?:sub)?system\b", re.I)
_KEEPERS = re.compile(r"(?:postmaster|mailmaster|mail-?administrator|administrator)@", re.I)
_FAILED = re.compile(
    r"could ?n(?:o|['’])t be (?:delivered|sent|routed)|cannot be delivered|not (?:been )?delivered|undeliver|"
    r"delivery (?:to .{1,100} )?(?:has )?fail|failed (?:permanently|recipient)|user (?:is )?unknown|"
    r"unknown user|no such (?:user|mailbox|address|recipient)|mailbox .{0,30}(?:full|not found|unavailable)|"
    r"unknown host|host (?:is )?unknown|no valid recipients|addresses failed|"
    r"does(?: not|n['’]t) exist|returned to (?:the )?sender|returning message|unrouteable|over quota|"
    r"nicht .{0,60}(?:zugestellt|zustellbar|zustellen|übermittelt|ausgeliefert)|unzustellbar|zustellung .{0,60}fehl|"
    r"unbekannte[rn]? (?:empfänger|benutzer)|existiert nicht|postfach .{0,40}(?:voll|überfüllt)|"
    r"pas pu être (?:remis|distribué|livré|acheminé|délivré|envoyé)|non (?:remis|distribué|délivré)|"
    r"échec de (?:la )?(?:remise|livraison|distribution)|destinataire inconnu|boîte .{0,40}pleine|"
    r"no (?:se )?(?:pudo|ha podido|ha sido posible|puede|fue posible) .{0,40}entreg|no entregado|"
    r"error (?:de|en la) entrega|buzón .{0,40}lleno|usuario desconocido|"
    r"non (?:è stato possibile|può essere|è stat[oa]) .{0,40}(?:consegn|recapit)|mancata consegna|"
    r"impossibile (?:consegnare|recapitare)|utente sconosciuto|casella .{0,40}piena|"
    r"(?:kon|kan|kunnen) niet .{0,60}(?:bezorgd|afgeleverd|bezorgen)|onbestelbaar|niet bezorgd|"
    r"onbekende (?:gebruiker|ontvanger)|mailbox .{0,20}vol\b|"
    r"não (?:pôde|pode|foi possível|foi) .{0,40}entreg|falha na entrega|caixa .{0,40}cheia|"
    r"(?:kunde|gick) inte .{0,40}lever|olevererbar|kunne ikke .{0,40}(?:lever|aflever)|ikke levert|"
    r"ei voitu toimittaa|toimitus epäonnistui|ei voida toimittaa|"
    r"nie (?:można|mogła|mógł|została|udało) .{0,60}(?:dostarcz|doręcz)|niedostarczon|"
    r"nelze doručit|nedoručiteln|nebyl[oay]? .{0,30}doručen|nemohla být doručen|"
    r"nem (?:kézbesíthető|sikerült .{0,30}kézbesíteni)|kézbesítés .{0,30}sikertelen|"
    r"nu a putut fi livrat|livrarea .{0,30}eșuat|"
    r"не (?:может быть|удалось|была|было|доставлено|доставлен).{0,60}|недоставлен|не існує|"
    r"δεν (?:ήταν δυνατή|παραδόθηκε|μπορεί να παραδοθεί)|"
    r"teslim edileme|iletilemedi|gönderilemedi|"
    r"配信(?:でき|不能|に失敗|エラー)|届きません|送信できません|宛先不明|"
    r"无法(?:投递|送达|传递|发送)|退信|投递失败|無法(?:遞送|傳送|投遞)|"
    r"전달(?:할 수 없|되지 않|에 실패|하지 못)|반송",
    re.I,
)
_DELAYED = re.compile(
    r"\bdelay|will (?:be retried|keep trying|continue)|still (?:trying|being retried)|not yet been|"
    r"verzögert|noch nicht zugestellt|weiterhin versucht|wird weiter|différ[ée]|retard|retrasad|ritard|"
    r"vertraagd|försen|forsink|viiväst|opóźni|zpožd|késik|задерж|задержан|gecik|遅延|延迟|延遲|지연",
    re.I,
)
# What no notice says that gave up.
_STILL_TRIED = re.compile(
    r"this is a warning only|(?:do not|don['’]t) need to (?:resend|retry)|still being retried|"
    r"no action is required on your part|will (?:be retried until|continue to (?:try|be tried))|"
    r"sie müssen (?:die|ihre) nachricht nicht (?:erneut|noch einmal) senden|il n['’]est pas nécessaire de "
    r"(?:le |la )?renvoyer|no (?:es necesario|necesita) (?:volver a enviar|reenviar)",
    re.I,
)
# A delay of anything may be told; only that of a delivery is meant.
_DELIVERY = re.compile(
    r"deliver|zustell|zugestellt|auslieferung|remis|livr|distribu|achemin|entreg|consegn|recapit|bezorg|"
    r"lever|toimit|dostarcz|doręcz|doruč|kézbes|доставк|teslim|配信|投递|投遞|전달|message queue|spool",
    re.I,
)
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9]")
_IDS = re.compile(r"(?im)^[\s>]*(?:[\w-]*message-id|references|in-reply-to):.*(?:\n[ \t].*)*")
_MOST = 8000  # characters read
_MOST_NAMED = 50


def is_machine(sender: str, name: str, *, is_null_sender: bool, has_original: bool) -> bool:
    """Say whether a sender is one of the names of a mail server. People keep a post, too: a
    postmaster is believed only where the letter that came back is there."""
    if is_null_sender or _MACHINES.match(sender) or _NAMED_MACHINES.search(name):
        return True
    return has_original and bool(_KEEPERS.match(sender))


def is_still_tried(subject: str, text: str) -> bool:
    """Say whether a notice tells of a delay alone, whoever it names."""
    return bool(_STILL_TRIED.search(f"{subject}\n{text[:_MOST]}"))


def told_in_words(subject: str, text: str, *, ours: set[str]) -> tuple[list[str], bool] | None:
    """Return whom a notice names, besides `ours`, and whether it only tells of a delay; None
    where it tells of neither."""
    said = f"{subject}\n{text[:_MOST]}"
    is_delay = bool(_DELAYED.search(said) and _DELIVERY.search(said))
    if not is_delay and not _FAILED.search(said):
        return None
    text = _IDS.sub("", text[:_MOST])
    named = dict.fromkeys(found.lower() for found in _EMAIL.findall(text))
    return [email for email in named if email not in ours][:_MOST_NAMED], is_delay
