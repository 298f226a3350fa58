"""Writes docs/admin-api/operations.md: every operation of the guide, and where in the console it is used.

    .venv/bin/python docs/admin-api/operations.py

A module uses an operation if its code names it, or if a service made in its folder does; nothing else in the console
does. Its screens are those whose view, or whose resource's service, stands in the module's folder.
tests/test_operations_page.py compares the page with what this would write.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = Path(__file__).with_suffix(".md")
FOLDERS = ("apps", "console")
# What the service layer does for everybody, whichever screen asks.
UNDERNEATH = "beneath every screen"

INTRODUCTION = """# Every operation, and where it is used

Made by `docs/admin-api/operations.py` from the contract and the sources. The address is that of the module's first
screen; where several modules use an operation, each is named.

"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """The whole page, as Markdown."""
    from console.api.contract import load_contract

    groups: dict[str, list[str]] = defaultdict(list)
    used, screens = users(), addresses()
    operations = load_contract().operations
    for operation in operations:
        where = sorted({place_of(folder, screens) for folder in used.get(operation.id, ())})
        effect = "changes" if operation.writes else "reads"
        cells = (operation.title, f"`{operation.id}`", effect, "<br>".join(where) or "**nowhere yet**")
        groups[operation.tags[0]].append("| " + " | ".join(cells) + " |")
    unused = sum(operation.id not in used for operation in operations)
    text = INTRODUCTION + f"{len(operations)} operations, {unused} of them not used yet.\n"
    for tag, rows in groups.items():
        text += f"\n## {tag.replace('-', ' ').capitalize()} ({len(rows)})\n\n"
        text += "| Operation | In the contract | | Where |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    return text


def users() -> dict[str, set[Path]]:
    """Which folders name an operation: {operation id: folders}."""
    from console.api.contract import load_contract

    known = {operation.id for operation in load_contract().operations}
    found: dict[str, set[Path]] = defaultdict(set)
    for top in FOLDERS:
        for path in sorted((ROOT / top).rglob("*.py")):
            for text in texts(path):
                if text in known:
                    found[text].add(path.parent.relative_to(ROOT))
    for service in services():
        for name in vars(service).values():
            if isinstance(name, str) and name in known:
                found[name].add(Path(*service.__module__.split(".")[:-1]))
    return found


def services() -> set[type]:
    """The service of every screen that has one: some are made at the start, so that no text names their operations."""
    from django.urls import get_resolver

    from console.checks import addresses as addresses_of

    views = [address.view for address in addresses_of(get_resolver())]
    return {resource.service for view in views if (resource := getattr(view, "resource", None)) is not None}


def texts(path: Path) -> Iterator[str]:
    """Every text literal of a source file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def addresses() -> dict[Path, str]:
    """The first address of each folder that has screens: the shortest, one without a parameter if there is any."""
    from django.urls import get_resolver

    from console.checks import addresses as addresses_of

    found: dict[Path, str] = {}
    for address in sorted(addresses_of(get_resolver()), key=lambda one: ("<" in one.route, len(one.route), one.route)):
        for folder in folders(address.view):
            found.setdefault(folder, "/" + address.route)
    return found


def folders(view: object) -> Iterator[Path]:
    """The folders a screen belongs to: its view's and its resource's service's."""
    resource = getattr(view, "resource", None)
    for thing in (getattr(resource, "service", None), getattr(view, "view_class", None), view):
        module = getattr(thing, "__module__", "") or ""
        if module.startswith("apps."):
            yield Path(*module.split(".")[:-1])


def place_of(folder: Path, screens: dict[Path, str]) -> str:
    """A folder in words: its module, with the address of its first screen."""
    if folder.parts[0] == "console":
        return UNDERNEATH
    name = re.sub("_", " ", folder.name)
    return f"{name}, `{screens[folder]}`" if folder in screens else name


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    main()
