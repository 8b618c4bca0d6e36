"""P27: what proves an address of ours to a third party is not shown to outsiders."""

from datetime import timedelta

import pytest

from deskhand.mail.models import OutgoingLetter
from deskhand.mail.reply_addresses import make
from deskhand.tickets.models import Message, Ticket
from tests.cast import reader
from tests.desk.letters import HELP, arrive, last, letter

pytestmark = pytest.mark.django_db

LINK = "https://chat.example/confirm?token=abc123"
CODES = [
    ("Slick <feedback@chat.example>", "Chat confirmation code: ABC-123", "Here it is."),
    ("no-reply@shop.example", "Verify your e-mail address", f"Click {LINK}"),
    ("Git <noreply@git.example>", "Welcome", f"Please confirm your account: {LINK}"),
    ("hello@board.example", "Your code", "Your verification code is 482913"),
    ("x@cloud.example", "Bitte bestätigen Sie Ihre E-Mail-Adresse", f"Hier: {LINK}"),
    ("x@nube.example", "Código de verificación", "Su código es 482913"),
    ("x@nuage.example", "Votre code de vérification", "482 913"),
    ("no-reply@birch.example", "Sign-in code", "123456"),
    ("x@yun.example", "您的验证码", "482913"),
    ("x@kumo.example", "認証コードのお知らせ", "認証コード: 482913"),
    ("x@gureum.example", "인증번호", "인증번호는 482913 입니다."),
    ("x@oblako.example", "Код подтверждения", "482913"),
    ("x@bulut.example", "Doğrulama kodu", "482913"),
    ("x@felho.example", "Megerősítő kód", "482913"),
    ("x@sahab.example", "رمز التحقق", "482913"),
    ("Bea <bea@birch.example>", "You are invited: complete your registration", LINK),
    ("no-reply@chat.example", "Sign in to Chat", "https://chat.example/z-login/abc"),
    ("no-reply@chat.example", "Bo has invited you to work in Chat", "https://join.chat.example/x"),
    ("admin@ca.example", "SSL certificate approval for northlight.example", LINK),
    (
        "drive-shares-noreply@disk.example",
        'Bo shared "Plan" with you',
        "https://disk.example/invite",
    ),
    ("x@app.example", "Dein Code", "123 456"),
    ("x@app.example", "Enlace de acceso", "https://app.example/auth?t=1"),
]


def nobody_outside_reads(stage, at) -> bool:
    people = (stage.bea, stage.bruno, stage.cem, stage.carla)
    return not any(
        Message.objects.visible_to(reader(who), at=at + timedelta(days=1))
        .filter(letter=last(), ticket__in=Ticket.objects.visible_to(reader(who)))
        .exists()
        for who in people
    )


@pytest.mark.parametrize(("sender", "subject", "text"), CODES)
@pytest.mark.parametrize("to", ["help", "copied", "key"])
def test_no_requester_ever_reads_a_code(stage, at, sender, subject, text, to):
    ticket = arrive(letter("Bea <bea@birch.example>"), at=at)
    places = {
        "help": [HELP],
        "copied": [HELP, "bea@birch.example", "cem@cedar.example"],
        "key": [make(HELP, ticket.reply_key)],
    }
    before = OutgoingLetter.objects.count()
    arrive(letter(sender, subject=subject, text=text, to=places[to]), at=at)
    assert nobody_outside_reads(stage, at)
    assert OutgoingLetter.objects.count() == before
    assert any("looks like a code" in line for line in last().trace) or last().state == "ignored"


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("Bea <bea@birch.example>", "Password reset", "I forgot my password, please call 4711."),
        ("Bea <bea@birch.example>", "Verification code", "The code 482913 does not work."),
        ("new@birch.example", "The oven is dark", "Since 2026, see https://oven.example/manual"),
        ("x@gmail.com", "Printer", "Error 4711 on the display."),
        ("x@gmail.com", "Cannot sign in to the portal", "At https://portal.example/login I fail."),
        ("no-reply@watch.example", "Oven is DOWN", "Log in to see: https://watch.example/login"),
    ],
)
def test_people_who_ask_about_codes_are_heard(stage, at, sender, subject, text):
    ticket = arrive(letter(sender, subject=subject, text=text), at=at)
    assert ticket.requester is not None
    assert not ticket.is_confidential


def test_administrators_see_what_was_held(stage, at):
    ticket = arrive(
        letter("no-reply@shop.example", subject="Verify your account", text=LINK), at=at
    )
    assert (ticket.needs_review, ticket.is_confidential, ticket.requester) == (True, True, None)
    assert Ticket.objects.visible_to(reader(stage.asta)).filter(pk=ticket.pk).exists()
    assert not Ticket.objects.visible_to(reader(stage.nils)).filter(pk=ticket.pk).exists()
