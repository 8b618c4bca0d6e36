"""What the environment may say."""

import stat
from pathlib import Path

import pytest

from deskhand.config import environment
from deskhand.config.environment import SettingRefused


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKHAND_DATA", str(tmp_path))
    for name in ("SECRET_KEY", "DATABASE_URL", "URL"):
        monkeypatch.delenv(f"DESKHAND_{name}", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DESKHAND_SMTP_PORT", "many"),
        ("DESKHAND_SMTP_PORT", "70000"),
        ("DESKHAND_WEB_THREADS", "-1"),
        ("DESKHAND_URL", "desk.example.com"),
        ("DESKHAND_URL", "http://[half"),
        ("DESKHAND_DATABASE_URL", "oracle://x/y"),
        ("DESKHAND_SECRET_KEY", "short"),
        ("DESKHAND_SECRET_KEY_FILE", "/nowhere/key"),
        ("DESKHAND_PROXIES", "my-proxy"),
        ("DESKHAND_LOG", "loud"),
        ("DESKHAND_DATA", __file__),
    ],
)
def test_nonsense_is_refused_aloud(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingRefused) as refused:
        environment.read()
    assert "\n" not in str(refused.value)


def test_a_database_address_that_cannot_be_read_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DESKHAND_DATABASE_URL", "postgresql://a:hush@h:port/x")
    with pytest.raises(SettingRefused) as refused:
        environment.read()
    assert "hush" not in str(refused.value)


def test_a_secret_key_is_made_once_for_its_owner_alone(folder: Path) -> None:
    key = environment.read().secret_key
    assert environment.read().secret_key == key
    assert len(key) > 50
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600


def test_a_value_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "url").write_text("https://desk.example.com/\n")
    monkeypatch.setenv("DESKHAND_URL_FILE", str(folder / "url"))
    assert environment.read().url == "https://desk.example.com"


def test_proxies_are_addresses_or_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKHAND_PROXIES", "10.0.0.5, 192.168.0.0/24,::1")
    assert environment.read().proxies == ["10.0.0.5/32", "192.168.0.0/24", "::1/128"]
    monkeypatch.delenv("DESKHAND_PROXIES")
    assert environment.read().proxies == []
