"""The texts of the console in other languages: locale/<language>/LC_MESSAGES/django.po, compiled to .mo beside it.

    .venv/bin/python locale/messages.py          compiles each catalogue that is newer than its .mo
    .venv/bin/python locale/messages.py --renew  first brings the catalogues up to date with the sources

They are parts of `make setup` and `make messages`.
Babel does both, so a bare machine needs no gettext. English stands in the sources and has no catalogue.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from console.screens.cells import words_of  # noqa: E402 - the console's own packages stand beside this folder

# First strong isolate, pop directional isolate: what stands between them cannot rearrange the sentence around it.
FSI, PDI = "\u2068", "\u2069"
PLACEHOLDER = re.compile(r"(?<!%)(?<!<bdi>)%(?:\(\w+\))?[sd]")
CONTRACT = ROOT / "console" / "api" / "contract" / "admin-api.openapi.json"
SOURCES = ("console/**/*.py", "apps/**/*.py", "templates/**/*.html", "templates/**/*.txt")
# Where the arguments of each function hold the message: 1 is the first; "c" marks the context.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...]] = {
    "_": (1,),
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), (1,)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def main(arguments: list[str]) -> None:
    """Renew if asked to, then compile."""
    if arguments not in ([], ["--renew"]):
        sys.exit(f"locale/messages.py: {' '.join(arguments)} is not known; there is --renew.")
    for path in catalogues():
        if arguments:
            renew(path)
        compile_catalogue(path)


def catalogues() -> list[Path]:
    """The catalogue of each language but English."""
    return sorted(HERE.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    """A catalogue as it stands in its file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def template() -> Catalog:
    """Every message of the sources, untranslated."""
    found = Catalog()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            for line, message, context in messages_of(path):
                # The line only keeps the messages of one file in their order: it is not written.
                found.add(message, locations=[(name, line)], context=context)
    contract = json.loads(CONTRACT.read_text(encoding="utf-8"))
    there = [(CONTRACT.relative_to(ROOT).as_posix(), 1)]
    for word in sorted(contract_words(contract)):
        found.add(word, locations=there)
    for name in contract["components"]["schemas"]["Country"]["x-titles"].values():
        found.add(name, locations=there, context="country")
    return found


def contract_words(node: Any) -> set[str]:
    """What the screens call SigningHub's own keys and enumerations where nobody gave them a better title."""
    if isinstance(node, list):
        return {word for one in node for word in contract_words(one)}
    if not isinstance(node, dict):
        return set()
    properties = node.get("properties")
    keys = list(properties) if isinstance(properties, dict) else []
    values = [*node.get("enum", ()), *node.get("x-values", ())]
    keys += [value for value in values if isinstance(value, str) and re.fullmatch("[A-Z][A-Z0-9_]+", value)]
    inner = [one for name, one in node.items() if name not in ("example", "examples", "x-titles")]
    return {words_of(key) for key in keys} | contract_words(inner)


def messages_of(path: Path) -> Iterator[tuple[int, str | tuple[str, str], str | None]]:
    """Line, message (singular and plural where it counts) and context of each text in a Python file or template."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What stands between the messages is only crosses then, whose indentation is no Python.
        text = "\n".join(line.strip() for line in templatize(text, str(path)).splitlines())
    for line, function, arguments, _comments in extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {}):
        given = arguments if isinstance(arguments, tuple) else (arguments,)
        context, places = None, []
        for place in KEYWORDS[function]:
            if isinstance(place, tuple):
                context = given[place[0] - 1]
            else:
                places.append(given[place - 1] if place <= len(given) else None)
        if all(isinstance(one, str) and one for one in places):
            yield line, (places[0] if len(places) == 1 else (places[0], places[1])), context


def renew(path: Path) -> None:
    """Bring a catalogue up to date: new messages come in untranslated, those that nobody uses any more go."""
    catalogue = read(path)
    before = path.read_text(encoding="utf-8")
    header = before[: before.index("\n\n") + 2]
    catalogue.update(template(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    body = io.BytesIO()
    write_po(body, catalogue, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
    path.write_text(header + body.getvalue().decode().lstrip("\n"), encoding="utf-8")
    missing = sum(not is_translated(message) for message in catalogue if message.id)
    sys.stdout.write(f"{path.relative_to(ROOT)}  {len(catalogue)} messages, {missing} to translate\n")


def is_translated(message: Message) -> bool:
    """Whether every form of the message has its translation, and nobody marked it as a guess."""
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(forms) and not message.fuzzy


def compile_catalogue(path: Path) -> None:
    """Write the .mo that Django reads, unless it is newer than the catalogue and this program."""
    target = path.with_suffix(".mo")
    newest = max(path.stat().st_mtime_ns, Path(__file__).stat().st_mtime_ns)
    if target.exists() and target.stat().st_mtime_ns >= newest:
        return
    catalogue = read(path)
    # A plural without words would show nothing, where English is better than nothing.
    for message in [one for one in catalogue if one.id and not is_translated(one)]:
        catalogue.delete(message.id, message.context)
    if Locale.parse(path.parts[-3]).text_direction == "rtl":
        isolate_values(catalogue)
    content = io.BytesIO()
    write_mo(content, catalogue)
    # Whole or not at all: a running console may be reading it.
    beside = target.with_suffix(".mo.new")
    beside.write_bytes(content.getvalue())
    os.replace(beside, target)
    sys.stdout.write(f"{target.relative_to(ROOT)}  {target.stat().st_size:,} bytes\n")


def isolate_values(catalogue: Catalog) -> None:
    """Keep the values in each sentence apart: beside Arabic letters a date or a path would be shown back to front.

    Not in mails: in plain text the marks would become a part of an address.
    """
    for message in catalogue:
        if not message.id or all(name.endswith(".txt") for name, _line in message.locations):
            continue
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        forms = tuple(PLACEHOLDER.sub(lambda found: f"{FSI}{found.group()}{PDI}", form) for form in forms)
        message.string = forms if isinstance(message.string, tuple) else forms[0]


if __name__ == "__main__":
    main(sys.argv[1:])
