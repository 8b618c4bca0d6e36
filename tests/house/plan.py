"""The plan of the house as the linter holds it, for tests that look where it cannot."""

import subprocess
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOUSE = ROOT / "deskhand"
NOT_OURS = {"migrations", "__pycache__"}


@cache
def floors() -> dict[str, int]:
    """Return for each room on the plan its floor, 0 at the ground."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    return {
        room.strip(" ()"): floor
        for floor, layer in enumerate(reversed(layers))
        for room in layer.split("|")
    }


def rooms() -> list[str]:
    """Return the rooms that are built."""
    return sorted(
        folder.name
        for folder in HOUSE.iterdir()
        if folder.is_dir() and folder.name not in NOT_OURS and any(folder.rglob("*.py"))
    )


def sources(*folders: str) -> list[Path]:
    """Return our Python files below these folders of the repository, without migrations."""
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if not NOT_OURS & set(path.parts)
    )


@cache
def tracked() -> list[Path]:
    """Return every file of the repository: those that git keeps, or will at the next commit."""
    said = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [ROOT / name for name in said.stdout.split("\0") if name and (ROOT / name).is_file()]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
