"""Microsoft Graph as a mail server: its folders, its letters as they are, and sending.

Only the addresses of our own Graph are called, since each call bears a token. No Django here.
"""

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from deskhand.mail.calls import Answer, CallFailed, call

A_PAGE = 50
# What Graph takes in one call: 4 MB, of which base64 takes a quarter.
LARGEST_TO_SEND = 3 * 1024 * 1024


class GraphRefused(Exception):
    """Graph did not do it; `status` is that of HTTP, 0 when it could not be reached."""

    def __init__(self, words: str, *, status: int = 0, was_handed_over: bool = False) -> None:
        super().__init__(words)
        self.status, self.was_handed_over = status, was_handed_over


@dataclass(frozen=True, slots=True)
class Page:
    """Some new letters with the instants of their arrival, and where to go on."""

    letters: tuple[tuple[str, datetime | None], ...]
    cursor: str
    has_more: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """One mailbox at Graph, with a token that opens it."""

    url: str
    user: str
    token: str = field(repr=False)

    def folder(self, name: str) -> str | None:
        """Return the key of a folder by its shown name; None when there is none."""
        if name.upper() == "INBOX":
            return str(self._ask("GET", "/mailFolders/inbox").data.get("id", "inbox"))
        wanted = name.replace("'", "''")
        query = urlencode({"$filter": f"displayName eq '{wanted}'", "$select": "id"})
        found = _rows(self._ask("GET", f"/mailFolders?{query}"))
        return str(found[0]["id"]) if found else None

    def make_folder(self, name: str) -> str:
        """Make a folder at the top and return its key."""
        made = self._ask("POST", "/mailFolders", said={"displayName": name})
        return str(made.data["id"])

    def news(self, folder: str, cursor: str) -> Page:
        """Return letters that came into a folder since the cursor; all where it is empty."""
        if cursor and not cursor.startswith(f"{self.url}/"):
            raise GraphRefused("Graph told an address that is not its own")
        query = urlencode({"changeType": "created", "$select": "id,receivedDateTime"})
        where = cursor or self._at(f"/mailFolders/{quote(folder)}/messages/delta?{query}")
        answer = self._call("GET", where, headers={"Prefer": f"odata.maxpagesize={A_PAGE}"})
        rows = [row for row in _rows(answer) if "@removed" not in row and "id" in row]
        more, end = (answer.data.get(f"@odata.{kind}Link") for kind in ("next", "delta"))
        return Page(
            letters=tuple((str(row["id"]), _instant(row)) for row in rows),
            cursor=str(more or end or ""),
            has_more=bool(more),
        )

    def source(self, letter: str, *, most: int) -> tuple[bytes, bool] | None:
        """Return a letter byte for byte, and whether it was cut; None when it was removed."""
        try:
            answer = self._ask("GET", f"/messages/{quote(letter)}/$value", most=most)
        except GraphRefused as error:
            if error.status == 404:
                return None
            raise
        return answer.body, answer.is_cut

    def move(self, letter: str, folder: str) -> None:
        self._ask("POST", f"/messages/{quote(letter)}/move", said={"destinationId": folder})

    def send(self, raw: bytes) -> None:
        """Post a letter as it is, to whom its headers name."""
        headers = {"Content-Type": "text/plain"}
        self._call("POST", self._at("/sendMail"), body=base64.b64encode(raw), headers=headers)

    def _at(self, path: str) -> str:
        return f"{self.url}/v1.0/users/{quote(self.user)}{path}"

    def _ask(
        self, method: str, path: str, *, said: dict[str, Any] | None = None, most: int = 0
    ) -> Answer:
        # A key that stays the same when a letter is moved.
        headers = {"Prefer": 'IdType="ImmutableId"'}
        if said is not None:
            headers["Content-Type"] = "application/json"
        body = b"" if said is None else json.dumps(said).encode()
        return self._call(method, self._at(path), body=body, headers=headers, most=most)

    def _call(
        self, method: str, url: str, *, body: bytes = b"", headers: dict[str, str], most: int = 0
    ) -> Answer:
        headers = {**headers, "Authorization": f"Bearer {self.token}"}
        bounds = {"most": most} if most else {}
        try:
            answer = call(method, url, body=body, headers=headers, **bounds)
        except CallFailed as error:
            raise GraphRefused(str(error), was_handed_over=error.was_handed_over) from error
        if not answer.is_ok:
            raise GraphRefused(_words(answer), status=answer.status)
        return answer


def _rows(answer: Answer) -> list[dict[str, Any]]:
    rows = answer.data.get("value")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _instant(row: dict[str, Any]) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(row.get("receivedDateTime", "")))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _words(answer: Answer) -> str:
    """Say a refusal of Graph, and what to do about the common ones."""
    error = answer.data.get("error")
    fault = error if isinstance(error, dict) else {}
    said = " ".join(f"{fault.get('code', '')}: {fault.get('message', '')}".split()).strip(": ")
    what = {
        401: "Graph refused the sign-in",
        403: "Graph denies access: grant Mail.ReadWrite and Mail.Send to the application",
        404: "Graph does not know this mailbox or folder",
        429: "Graph asks us to wait",
    }.get(answer.status, f"Graph answered {answer.status}")
    return f"{what} ({said[:250]})" if said else what
