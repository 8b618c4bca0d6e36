"""The desk's main job from end to end: real IMAP, real SMTP, a real browser, one request."""

import smtplib
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.config.running import deskhand, free_port
from tests.conftest import FreshDatabase
from tests.mail.dovecot import PASSWORD, USER, Dovecot, dovecot
from tests.stories.desk import ADMINISTRATOR, Desk, browser, running, sign_in, visit
from tests.stories.post import World, code_in, text_of, world

BEA = "bea@birch.example"
SUBJECT = "The oven display is dark"
# A picture of one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f0005000201a5f645a00000000049454e44ae426082"
)

pytestmark = pytest.mark.timeout(300)


def first_letter() -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = f"Bea Birch <{BEA}>"
    letter["To"] = "help@northlight.example"
    letter["Subject"] = SUBJECT
    letter["Message-ID"] = "<oven-1@birch.example>"
    letter.set_content("Hello,\n\nthe display of oven two stays dark since this morning.\n\nBea\n")
    letter.add_alternative(
        '<p>Hello,</p><p>the display of oven two stays dark.</p><img src="cid:oven">'
        "<script>alert(1)</script>",
        subtype="html",
    )
    letter.get_payload()[1].add_related(PIXEL, "image", "png", cid="<oven>", filename="oven.png")
    return letter


def test_a_letter_becomes_a_ticket_and_is_answered(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str
) -> None:
    post_port = free_port()
    email_url = f"smtp://127.0.0.1:{post_port}"
    environ = fresh_database.environ
    with (
        world(post_port) as outside,
        TemporaryDirectory() as imap,
        dovecot(Path(imap)) as mailserver,
        running(environ, tmp_path, DESKHAND_EMAIL_URL=email_url) as desk,
        browser(chromium) as chrome,
    ):
        page = visit(chrome, desk)
        sign_in(page, *ADMINISTRATOR)
        set_up(page, mailserver)
        receipt_comes(outside, mailserver)
        agent_answers(page, outside)
        requester_replies(page, desk, outside, environ)
        portal_shows_it(chrome, desk, outside)
        expect(page.locator("#main")).to_contain_text("Closed")


def set_up(page: Page, mailserver: Dovecot) -> None:
    """The administrator enters the mailbox, a client, and a short undo window."""
    page.goto("/setup/")
    page.get_by_role("main").get_by_role("link", name="Mailboxes").click()
    page.get_by_role("link", name="Northlight IT").first.click()
    page.get_by_label("Fetch letters").check()
    page.get_by_label("IMAP server").fill("127.0.0.1")
    page.locator("#id_port").fill(str(mailserver.port))
    page.locator("#id_security").select_option("plain")
    page.locator("#id_user_name").fill(USER)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto("/setup/rows/organizations/new/")
    page.get_by_label("Name", exact=True).fill("Birch Bakery")
    page.get_by_label("Mail domains").fill("birch.example")
    page.get_by_role("button", name="Save").click()
    page.goto("/setup/firm/")
    page.get_by_label("Seconds to take a reply back").fill("2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def receipt_comes(outside: World, mailserver: Dovecot) -> None:
    """A letter in the mailbox is answered at once, in its thread, with number and promise."""
    mailserver.put(bytes(first_letter()))
    receipt = outside.wait_for(BEA)
    # She has never written before: her words are not sent back to an address nobody has proved.
    assert receipt["Subject"] == "[#1] We have received your request"
    assert receipt["In-Reply-To"] == "<oven-1@birch.example>"
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert "Its number is 1" in text_of(receipt)
    assert "We answer by" in text_of(receipt)


def agent_answers(page: Page, outside: World) -> None:
    """From the queue to the ticket; a note for colleagues, and a reply with a file."""
    page.goto("/desk/queues/open/")
    page.get_by_role("link", name=SUBJECT).click()
    expect(page.get_by_role("heading", name=SUBJECT)).to_be_visible()
    expect(page.locator(".panel .chip").first).to_have_attribute("data-state", "running")
    page.get_by_role("button", name="Internal note").click()
    page.locator("#composer-text").fill("They never pay for the warranty.")
    page.get_by_role("button", name="Add internal note").click()
    expect(page.locator("#conversation")).to_contain_text("never pay")
    page.locator("select[name=value]").nth(1).select_option(label="2 High")
    expect(page.locator("#conversation")).to_contain_text("Priority from 3 Normal to 2 High")
    page.get_by_role("button", name="Reply", exact=True).click()
    page.locator("#composer-text").fill("Please pull the **plug** for a minute.")
    page.locator(".composer input[type=file]").set_input_files(
        {"name": "oven.txt", "mimeType": "text/plain", "buffer": b"how to reset the display"}
    )
    page.get_by_role("button", name="Send to Bea Birch").click()
    expect(page.locator("#conversation")).to_contain_text("Please pull the plug")
    reply = outside.wait_for(BEA, holding="Please pull")
    assert reply["In-Reply-To"] == "<oven-1@birch.example>" or "<oven-1@birch.example>" in str(
        reply["References"]
    )
    assert [part.get_filename() for part in reply.iter_attachments()] == ["oven.txt"]
    assert "never pay" not in reply.as_string()
    page.reload()
    expect(page.locator(".panel .chip").first).to_contain_text("Met")


def requester_replies(page: Page, desk: Desk, outside: World, environ: dict[str, str]) -> None:
    """Her answer by mail appears in the open ticket; the same letter again changes nothing."""
    reply = outside.to(BEA, holding="Please pull")[-1]
    answer = EmailMessage()
    answer["From"] = f"Bea Birch <{BEA}>"
    answer["To"] = reply["Reply-To"]
    answer["Subject"] = f"Re: {reply['Subject']}"
    answer["Message-ID"] = "<oven-2@birch.example>"
    answer["In-Reply-To"] = reply["Message-ID"]
    answer["References"] = f"{reply['References']} {reply['Message-ID']}"
    answer.set_content("It glows again. Thank you!\n\nOn Monday, Asta wrote:\n> Please pull\n")
    with smtplib.SMTP("127.0.0.1", desk.smtp_port, timeout=20) as line:
        line.send_message(answer, BEA, [str(reply["Reply-To"])])
    expect(page.locator("#conversation")).to_contain_text("It glows again", timeout=40_000)
    again = deskhand("mail", "deliver", environ=environ, stdin=bytes(answer))
    assert again.returncode == 0, again.stderr
    done = deskhand("mail", "ingest", environ=environ)
    assert done.returncode == 0, done.stderr
    page.reload()
    expect(page.locator(".message").filter(has_text="It glows again")).to_have_count(1)


def portal_shows_it(chrome: Browser, desk: Desk, outside: World) -> None:
    """She signs in by a mailed code, sees what is hers to see, and closes her request."""
    portal = visit(chrome, desk)
    portal.goto("/accounts/login/code/")
    portal.get_by_label("E-mail").fill(BEA)
    portal.get_by_role("button").filter(has_text="code").click()
    letter = outside.wait_for(BEA, holding="code")
    portal.get_by_label("Code").fill(code_in(letter))
    portal.get_by_role("button", name="Sign in").click()
    portal.get_by_role("link", name=SUBJECT).click()
    expect(portal.get_by_text("the display of oven two")).to_be_visible()
    expect(portal.get_by_text("Please pull the plug")).to_be_visible()
    assert "never pay" not in portal.content()
    portal.get_by_role("button", name="This is solved").click()
    expect(portal.get_by_text("This request is closed.")).to_be_visible()
