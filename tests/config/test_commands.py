"""The smaller commands: their answers, their exit codes, and one line for what cannot be."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deskhand.config.command import line, prepare
from tests.config.running import ROOT, deskhand, free_port
from tests.conftest import FreshDatabase

PACKS = ROOT / "deskhand" / "packs" / "data"
LETTER = b"From: ada@acme.example\r\nTo: help@desk.example\r\nSubject: Printer\r\n\r\nIt jams.\r\n"
FOUNDER = ["--firm", "Ada IT", "--name", "Ada", "--email", "ada@ada.example"]


def test_a_setting_that_makes_no_sense_is_one_line(fresh_database: FreshDatabase) -> None:
    done = deskhand("check", environ={**fresh_database.environ, "DESKHAND_SMTP_PORT": "many"})
    assert done.returncode == 2
    assert done.stderr.startswith("deskhand: ")
    assert "DESKHAND_SMTP_PORT" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "words", [["dance"], [], ["up", "--port", "99999"], ["backup"], ["sla", "explain", "x"]]
)
def test_bad_arguments_are_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        line.run(words)
    assert (ended.value.code, capsys.readouterr().err.count("\n")) == (2, 1)


def test_a_full_disk_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_options: object) -> int:
        with Path("/dev/full").open("wb", buffering=0) as full:
            return full.write(b"x")

    monkeypatch.setattr(prepare, "run", fail)
    assert line.run(["prepare"]) == 2
    assert capsys.readouterr().err.startswith("deskhand: The disk is full")


def test_check_tells_that_all_is_well(fresh_database: FreshDatabase) -> None:
    done = deskhand("check", environ=fresh_database.environ)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split("  ")[0] for line in done.stdout.splitlines()] == [
        "settings",
        "database",
        "migrations",
        "data folder",
        "disk",
        "mail",
    ]
    assert "not well" not in done.stdout


def test_check_tells_what_is_missing(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    empty = f"sqlite:///{tmp_path}/empty.sqlite3"
    done = deskhand("check", environ={**fresh_database.environ, "DESKHAND_DATABASE_URL": empty})
    assert done.returncode == 1
    assert "migrations are not applied" in done.stdout
    away = f"postgresql://desk:hush@127.0.0.1:{free_port()}/none"
    done = deskhand("check", environ={**fresh_database.environ, "DESKHAND_DATABASE_URL": away})
    assert done.returncode == 1
    assert "the database does not answer" in done.stdout
    assert "hush" not in done.stdout + done.stderr


def test_init_founds_the_firm_once(fresh_database: FreshDatabase) -> None:
    words = ["init", *FOUNDER, "--password", "correct-horse-battery"]
    done = deskhand(*words, environ=fresh_database.environ)
    assert (done.returncode, done.stdout) == (
        0,
        "Ada IT is set up; ada@ada.example may sign in.\n",
    ), done.stderr
    again = deskhand(*words, environ=fresh_database.environ)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (["--password", "short"], "too short"),
        (["--password", "correct-horse-battery", "--email", "nobody"], "e-mail address"),
        (["--password", "correct-horse-battery", "--time-zone", "Mars/Base"], "Mars/Base"),
        ([], "--password"),
    ],
)
def test_init_refuses_nonsense(fresh_database: FreshDatabase, wrong: list[str], named: str) -> None:
    done = deskhand("init", *FOUNDER, *wrong, environ=fresh_database.environ)
    assert done.returncode == 2
    assert named in done.stderr
    assert done.stderr.count("\n") == 1


def test_mail_is_delivered_while_the_database_is_down(fresh_database: FreshDatabase) -> None:
    away = f"postgresql://desk@127.0.0.1:{free_port()}/none"
    environ = {**fresh_database.environ, "DESKHAND_DATABASE_URL": away}
    done = deskhand("mail", "deliver", environ=environ, stdin=LETTER)
    assert (done.returncode, done.stderr) == (0, "")
    (kept,) = (fresh_database.data / "spool" / "new").iterdir()
    assert kept.read_bytes().endswith(LETTER)


def test_mail_that_cannot_be_kept_is_to_be_tried_again(fresh_database: FreshDatabase) -> None:
    for setting in ({"DESKHAND_DATA": __file__}, {"DESKHAND_DATA": "", "DESKHAND_DATA_FILE": "/x"}):
        environ = {**fresh_database.environ, **setting}
        done = deskhand("mail", "deliver", environ=environ, stdin=LETTER)
        assert (done.returncode, done.stderr.count("\n")) == (75, 1)


def test_mail_without_content_is_never_taken(fresh_database: FreshDatabase) -> None:
    assert deskhand("mail", "deliver", environ=fresh_database.environ).returncode == 65


def test_mail_is_parsed_to_json(fresh_database: FreshDatabase) -> None:
    done = deskhand("mail", "parse", environ=fresh_database.environ, stdin=LETTER)
    assert json.loads(done.stdout)["subject"] == "Printer"


def test_a_letter_that_is_not_read_is_one_line(fresh_database: FreshDatabase) -> None:
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(500))
    done = deskhand("mail", "parse", environ=fresh_database.environ, stdin=deep.encode())
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_delivering_loads_neither_django_nor_the_settings() -> None:
    script = (
        "import sys\n"
        "from deskhand.config.command import line, mail\n"
        "from deskhand.mail import deliver\n"
        "sys.exit(bool({'django', 'environs', 'uvicorn'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_packs_are_listed_and_applied(fresh_database: FreshDatabase) -> None:
    listed = deskhand("pack", "list", environ=fresh_database.environ)
    assert listed.stdout.startswith("five-priority: ")
    applied = deskhand("pack", "apply", "five-priority", environ=fresh_database.environ)
    assert applied.returncode == 0, applied.stderr
    assert "made policy" in applied.stdout
    unknown = deskhand("pack", "check", "none", environ=fresh_database.environ)
    assert (unknown.returncode, unknown.stderr.count("\n")) == (2, 1)
    again = deskhand("pack", "apply", "five-priority", environ=fresh_database.environ)
    assert (again.returncode, again.stdout.count("\n")) == (0, 1)
    assert "is in force already" in again.stdout


def test_a_pack_from_a_file_is_checked_with_its_lines(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    text = (PACKS / "tiers.toml").read_text("utf-8").replace('"tiers"', '"ours"')
    file = tmp_path / "ours.toml"
    file.write_text(text.replace('kind = "update"', 'kind = "updates"'), "utf-8")
    wrong = deskhand("pack", "check", str(file), environ=fresh_database.environ)
    assert wrong.returncode == 2
    assert re.search(r"ours\.toml:\d+: error: 'updates' is none of", wrong.stderr)
    file.write_text(text, "utf-8")
    fine = deskhand("pack", "check", str(file), environ=fresh_database.environ)
    assert (fine.returncode, fine.stdout) == (0, f"The pack {file} makes sense.\n")
    told = deskhand("pack", "apply", "--dry-run", str(file), environ=fresh_database.environ)
    assert "made policy Support levels 0 to 4" in told.stdout
    shown = deskhand("pack", "show", str(file), environ=fresh_database.environ)
    assert shown.stdout.startswith("Support levels 0 to 4\n=====")


def test_manage_hands_its_words_to_django(fresh_database: FreshDatabase) -> None:
    done = deskhand("manage", "check", "--list-tags", environ=fresh_database.environ)
    assert done.returncode == 0, done.stderr
    assert "security" in done.stdout.split()
