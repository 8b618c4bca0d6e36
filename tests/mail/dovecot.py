"""A real IMAP server of our own: Dovecot in a temporary folder, on a free port."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient

USER, PASSWORD = "help", "a-password-of-the-mailbox"

CONFIG = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
first_valid_uid = 1
auth_failure_delay = 0
mail_location = maildir:{base}/mail/%u
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/mail/%u
}}
"""


STATIC = f"""
passdb {{
  driver = static
  args = password={PASSWORD}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    port: int
    base: Path

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        with IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=20) as client:
            client.login(USER, PASSWORD)
            yield client

    def put(self, raw: bytes, *, folder: str = "INBOX", flags: tuple[bytes, ...] = ()) -> None:
        with self.client() as client:
            client.append(folder, raw, flags=flags)

    def count(self, folder: str = "INBOX") -> int:
        with self.client() as client:
            return int(client.select_folder(folder, readonly=True)[b"EXISTS"])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def dovecot(base: Path, *, extra: str = "", passdb: str = STATIC) -> Iterator[Dovecot]:
    """Run Dovecot until the end; its processes end with it. `extra` are further settings."""
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise RuntimeError("dovecot is missing: install dovecot-imapd")
    port, mail = free_port(), base / "mail"
    mail.mkdir()
    uid, gid = os.getuid(), os.getgid()
    if uid == 0:
        # Dovecot reads no mail as root.
        nobody = pwd.getpwnam("nobody")
        uid, gid = nobody.pw_uid, nobody.pw_gid
        os.chown(mail, uid, gid)
        base.chmod(0o755)
    config = base / "dovecot.conf"
    config.write_text(CONFIG.format(base=base, port=port, uid=uid, gid=gid) + passdb + extra)
    process = subprocess.Popen([program, "-c", str(config), "-F"])
    try:
        _wait_for(port, process, base / "log")
        yield Dovecot(port, base)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    for _try in range(100):
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as peer:
                if peer.recv(4) == b"* OK":
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"dovecot did not start: {log.read_text() if log.exists() else ''}")
