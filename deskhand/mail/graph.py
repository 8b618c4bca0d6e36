"""Microsoft Graph as a mail server: its folders, its letters as they are, and sending.

Only the addresses of our own Graph are called with a token. A token that ends in the middle is
renewed once and the call made again: one that was refused was not done. No Django here.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from deskhand.mail.calls import Answer, CallFailed, call

A_PAGE = 50
# What Graph takes in one call: 4 MB, of which base64 takes a quarter.
LARGEST_TO_SEND = 3 * 1024 * 1024
# Pieces of a large file: a multiple of 320 KB, below 4 MB, as Graph wants them.
A_PIECE = 11 * 320 * 1024


class GraphRefused(Exception):
    """Graph did not do it; `status` is that of HTTP, 0 when it could not be reached, `wait` how
    long it asks to be left alone."""

    def __init__(
        self,
        words: str,
        *,
        status: int = 0,
        was_handed_over: bool = False,
        wait: timedelta | None = None,
    ) -> None:
        super().__init__(words)
        self.status, self.was_handed_over, self.wait = status, was_handed_over, wait

    @property
    def has_lost_our_place(self) -> bool:
        """Whether it no longer knows where we were: it keeps places for some days only."""
        return self.status == 410 or (self.status == 400 and "syncstate" in str(self).lower())


@dataclass(frozen=True, slots=True)
class Page:
    """Some new letters with the instants of their arrival, and where to go on."""

    letters: tuple[tuple[str, datetime | None], ...]
    cursor: str
    has_more: bool


@dataclass(slots=True)
class Graph:
    """One mailbox at Graph, with a token that opens it; `renewed` gives another one."""

    url: str
    user: str
    token: str = field(repr=False)
    renewed: Callable[[], str] | None = field(default=None, repr=False)

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

    def news(self, folder: str, cursor: str, *, since: datetime | None = None) -> Page:
        """Return letters that came into a folder since the cursor; where it is empty, all, or
        those since an instant."""
        if cursor and not cursor.startswith(f"{self.url}/"):
            raise GraphRefused("Graph told an address that is not its own")
        asked = {"changeType": "created", "$select": "id,receivedDateTime"}
        if since is not None:
            asked["$filter"] = f"receivedDateTime ge {since:%Y-%m-%dT%H:%M:%SZ}"
        query = urlencode(asked)
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

    def begin_draft(self, raw: bytes) -> str:
        """Lay a letter down as a draft, as it is, and return its key."""
        headers = {"Content-Type": "text/plain", "Prefer": 'IdType="ImmutableId"'}
        body = base64.b64encode(raw)
        return str(self._call("POST", self._at("/messages"), body=body, headers=headers).data["id"])

    def add_file(self, draft: str, facts: dict[str, Any], content: bytes) -> None:
        """Hang a file on a draft; a large one goes in pieces, to an address without our token."""
        path = f"/messages/{quote(draft)}/attachments"
        if len(content) <= LARGEST_TO_SEND:
            said = {
                **facts,
                "@odata.type": "#microsoft.graph.fileAttachment",
                "contentBytes": base64.b64encode(content).decode(),
            }
            self._ask("POST", path, said=said)
            return
        item = {**facts, "attachmentType": "file", "size": len(content)}
        begun = self._ask("POST", f"{path}/createUploadSession", said={"AttachmentItem": item})
        self._upload(str(begun.data.get("uploadUrl", "")), content)

    def send_draft(self, draft: str) -> None:
        self._ask("POST", f"/messages/{quote(draft)}/send", said={})

    def drop_draft(self, draft: str) -> None:
        self._ask("DELETE", f"/messages/{quote(draft)}")

    def _upload(self, url: str, content: bytes) -> None:
        """The address itself opens the door: our token is not shown there."""
        if not url.startswith("https://") and not url.startswith(f"{self.url}/"):
            raise GraphRefused("Graph told an address to upload to that is not safe")
        for start in range(0, len(content), A_PIECE):
            piece = content[start : start + A_PIECE]
            told = f"bytes {start}-{start + len(piece) - 1}/{len(content)}"
            headers = {"Content-Range": told, "Content-Type": "application/octet-stream"}
            try:
                answer = call("PUT", url, body=piece, headers=headers)
            except CallFailed as error:
                raise GraphRefused(str(error)) from error
            if not answer.is_ok:
                raise GraphRefused(_words(answer), status=answer.status, wait=answer.wait)

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
        bounds = {"most": most} if most else {}
        for is_last in (self.renewed is None, True):
            bearing = {**headers, "Authorization": f"Bearer {self.token}"}
            try:
                answer = call(method, url, body=body, headers=bearing, **bounds)
            except CallFailed as error:
                raise GraphRefused(str(error), was_handed_over=error.was_handed_over) from error
            if answer.status != 401 or is_last or self.renewed is None:
                break
            self.token = self.renewed()
        if not answer.is_ok:
            raise GraphRefused(_words(answer), status=answer.status, wait=answer.wait)
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
