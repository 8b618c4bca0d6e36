"""Other libraries on the same letters. Runs in an environment of its own, where they are installed.

`python bench/peers.py NAME` reads JSON lines {"text", "html", "seconds"} and answers each with
{"text"} or {"html"}: what the library NAME takes for the reply; {"failed"} where it raised or
took longer than it may.
"""

import json
import signal
import sys
from collections.abc import Callable
from typing import Any

Answer = dict[str, str]


def mail_parser_reply() -> Callable[[str, str], Answer]:
    from mailparser_reply import EmailReplyParser
    from mailparser_reply.constants import MAIL_LANGUAGES

    reader = EmailReplyParser(languages=[*MAIL_LANGUAGES])
    return lambda text, _html: {"text": reader.parse_reply(text) or ""}


def email_reply_parser() -> Callable[[str, str], Answer]:
    from email_reply_parser import EmailReplyParser

    return lambda text, _html: {"text": EmailReplyParser.parse_reply(text)}


def talon() -> Callable[[str, str], Answer]:
    from talon import quotations

    def read(text: str, html: str) -> Answer:
        if html:
            return {"html": quotations.extract_from_html(html)}
        return {"text": quotations.extract_from_plain(text)}

    return read


def talon_with_signatures() -> Callable[[str, str], Answer]:
    from talon import quotations
    from talon.signature.bruteforce import extract_signature

    return lambda text, _html: {"text": extract_signature(quotations.extract_from_plain(text))[0]}


def quotequail() -> Callable[[str, str], Answer]:
    from quotequail import quote, quote_html

    def read(text: str, html: str) -> Answer:
        if html:
            return {"html": _shown(quote_html(html, quote_intro_line=True))}
        return {"text": _shown(quote(text, quote_intro_line=True))}

    return read


def _shown(pieces: list[tuple[bool, str]]) -> str:
    return "\n".join(piece for is_shown, piece in pieces if is_shown)


LIBRARIES = {
    "mail-parser-reply": mail_parser_reply,
    "email-reply-parser": email_reply_parser,
    "talon": talon,
    "talon with signatures": talon_with_signatures,
    "quotequail": quotequail,
}


def main() -> None:
    read = LIBRARIES[sys.argv[1]]()
    signal.signal(signal.SIGALRM, _too_slow)
    for line in sys.stdin:
        print(json.dumps(_answer(read, json.loads(line))), flush=True)


def _answer(read: Callable[[str, str], Answer], asked: dict[str, Any]) -> Answer:
    signal.setitimer(signal.ITIMER_REAL, asked["seconds"])
    try:
        return read(asked["text"], asked["html"])
    except Exception as error:
        return {"failed": type(error).__name__}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _too_slow(_number: int, _frame: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    main()
