"""Where the tests run: a temporary folder and a database of its own for each worker.

Loaded as a plugin before Django reads its settings (see `addopts` in pyproject.toml). With
DESKHAND_TEST_DATABASE_URL naming a PostgreSQL server, the same tests run there; of several, with
blanks between, each worker takes its own.
"""

import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
_SERVERS = os.environ.get("DESKHAND_TEST_DATABASE_URL", "").split() or [""]
_TURN = int(WORKER.removeprefix("gw") or 0) if WORKER != "main" else 0
SERVER = _SERVERS[_TURN % len(_SERVERS)]
_IS_OWNER = "DESKHAND_TEST_ROOT" not in os.environ or WORKER == "main"
if _IS_OWNER:
    os.environ["DESKHAND_TEST_ROOT"] = tempfile.mkdtemp(prefix="deskhand-tests-")
ROOT = Path(os.environ["DESKHAND_TEST_ROOT"])
RUN = ROOT.name.rpartition("-")[2].lower()
DATA = ROOT / WORKER
TEMPLATE = f"template_{_TURN % len(_SERVERS)}"


def is_postgres() -> bool:
    return bool(SERVER)


def url_of(name: str) -> str:
    """The address of the test database of this name, a file in ROOT or one on the server."""
    if not SERVER:
        return f"sqlite:///{ROOT / name}.sqlite3"
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/deskhand_{RUN}_{name}"))


def _surround() -> None:
    for name in [name for name in os.environ if name.startswith("DESKHAND_")]:
        if not name.startswith(("DESKHAND_TEST_", "DESKHAND_CHROMIUM")):
            del os.environ[name]
    (DATA / "static").mkdir(parents=True, exist_ok=True)
    os.environ["DESKHAND_DATA"] = str(DATA)
    os.environ["DESKHAND_DATABASE_URL"] = url_of(WORKER)
    os.environ["DESKHAND_SECRET_KEY"] = "a key for tests alone, long enough to be accepted by all"
    os.environ["DESKHAND_PLAIN_STATIC"] = "1"


_surround()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if _IS_OWNER:
        shutil.rmtree(ROOT, ignore_errors=True)
