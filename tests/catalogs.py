"""`bin/messages`: the sentences of the program, and how far each language has them.

A catalog (`deskhand/web/locale/LANGUAGE/LC_MESSAGES/django.po`) is text for translators; beside
it lies what the program reads, compiled, so that a desk needs no tools of gettext. Sentences are
read from Python by its tokens and from templates by what Django makes of them.
"""

import argparse
import ast
import io
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from deskhand.catalog.spoken import CONTEXT

HOUSE = Path(__file__).resolve().parent.parent / "deskhand"
LOCALE = HOUSE / "web/locale"
LANGUAGES = ("de",)
PLURALS = "nplurals=2; plural=(n != 1);"
SINGLE, PLURAL, WITHIN = None, (1, 2), ((1, "c"), 2)
CALLS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), SINGLE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), PLURAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), WITHIN),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
BLANKS = re.compile(r"%\([a-z_]+\)[a-z]|%%|%[sd]|\{[a-z_]*\}")
# The program's file is the same whenever it is made.
WHENEVER = datetime(2026, 1, 1, tzinfo=UTC)
Known = str | tuple[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """One sentence of the sources; `plural` is empty where it has none."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> Known:
        return (self.text, self.plural) if self.plural else self.text


@lru_cache(maxsize=1)
def sentences() -> dict[Sentence, tuple[str, ...]]:
    """Return every sentence of the program with the files that say it."""
    found: dict[Sentence, list[str]] = {}
    for path in sorted(HOUSE.rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and "__pycache__" not in path.parts:
            for sentence in said_in(path):
                places = found.setdefault(sentence, [])
                name = str(path.relative_to(HOUSE))
                places.append(name) if name not in places else None
    for path in sorted((HOUSE / "packs/data").glob("*.toml")):
        for name in _names_in_pack(tomllib.loads(path.read_text("utf-8"))):
            found.setdefault(Sentence(name, context=CONTEXT), [str(path.relative_to(HOUSE))])
    return {sentence: tuple(places) for sentence, places in found.items()}


def catalog_of(language: str) -> Catalog:
    """Return the catalog of a language as it stands, old entries apart."""
    path = text_path(language)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing(language: str) -> list[Sentence]:
    """Return the sentences that a language lacks."""
    catalog = catalog_of(language)
    return [one for one in sentences() if not _is_said(_entry(catalog, one), one)]


def faults(language: str) -> list[str]:
    """Return what is wrong with the entries that are there, each as a sentence."""
    catalog = catalog_of(language)
    known = {(one.text, one.context) for one in sentences()}
    told = [
        f"no longer said anywhere: {_id(entry)!r}"
        for entry in catalog
        if entry.id and (_id(entry), entry.context or "") not in known
    ]
    told += [
        f"marked as uncertain: {_id(entry)!r}" for entry in catalog if entry.id and entry.fuzzy
    ]
    told += [
        f"said in two ways of counting, which one catalog cannot tell apart: {text!r}"
        for (text, _context), count in Counter(
            (one.text, one.context) for one in sentences()
        ).items()
        if count > 1
    ]
    for sentence in sentences():
        entry = _entry(catalog, sentence)
        if _is_said(entry, sentence):
            told += misfits(entry, sentence)
    return told


def compiled(language: str) -> bytes:
    """Return the catalog as the program reads it."""
    catalog = catalog_of(language)
    catalog.creation_date = catalog.revision_date = WHENEVER
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def said(program: bytes) -> dict[Any, str]:
    """Return what a compiled catalog says, without its head."""
    words = dict(GNUTranslations(io.BytesIO(program))._catalog)
    return {key: words[key] for key in words if key}


def merge(language: str) -> None:
    """Write the catalog anew: every sentence that is said, with the words that it had."""
    old = catalog_of(language)
    new = Catalog(locale=language, fuzzy=False, project="Deskhand", header_comment="")
    new._num_plurals, new._plural_expr = 2, "(n != 1)"
    for sentence, places in sorted(sentences().items(), key=lambda one: (one[1][0], one[0])):
        entry = _entry(old, sentence)
        words = entry.string if entry else ("", "") if sentence.plural else ""
        new.add(
            sentence.key,
            words,
            locations=[(place, None) for place in places[:1]],
            context=sentence.context or None,
        )
    path = text_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_head(language).encode() + _written(new))
    path.with_suffix(".mo").write_bytes(compiled(language))


def text_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def said_in(path: Path) -> Iterator[Sentence]:
    source = path.read_text("utf-8")
    if path.suffix != ".py":
        # What Django makes of a template is lines of calls; each stands for itself.
        source = "\n".join(line.strip() for line in templatize(source).splitlines())
    elif 'f"' in source or "f'" in source:
        source = "\n".join([source, *_within(source)])
    data = io.BytesIO(source.encode())
    for _line, said, _comments, context in extract("python", data, keywords=CALLS):
        one, plural = said if isinstance(said, tuple) else (said, "")
        if one:
            yield Sentence(one, plural or "", context or "")


def _within(source: str) -> Iterator[str]:
    """What stands in the braces of f-strings, each of which is one token."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FormattedValue):
            yield ast.unparse(node.value)


def _names_in_pack(pack: dict[str, Any]) -> Iterator[str]:
    """What readers see of a pack on tickets: statuses, priorities, services and request types."""
    rows = [*pack["priorities"]["rows"], *pack["statuses"]["rows"]]
    for row in [*rows, *pack.get("services", []), *pack.get("request_types", [])]:
        yield from (row[part] for part in ("name", "requester_name", "meaning") if row.get(part))


def _entry(catalog: Catalog, sentence: Sentence) -> Message | None:
    return catalog.get(sentence.key, sentence.context or None)


def _written(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=0, omit_header=True, include_lineno=False)
    return out.getvalue()


def _id(entry: Message) -> str:
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def _words(entry: Message) -> tuple[str, ...]:
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string)


def _is_said(entry: Message | None, sentence: Sentence) -> bool:
    return (
        entry is not None
        and len(_words(entry)) == (2 if sentence.plural else 1)
        and all(_words(entry))
    )


def misfits(entry: Message, sentence: Sentence) -> Iterator[str]:
    allowed = set(BLANKS.findall(sentence.text))
    wanted = set(BLANKS.findall(sentence.plural or sentence.text))
    *_one, last = _words(entry)
    for words in _words(entry):
        if set(BLANKS.findall(words)) - allowed - wanted:
            yield f"names a placeholder that is not there: {words!r}"
    if wanted - set(BLANKS.findall(last)):
        yield f"leaves out a placeholder of {sentence.text!r}: {last!r}"
    if any(words.startswith("\n") != sentence.text.startswith("\n") for words in _words(entry)):
        yield f"begins with another line break than {sentence.text!r}"


def _head(language: str) -> str:
    return (
        f"# The words of Deskhand in the language {language}. `bin/messages` keeps it in step.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS}\\n"\n\n'
    )


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bin/messages", description=__doc__)
    asked.add_argument("--missing", action="store_true", help="only list what a language lacks")
    choice = asked.parse_args(arguments)
    lacks = []
    for language in LANGUAGES:
        if not choice.missing:
            merge(language)
        lacks += [f"{language}: {sentences()[one][0]}: {one.text!r}" for one in missing(language)]
        lacks += [f"{language}: {fault}" for fault in faults(language)]
    told = [*lacks, f"{len(sentences())} sentences, {len(lacks)} to mend"]
    sys.stdout.write("\n".join(told) + "\n")
    return 1 if lacks else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
