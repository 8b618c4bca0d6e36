"""What stands in the log, and what never does."""

import json
import logging

import pytest
from django.test import Client

from deskhand.config.logging import Json, Plain, shown

TOKEN = "q7H2mPz0rT9sVx4bN8cKdw"


def test_a_request_is_one_line_without_its_query(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="deskhand.request"):
        Client().get("/nowhere/?password=hush")
    (record,) = [r for r in caplog.records if r.name == "deskhand.request"]
    assert record.getMessage().startswith("GET /nowhere/ ")
    assert record.facts["status"] in {302, 404}
    assert "hush" not in caplog.text


def test_a_token_in_a_path_is_masked() -> None:
    assert shown(f"/accounts/reset/{TOKEN}/x") == "/accounts/reset/***/x"
    assert shown("/desk/tickets/12/") == "/desk/tickets/12/"


def test_a_path_cannot_write_a_line_of_its_own() -> None:
    assert shown("/a\nERROR all is lost") == "/a%0AERROR%20all%20is%20lost"


def _record(message: str, *args: object, name: str = "deskhand.x") -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, None)


def test_json_lines_carry_the_facts() -> None:
    record = _record("said %s", "it")
    record.facts = {"status": 200}
    line = json.loads(Json().format(record))
    assert (line["message"], line["status"], line["level"]) == ("said it", 200, "error")


def test_a_message_stays_on_its_line() -> None:
    assert "\n" not in Plain().format(_record("one\ntwo\r\x1b[31m"))


def test_the_path_of_a_broken_page_is_masked_too() -> None:
    record = _record("Internal Server Error: %s", f"/s/{TOKEN}", name="django.request")
    assert TOKEN not in Plain().format(record)
