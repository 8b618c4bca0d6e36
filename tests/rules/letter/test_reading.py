"""What a letter says, however it was put: headers, charsets, parts, files."""

import base64
from datetime import UTC, datetime

import pytest

from deskhand.rules.letter import as_json, content_hash, parse
from tests.rules.letter.written import file_of, letter, mixed


@pytest.mark.parametrize(
    ("field", "email", "name"),
    [
        ("Ann Lee <ann@example.com>", "ann@example.com", "Ann Lee"),
        ('"Lee, Ann" <ann@example.com>', "ann@example.com", "Lee, Ann"),
        ("ann@example.com (Ann Lee)", "ann@example.com", "Ann Lee"),
        ("<ann@example.com>", "ann@example.com", ""),
        ("=?utf-8?q?J=C3=BCrgen?= <j@example.com>", "j@example.com", "Jürgen"),
        ("=?utf-8?b?SsO8?= =?utf-8?b?cmdlbg==?= <j@example.com>", "j@example.com", "Jürgen"),
        ("Jürgen <j@example.com>", "j@example.com", "Jürgen"),
        ('"=?utf-8?q?M=C3=BCller=2C_J?=" <j@example.com>', "j@example.com", "Müller, J"),
        ("Ann Lee", "", "Ann Lee"),
        ("undisclosed-recipients:;", "", ""),
        ("Staff: ann@example.com, bob@example.com;", "ann@example.com", ""),
        ("Ann [mailto:ann@example.com]", "ann@example.com", "Ann"),
        ('"unclosed <ann@example.com>', "ann@example.com", "unclosed"),
        ("Ann <ann@example.com", "ann@example.com", "Ann"),
        ("", "", ""),
    ],
)
def test_the_sender_is_found(field: str, email: str, name: str) -> None:
    sender = letter(f"From: {field}").sender
    assert (sender.email, sender.name) == (email, name)


def test_the_sender_field_serves_where_from_names_no_address() -> None:
    assert letter("From: Ann\nSender: ann@example.com").sender.email == "ann@example.com"
    assert letter("Subject: no author").sender.email == ""


def test_recipients_carry_their_field_and_groups_are_dissolved() -> None:
    read = letter(
        "From: a@example.com\nTo: Team: x@example.com, Y <y@example.com>;, z@example.com\n"
        "Cc: c@example.com; d@example.com\nCc: e@example.com\nReply-To: r@example.com"
    )
    assert [(each.email, each.field) for each in read.recipients] == [
        ("x@example.com", "to"),
        ("y@example.com", "to"),
        ("z@example.com", "to"),
        ("c@example.com", "cc"),
        ("d@example.com", "cc"),
        ("e@example.com", "cc"),
    ]
    assert [each.email for each in read.reply_to] == ["r@example.com"]


@pytest.mark.parametrize(
    ("field", "subject"),
    [
        ("Printer\r\n jammed", "Printer jammed"),
        ("=?iso-8859-1?q?Gr=FC=DFe?=", "Grüße"),
        ("=?utf-8?b?R3LDvMM=?= =?utf-8?b?n2U=?=", "Grüße"),
        ("=?utf-8?q?Gr=C3=BC=C3?=\r\n =?utf-8?q?=9Fe?=", "Grüße"),
        ("Re: =?utf-8?q?Gr=C3=BC=C3=9Fe?= an alle", "Re: Grüße an alle"),
        ("=?x-nonsense?q?abc?=", "abc"),
        ("=?utf-8?q?Two words?=", "Two words"),
        ("=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?gb2312?b?1tDOxA==?=", "中文"),
        ("=?utf-8?b?broken", "=?utf-8?b?broken"),
        ("Grüße in raw UTF-8", "Grüße in raw UTF-8"),
        ("tab\there\x07", "tab here"),
    ],
)
def test_the_subject_is_decoded(field: str, subject: str) -> None:
    assert letter(f"Subject: {field}").subject == subject


def test_raw_latin_1_in_a_header_is_guessed() -> None:
    assert parse(b"Subject: Gr\xfc\xdfe\n\nx").subject == "Grüße"


def test_the_thread_is_read_oldest_first() -> None:
    read = letter(
        "Message-ID: <c@example.com>\nReferences: <a@example.com>\n\t<b@example.com>\n"
        "In-Reply-To: <p@example.com>\nSubject: Re: [#4711] Printer"
    )
    assert read.message_id == "c@example.com"
    assert read.references == ("a@example.com", "b@example.com", "p@example.com")
    assert read.referenced_ids == read.references
    assert read.in_reply_to == ("p@example.com",)
    assert read.subject_token == 4711
    assert letter("Subject: [# 12] no").subject_token is None


@pytest.mark.parametrize(
    ("field", "instant"),
    [
        ("Mon, 15 Jan 2024 14:30:00 +0100", datetime(2024, 1, 15, 13, 30, tzinfo=UTC)),
        ("15 Jan 24 14:30 EST", datetime(2024, 1, 15, 19, 30, tzinfo=UTC)),
        ("Mon, 15 Jan 2024 14:30:00 +0100 (CET)", datetime(2024, 1, 15, 13, 30, tzinfo=UTC)),
        ("2024-01-15T14:30:00Z", datetime(2024, 1, 15, 14, 30, tzinfo=UTC)),
        ("yesterday", None),
        ("Mon, 99 Jan 2024 14:30:00 +0100", None),
        ("Mon, 15 Jan 2024 14:30:00 +9999", datetime(2024, 1, 15, 14, 30, tzinfo=UTC)),
        ("", None),
        ("Mon, 2 Mar 2026 10:12:00 CET", datetime(2026, 3, 2, 9, 12, tzinfo=UTC)),
        ("Mon, 2 Mar 2026 10:12:00 EST5EDT", datetime(2026, 3, 2, 15, 12, tzinfo=UTC)),
        ("Mon, 2 Mar 2026 10:12:00 GMT+1", datetime(2026, 3, 2, 9, 12, tzinfo=UTC)),
        ("Mon, 2 Mar 2026 10:12:00 UTC-03:30", datetime(2026, 3, 2, 13, 42, tzinfo=UTC)),
        ("02.03.2026 10:12", datetime(2026, 3, 2, 10, 12, tzinfo=UTC)),
        ("2 13 2026 10:12", None),
        ("by mx; Mon, 2 Mar 2026 10:12:00 -0700 (PDT)", datetime(2026, 3, 2, 17, 12, tzinfo=UTC)),
    ],
)
def test_the_date_is_an_instant_or_nothing(field: str, instant: datetime | None) -> None:
    assert letter(f"Date: {field}").date == instant


@pytest.mark.parametrize(
    ("charset", "raw", "text"),
    [
        ("utf-8", "Grüße".encode(), "Grüße"),
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("us-ascii", "Grüße".encode("latin-1"), "Grüße"),
        ("iso-8859-1", "5 € “so”".encode("cp1252"), "5 € “so”"),
        ("iso-8859-1", "Grüße".encode(), "Grüße"),
        ("utf-8", "Grüße".encode("latin-1"), "Grüße"),
        ("x-unknown", "Grüße".encode(), "Grüße"),
        ("windows-1251", "Привет".encode("cp1251"), "Привет"),
        ("x-windows-1251", "Привет".encode("cp1251"), "Привет"),
        ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("", "Здравствуйте, Иван".encode("cp1251"), "Здравствуйте, Иван"),
        ("gb2312", "中文€".encode("gb18030"), "中文€"),
        ("ks_c_5601-1987", "한국".encode("cp949"), "한국"),
        ("shift_jis", "日本".encode("cp932"), "日本"),
        ("", "日本".encode("iso2022_jp"), "日本"),
        ("utf-16", "Grüße".encode("utf-16"), "Grüße"),
        ("punycode", b"abc-def", "abc-def"),
        ("rot13", b"abc", "abc"),
        ("utf-7", b"Gr+APwA3w-e", "Grüße"),
    ],
)
def test_text_is_read_in_any_charset(charset: str, raw: bytes, text: str) -> None:
    encoded = base64.encodebytes(raw)
    field = f"Content-Type: text/plain; charset={charset}\n" if charset else ""
    assert letter(f"{field}Content-Transfer-Encoding: base64", encoded).text == text


def test_html_names_its_charset_itself() -> None:
    body = '<meta charset="windows-1251"><p>Привет</p>'.encode("cp1251")
    assert letter("Content-Type: text/html", body).text == "Привет"


def test_broken_base64_gives_what_is_there() -> None:
    head = "Content-Transfer-Encoding: base64"
    assert letter(head, b"SGVs bG8*\ngd29ybGQ").text == "Hello world"
    assert letter(head, b"SGVsbG8=IHdvcmxk").text == "Hello world"
    assert letter(head, b"SGVsbG8gd29ybGQhI").text == "Hello world!"


def test_flowed_lines_are_rejoined_and_quotes_kept_apart() -> None:
    read = letter(
        "Content-Type: text/plain; charset=utf-8; format=flowed",
        b"A line that \ngoes on.\n> quoted \n> words\nNew.\n-- \nAnn",
    )
    assert read.text == "A line that goes on.\n> quoted words\nNew.\n--\nAnn"
    assert read.reply_text == "A line that goes on.\n> quoted words\nNew."


def test_the_last_boundary_and_the_declared_one_may_be_missing() -> None:
    cut = b"--b\nContent-Type: text/plain\n\nhello\n--b\nContent-Type: image/png\n\nPNG"
    read = letter("Content-Type: multipart/mixed; boundary=b", cut)
    assert read.text == "hello"
    assert file_of(read).content == b"PNG"
    assert read.faults
    guessed = letter("Content-Type: multipart/mixed", cut)
    assert guessed.text == "hello"
    assert letter("Content-Type: multipart/mixed; boundary=zz", cut).text == "hello"
    assert letter("Content-Type: multipart/mixed; boundary=b", b"just text").text == "just text"


def test_an_alternative_gives_text_and_html_and_its_invitation() -> None:
    read = mixed(
        "Content-Type: text/plain\n\nplain words",
        "Content-Type: text/html\n\n<p>marked words</p>",
        "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR",
        kind="alternative",
    )
    assert read.text == "plain words"
    assert "<p>marked words</p>" in read.html
    assert (file_of(read).filename, file_of(read).content_type) == (
        "invitation.ics",
        "text/calendar",
    )


def test_pictures_shown_by_id_or_by_name_are_inline() -> None:
    read = mixed(
        'Content-Type: text/html\n\n<img src="cid:one@x"><img src="two.png"><img src="http://t/3">',
        "Content-Type: image/png; name=one.png\nContent-ID: <one@x>\n\n1",
        "Content-Type: image/png; name=two.png\n\n2",
        "Content-Type: image/png; name=three.png\nContent-Disposition: attachment\n\n3",
        kind="related",
    )
    assert [(file.filename, file.is_inline) for file in read.attachments] == [
        ("one.png", True),
        ("two.png", True),
        ("three.png", False),
    ]
    assert 'src="cid:one@x"' in read.cleaned_html
    assert f'src="cid:{read.attachments[1].content_id}"' in read.cleaned_html
    assert "http://t/3" not in read.cleaned_html


@pytest.mark.parametrize(
    ("fields", "filename"),
    [
        ('Content-Disposition: attachment; filename="a b.pdf"', "a b.pdf"),
        ("Content-Disposition: attachment; filename=a b.pdf", "a b.pdf"),
        ("Content-Disposition: attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf", "Grüße.pdf"),
        (
            "Content-Disposition: attachment; filename*0*=utf-8''Gr%C3%BC;\n filename*1=sse.pdf",
            "Grüsse.pdf",
        ),
        ("Content-Disposition: attachment; filename==?utf-8?q?Gr=C3=BC=C3=9Fe.pdf?=", "Grüße.pdf"),
        ('Content-Disposition: attachment; filename="../../etc/passwd"', "passwd"),
        ('Content-Disposition: attachment; filename="C:\\\\temp\\\\a.pdf"', "a.pdf"),
        ('Content-Disposition: attachment; filename="a\u202efdp.exe"', "afdp.exe"),
        ('Content-Type: application/pdf; name="n.pdf"\nContent-Disposition: attachment', "n.pdf"),
        ("Content-Type: application/pkcs7-mime", "smime.p7m"),
        ("Content-Type: application/pgp-signature", "signature.asc"),
        ("Content-Type: application/pdf", "file-1.pdf"),
        ("Content-Type: application/x-nonsense", "file-1.bin"),
    ],
)
def test_files_have_safe_names(fields: str, filename: str) -> None:
    if "Content-Type" not in fields:
        fields += "\nContent-Type: application/octet-stream"
    assert file_of(mixed(f"{fields}\n\ncontent")).filename == filename


def test_a_forwarded_letter_is_one_file_named_by_its_subject() -> None:
    read = mixed(
        "Content-Type: text/plain\n\nsee below",
        "Content-Type: message/rfc822\n\nSubject: Offer 12\nContent-Type: multipart/mixed; "
        "boundary=i\n\n--i\n\ninner words\n--i--",
    )
    assert read.text == "see below"
    assert file_of(read).filename == "Offer 12.eml"
    assert b"inner words" in file_of(read).content


def test_signed_and_encrypted_letters_keep_their_parts() -> None:
    read = mixed(
        "Content-Type: application/pgp-encrypted\n\nVersion: 1",
        "Content-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----",
        kind="encrypted; protocol=x",
    )
    assert [file.filename for file in read.attachments] == ["pgp-version.txt", "encrypted.asc"]
    assert read.text == ""


def test_nothing_comes_out_that_a_database_refuses() -> None:
    read = letter(
        "From: A\x00nn <a\x00@example.com>\nSubject: a\x00b\nMessage-ID: <a\x00b@example.com>\n"
        "References: <\x00r@example.com>\nContent-Type: text/plain; charset=utf-7",
        b"half +2AA- of \x00 it",
    )
    assert (read.sender.email, read.sender.name, read.subject) == ("a@example.com", "Ann", "ab")
    assert read.message_id == "ab@example.com"
    assert read.references == ("r@example.com",)
    read.text.encode()
    assert "\x00" not in read.text


def test_json_holds_all_but_the_bytes() -> None:
    read = as_json(mixed("Content-Type: text/plain\n\nwords", "Content-Type: image/png\n\nPNG"))
    assert read["text"] == "words"
    assert read["attachments"][0]["size"] == 3
    assert read["sender"] == {"email": "a@example.com", "name": "", "field": "from"}


def test_a_letter_is_known_again_through_another_door() -> None:
    core = b"From: a@example.com\nSubject: s\n\nbody\n"
    assert content_hash(core) == content_hash(
        b"Return-Path: <a@example.com>\r\nReceived: by x;\r\n\tMon\r\nX-Spam-Score: 1\r\n"
        b"From: a@example.com\r\nSubject: s\r\nDelivered-To: b\r\n\r\nbody\r\n"
    )
    assert content_hash(core) != content_hash(core.replace(b"body", b"other"))
    assert content_hash(core) != content_hash(core.replace(b"Subject: s", b"Subject: t"))


def test_a_delimiter_with_more_behind_it_begins_a_part() -> None:
    read = letter(
        'Content-Type: multipart/mixed; boundary="b"',
        b"--b1\nContent-Type: text/plain\n\none\n--b2\nContent-Type: text/plain\n\ntwo\n--b--\n",
    )
    assert read.text == "one\ntwo"


def test_what_follows_a_closed_multipart_is_read_all_the_same() -> None:
    read = letter(
        'Content-Type: multipart/mixed; boundary="b"',
        b"--b\nContent-Type: text/plain\n\none\n--b--\n"
        b"--b\nContent-Type: application/pdf; name=x.pdf\n\n%PDF\n--b--\n",
    )
    assert read.text == "one"
    assert file_of(read).filename == "x.pdf"


def test_words_that_only_resemble_a_delimiter_are_words() -> None:
    read = mixed("Content-Type: text/plain\n\none\n--b12 is no delimiter\n--b1x\ntwo")
    assert read.text == "one\n--b12 is no delimiter\n--b1x\ntwo"


def test_other_kinds_of_text_are_words_and_data_is_a_file() -> None:
    assert letter("Content-Type: text/markdown", b"*words*").text == "*words*"
    read = mixed("Content-Type: text/x-unheard-of\n\none", "Content-Type: text/csv\n\na;b")
    assert read.text == "one"
    assert file_of(read).content == b"a;b"
    named = mixed("Content-Type: text/plain\n\none", "Content-Type: text/x-log; name=x.log\n\ntwo")
    assert (named.text, file_of(named).filename) == ("one", "x.log")


STORY = "The printer on the third floor " + "jams and jams again " * 12


@pytest.mark.parametrize(
    ("plain", "html", "text"),
    [
        ("Your program shows no HTML.", f"<p>{STORY}</p>", STORY.strip()),
        ("It jams.", "<p>It jams.</p>", "It jams."),
        ("It works.", f"<p>It works.</p><div class=gmail_quote>{STORY}</div>", "It works."),
        ("It works.", f"<p>It works.</p><blockquote>{STORY}</blockquote>", "It works."),
    ],
)
def test_a_stub_gives_way_to_its_html(plain: str, html: str, text: str) -> None:
    parts = (f"Content-Type: text/plain\n\n{plain}", f"Content-Type: text/html\n\n{html}")
    assert mixed(*parts, kind="alternative").text == text


def test_a_stub_that_points_to_the_html_gives_way_to_it() -> None:
    raw = (
        b"From: a@example.com\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n"
        b"Your mail program does not support HTML.\n--b\nContent-Type: text/html\n\n"
        b"<p>The printer is dark since Monday, and nobody knows why.</p>\n--b--\n"
    )
    assert parse(raw).reply_text == "The printer is dark since Monday, and nobody knows why."
