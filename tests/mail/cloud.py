"""A double of Microsoft and Google on a local port: tokens, whether one is good, and Graph."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
CLIENT, SECRET, CONSENT = "client-of-ours", "secret-of-ours", "consent-1"


@dataclass
class Cloud:
    """`letters` by folder, each a key and its bytes. `consent` is the refresh token that holds;
    `renews` gives a new one with each token. `refuses` maps a path's end to a status, `waits` to
    the Retry-After that goes with it. A token ends after `lasts` calls. `drafts` are letters laid
    down with their files, `posted` those that were sent."""

    port: int = 0
    consent: str = CONSENT
    renews: bool = False
    seconds: int = 3600
    good: set[str] = field(default_factory=set)
    asked: list[dict[str, str]] = field(default_factory=list)
    folders: dict[str, dict[str, bytes]] = field(default_factory=lambda: {"Inbox": {}})
    refuses: dict[str, int] = field(default_factory=dict)
    sent: list[bytes] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)
    waits: dict[str, str] = field(default_factory=dict)
    code: str = "Error"
    upload_url: str = ""
    lasts: int = 0
    account_key: RSAPublicKey | None = None
    claims: list[dict] = field(default_factory=list)
    drafts: dict[str, dict] = field(default_factory=dict)
    posted: list[dict] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def token(self, form: dict[str, str]) -> tuple[int, dict]:
        """As RFC 6749 and the providers' pages say."""
        self.asked.append(form)
        if form.get("grant_type") == JWT_BEARER:
            return self._given_to_account(form["assertion"])
        if form.get("client_id") != CLIENT or form.get("client_secret") != SECRET:
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: no."}
        if form["grant_type"] == "refresh_token" and form.get("refresh_token") != self.consent:
            return 400, {"error": "invalid_grant", "error_description": "AADSTS700082: expired."}
        token = f"token-{len(self.asked)}"
        self.good.add(token)
        said = {"access_token": token, "token_type": "Bearer", "expires_in": self.seconds}
        if self.renews:
            self.consent = said["refresh_token"] = f"consent-{len(self.asked) + 1}"
        return 200, said

    def _given_to_account(self, assertion: str) -> tuple[int, dict]:
        said, _dot, mark = assertion.rpartition(".")
        claims = json.loads(unpacked(said.partition(".")[2]))
        try:
            self.account_key.verify(
                unpacked(mark), said.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            return 400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        self.claims.append(claims)
        token = f"token-{len(self.asked)}"
        self.good.add(token)
        return 200, {"access_token": token, "expires_in": self.seconds}

    def graph(
        self, method: str, path: str, query: dict[str, str], body: bytes
    ) -> tuple[int, object]:
        for end, status in self.refuses.items():
            if path.endswith(end):
                return status, {"error": {"code": self.code, "message": "as it was told"}}
        parts = path.split("/")[4:]
        if parts[:1] == ["upload"]:
            return self._upload(parts[1], body)
        if method == "DELETE":
            return 204, self.drafts.pop(parts[1], None) and b""
        if parts == ["messages"]:
            key = f"draft{len(self.drafts)}"
            self.drafts[key] = {"raw": base64.b64decode(body), "files": []}
            return 201, {"id": key}
        if parts[0] == "messages" and parts[1] in self.drafts:
            return self._draft(parts[1], parts[2:], body)
        if path.endswith("/sendMail"):
            self.sent.append(base64.b64decode(body))
            return 202, b""
        if parts[0] == "messages":
            return self._message(parts[1], parts[2], body)
        return self._folder(method, parts, query, body)

    def _draft(self, key: str, parts: list[str], body: bytes) -> tuple[int, object]:
        if parts == ["send"]:
            self.posted.append(self.drafts.pop(key))
            return 202, b""
        said = json.loads(body)
        files = self.drafts[key]["files"]
        if parts == ["attachments"]:
            files.append({**said, "content": base64.b64decode(said["contentBytes"])})
            return 201, {"id": "file"}
        files.append({**said["AttachmentItem"], "content": b""})
        return 201, {"uploadUrl": f"{self.upload_url or self.url}/v1.0/users/x/upload/{key}"}

    def _upload(self, key: str, body: bytes) -> tuple[int, object]:
        file = self.drafts[key]["files"][-1]
        file["content"] += body
        return (201 if len(file["content"]) == file["size"] else 200), {}

    def _folder(
        self, method: str, parts: list[str], query: dict[str, str], body: bytes
    ) -> tuple[int, object]:
        if method == "POST":
            name = json.loads(body)["displayName"]
            self.folders[name] = {}
            return 201, {"id": name}
        if len(parts) == 1:
            name = query["$filter"].partition("'")[2][:-1]
            return 200, {"value": [{"id": name}] if name in self.folders else []}
        if len(parts) == 2:
            return 200, {"id": "Inbox"}
        return self._delta(parts[1], query)

    def _delta(self, folder: str, query: dict[str, str]) -> tuple[int, object]:
        if "$filter" in query:
            self.filters.append(query["$filter"])
        known = set(filter(None, query.get("known", "").split(",")))
        news = [key for key in self.folders[folder] if key not in known]
        page, rest = news[:2], news[2:]
        kind = "nextLink" if rest else "deltaLink"
        where = f"{self.url}/v1.0/users/x/mailFolders/{folder}/messages/delta?known="
        rows = [{"id": key, "receivedDateTime": "2026-03-04T09:00:00Z"} for key in page]
        rows.append({"id": "gone", "@removed": {"reason": "deleted"}})
        return 200, {"value": rows, f"@odata.{kind}": where + ",".join([*known, *page])}

    def _message(self, key: str, act: str, body: bytes) -> tuple[int, object]:
        folder = next((f for f in self.folders.values() if key in f), None)
        if folder is None:
            return 404, {"error": {"code": "ErrorItemNotFound", "message": "gone"}}
        if act == "$value":
            return 200, folder[key]
        self.folders[json.loads(body)["destinationId"]][key] = folder.pop(key)
        return 201, {"id": key}


def unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cloud: Cloud

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    do_PUT = do_DELETE = do_POST  # noqa: N815 - the names are the library's

    def _answer(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        path, query = unquote(parts.path), dict(parse_qsl(parts.query))
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        self.cloud.paths.append(f"{self.command} {path}")
        if "token" in path:
            status, said = self.cloud.token(dict(parse_qsl(body.decode())))
        elif "/upload/" in path:
            self.cloud.bearers.append(token)
            status, said = self.cloud.graph(self.command, path, query, body)
        elif token not in self.cloud.good or self._has_ended(token):
            status, said = 401, {"error": {"code": "InvalidAuthenticationToken", "message": "no"}}
        elif path == "/introspect":
            status, said = 200, {"active": "true", "email": "help"}
        else:
            status, said = self.cloud.graph(self.command, path, query, body)
        content = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for end, wait in self.cloud.waits.items():
            if path.endswith(end):
                self.send_header("Retry-After", wait)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _has_ended(self, token: str) -> bool:
        self.cloud.bearers.append(token)
        if self.cloud.lasts and self.cloud.bearers.count(token) > self.cloud.lasts:
            self.cloud.good.discard(token)
            return True
        return False

    def log_message(self, *_words: object) -> None:
        pass


@contextmanager
def cloud(**facts: object) -> Iterator[Cloud]:
    sky = Cloud(**facts)
    handler = type("Handler", (Handler,), {"cloud": sky})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    sky.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield sky
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
