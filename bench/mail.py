"""`make bench-mail`: how well letters are read, and how fast they are taken in.

    python -m bench.mail rates     pass rates per corpus, beside other libraries
    python -m bench.mail intake    messages a second, on the desk of DESKHAND_DATABASE_URL

Each writes its part of docs/mail-results.md, and prints it.
"""

import argparse
import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

RESULTS = Path(__file__).parents[1] / "docs" / "mail-results.md"
OTHERS = ("mail-parser-reply", "email-reply-parser", "talon", "quotequail")
HEAD = """# How mail is read, and how fast

Measured by `make bench-mail` and written by it; nothing here is estimated. The corpora lie in
`tests/data/mail-corpus`, written by others; where they contradict each other every library
misses some. "Right" is what a corpus says of a letter, white space aside."""

WHY = """What is missed, and why:

- *talon*: two letters keep `Sent from my iPhone` and a signature below `-- `, which the other
  corpora fold, as we do; one folds a lone first name above the quote, which we show.
- *crisp*: one keeps a `-Name` above the footer of a list, which the corpus of GitHub folds; one
  keeps a closing formula with a name; one wants a line between quoted lines folded that begins
  small and stands behind a full stop: it may be an answer, and in doubt we show more.
- *stalwart, letters*: all eleven are broken on purpose. Where the end of a multipart is missing,
  the corpus counts its last words among the files; we show them as text, which is where a reader
  looks for them. In one it takes a letter for a part of the one before. A sign that the corpus
  itself could not read (U+FFFD) counts as any sign.
- *stalwart, dates*: `4 8 15 16 23 42, 4 8 15` is none for us.
- *stalwart, addresses*: eleven are List fields, whose web addresses nobody can write to; two keep
  blanks within an address, one of them a source route too, which we take out; one has a backslash
  where a comment is folded."""


FILLED = """The tickets that were there before were generated: they have no seals, sums and index of
words (`bench/catching_up.py`), which a desk that grew would have made all along."""


def main() -> int:
    told = argparse.ArgumentParser(prog="python -m bench.mail", description=__doc__)
    told.add_argument("part", choices=("rates", "intake"))
    told.add_argument("--letters", type=int, default=600)
    told.add_argument("--name", default="", help="what this desk is called in the table")
    asked = told.parse_args()
    text = rates() if asked.part == "rates" else intake(asked.letters, name=asked.name)
    print(text)
    title = "Read as the corpora say" if asked.part == "rates" else asked.name
    write(title, text)
    return 0


def rates() -> str:
    """Tables of pass rates; libraries that cannot be installed here are named."""
    from bench.replies import CORPORA, best_of, ours
    from bench.structure import rates as structure

    with tempfile.TemporaryDirectory() as folder:
        python = environment(Path(folder), OTHERS)
        there = {name: version for name in OTHERS if (version := installed(name, python))}
        lines = [
            "Reply text, right:",
            "",
            f"| corpus | Deskhand | {' | '.join(f'{n} {v}' for n, v in there.items())} |",
            f"|---|{'---|' * (1 + len(there))}",
        ]
        for corpus in CORPORA:
            row = [ours(corpus), *(best_of(name, corpus, python=python) for name in there)]
            lines.append(f"| {corpus} | {' | '.join(map(str, row))} |")
    missing = [name for name in OTHERS if name not in there]
    lines += [f"\nCould not be installed here: {', '.join(missing)}."] if missing else []
    lines += [
        "",
        "The others read reply text only, from the decoded text or HTML; each with all of its",
        "languages, talon with or without its signatures, whichever is better.",
        "",
        "| bounces and structure, Deskhand alone | right |",
        "|---|---|",
        *(f"| {what} | {rate} |" for what, rate in structure()),
        "",
        WHY,
    ]
    return "\n".join(lines)


def intake(letters: int, *, name: str) -> str:
    """One line for each thing measured, of one desk."""
    from bench.generate import set_up

    set_up()
    from bench.intake import measure_desk

    found = measure_desk(letters=letters, singles=40)
    share = 100 * found["stdlib_seconds"] / found["seconds"]
    return "\n".join(
        [
            "| " + f"{name}, {found['tickets']} tickets before | |",
            "|---|---|",
            f"| letters a second, one work process, {letters} letters | {found['a_second']:.0f} |",
            f"| letters for a second of its processor time | {found['a_cpu_second']:.0f} |",
            f"| share that a bare parse by the standard library takes | {share:.1f} % |",
            f"| statements for a letter, parsing to receipt | {found['statements_for_one']} |",
            f"| from SMTP acceptance to the ticket, median of 40 | {found['median_ms']:.0f} ms |",
            f"| memory after half of the letters, after all | {found['rss_mb_after_half']:.0f} MB, "
            f"{found['rss_mb_after_all']:.0f} MB |",
            f"\nOn {os.cpu_count()} processors, {platform.machine()}; other work ran at a load of "
            f"{found['load']:.1f}; Python {platform.python_version()}, "
            f"Django {importlib.metadata.version('django')}.",
            *([FILLED] if found["tickets"] else []),
        ]
    )


def write(title: str, text: str) -> None:
    """Put a part into its place of the results, the others stay."""
    old = RESULTS.read_text("utf-8") if RESULTS.exists() else HEAD
    parts = [part.strip() for part in old.split("\n## ")[1:]]
    kept = [part for part in parts if part.partition("\n")[0] != title]
    fresh = [*kept, f"{title}\n\n{text}"]
    fresh.sort(key=lambda part: not part.startswith("Read as"))
    RESULTS.write_text("\n\n## ".join([HEAD, *fresh]) + "\n", "utf-8")


def environment(folder: Path, names: Sequence[str]) -> Path:
    """Make an environment in a folder, and try to install each of these libraries there."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    for name in names:
        words = [python, "-m", "pip", "--disable-pip-version-check", "-q", "install", name]
        subprocess.run(words, stderr=subprocess.DEVNULL, check=False)
    return python


def installed(name: str, python: Path) -> str:
    """The version of a library, empty where it is not there."""
    ask = f"import importlib.metadata as m; print(m.version({name!r}))"
    done = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
