"""Letters that prove to a third party who owns an address: codes, and links that confirm.

Whoever makes a service send such a letter to a support address, and then reads it, has proved
to that service that he works here. When in doubt, a letter is taken for one.
"""

import re

from deskhand.rules.letter.model import Letter

_WORDS = re.compile(
    r"\b(?:verification|confirmation|security|sign-?in|log-?in|access|one[- ]?time|activation|"
    r"authentication|registration|validation)\s(?:code|pin|passcode|password|link|e-?mail|request)\b|"
    r"\b(?:passcode|otp|magic link)\b|\bcode is\b|\byour (?:\w+ )?(?:code|pin)\b|"
    r"\b(?:verify|confirm|validate|activate) (?:your|this|that|the|my|account|e-?mail)\b|"
    r"\b(?:reset|set|change|choose) (?:your|a new) password\b|\bpassword reset\b|"
    r"\b(?:invited you|invitation) to (?:join|collaborate)\b|\bcomplete your (?:registration|sign)|"
    r"(?:bestätigungs|verifizierungs|sicherheits|aktivierungs|anmelde|freischalt|einmal)"
    r"-?(?:code|link|passwort|mail)|"
    r"(?:bestätige|verifiziere|aktiviere)n? (?:sie )?(?:ihre?|deine?)|"
    r"(?:passwort|kennwort) (?:zurücksetzen|zurückzusetzen)|e-?mail-?adresse (?:zu )?bestätigen|"
    r"\b(?:dein|ihr|euer) (?:\w+ )?(?:code|pin)\b|"
    r"\b(?:ssl|tls) certificate (?:request|approval|order)|\bcertificate (?:approval|issuance)|"
    r"\bdomain (?:control )?validation\b|(?:enlace|link) de (?:acceso|inicio)|lien de connexion|"
    r"link di accesso|inloglink|inloggningslänk|link do logowania|ссылка для входа|"
    r"code de (?:vérification|confirmation|sécurité|connexion|validation)|"
    r"(?:confirmez|vérifiez|activez|validez) votre|"
    r"réinitialis\w+ (?:de )?(?:votre |le )?mot de passe|"
    r"código de (?:verificación|confirmación|seguridad|acceso|verificação|confirmação|segurança)|"
    r"(?:confirm[ae]|verifi(?:ca|que)|activ[ae]|ative) (?:tu|su|seu|sua|o seu|a sua)\b|"
    r"restablece\w* (?:tu |su |la )?contraseña|redefin\w+ (?:sua |a sua )?senha|"
    r"codice di (?:verifica|conferma|sicurezza|accesso)|"
    r"(?:conferma|verifica|attiva) (?:il tuo|la tua)|"
    r"(?:verificatie|bevestigings|beveiligings|activerings)(?:code|link|mail)|"
    r"(?:bevestig|verifieer|activeer) (?:je|uw)|kod (?:weryfikacyjny|potwierdzający|aktywacyjny)|"
    r"(?:验证|驗證|确认|確認|动态|校验)[码碼]|(?:認証|確認)(?:コード|番号)|인증\s?(?:번호|코드)|"
    r"код (?:подтверждения|проверки|доступа|безопасности|підтвердження)|подтвердите (?:ваш|свой|адрес)|"
    r"(?:doğrulama|onay|güvenlik) kodu|(?:ověřovací|potvrzovací|overovací) kód|"
    r"(?:ellenőrző|megerősítő|hitelesítő|biztonsági) kód|vahvistuskoodi|kertakäyttökoodi|"
    r"(?:engangs|sikkerheds|sikkerhets)kode|κωδικός (?:επαλήθευσης|επιβεβαίωσης|ασφαλείας)|"
    r"קוד (?:אימות|האימות)|رمز (?:التحقق|التأكيد)|mã xác (?:minh|nhận|thực)|รหัสยืนยัน|"
    r"kode verifikasi|cod de (?:verificare|confirmare)|codi de verificació|kod za potvrdu|"
    r"potwierdź (?:swój|adres)|(?:verifierings|bekräftelse|verifiserings|bekræftelses)(?:kod|kode)",
    re.IGNORECASE,
)
# The subject of what a program sends with a link that lets its reader in; people write so too,
# and alerts say below how to see more.
_LETS_IN = re.compile(
    r"\b(?:sign|log)(?: |-)?in(?:to| to)?\b|\binvit(?:ed?|es|ation)\b|\bjoin\b|"
    r"\bfinish (?:creating|setting|your)\b|\bshared .{0,80}with you\b|\baccept\b|"
    r"anmelden|anmeldung|einloggen|eingeladen|einladung|connexion|connectez|invité|invitation|"
    r"inicia(?:r)? sesión|acceso|accede|invitado|accedi\b|accesso|invitat|inloggen|uitgenodigd|"
    r"entrar|acessar|convid|logga in|inbjud|log ind|logg inn|inviter|zaloguj|logowani|zapros|"
    r"přihl[aá]|pozván|bejelentkez|meghív|войти|вход|приглаш|giriş|davet|ログイン|招待|登录|登入|邀请|로그인|초대",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"https?://[^\s\"'<>]{0,400}(?:verif|confirm|activat|validat|token|invit|reset|magic|sign-?in|"
    r"sign-?up|log-?in|auth|password|passwort|register|join|accept|bestaetig|code=|key=)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?<![\w.:/#-])(?:\d{4,8}|\d{3}[ -]\d{3}|[A-Z0-9]{3,4}-[A-Z0-9]{3,4})(?![\w:/])"
)
_GLANCE = 4000  # characters


def proves_an_address(letter: Letter, *, is_known: bool) -> bool:
    """Say whether a letter carries what proves an address to somebody else.

    `is_known` is for writers with a place among the clients: people who ask about such a code
    are told from the services that send them.
    """
    is_robot = letter.is_auto_reply or letter.is_list
    body = letter.text[:_GLANCE]
    has_link = bool(_LINK.search(body) or _LINK.search(letter.html[: 10 * _GLANCE]))
    if not (has_link or _CODE.search(f"{letter.subject} {body}")):
        return False
    if _WORDS.search(letter.subject):
        return is_robot or has_link or not is_known
    if is_robot and has_link and _LETS_IN.search(letter.subject):
        return True
    return (is_robot or not is_known) and bool(_WORDS.search(body))
