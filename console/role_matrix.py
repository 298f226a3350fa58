"""A SigningHub role's rights as lines to tick, written back in the spelling in which they came.

`lines_of` says where in the details each right of each module stands; `written` changes just these places. Rows, keys
and words that nobody understands stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from console.permissions import AREA_TITLES, Area, Right
from console.role_detail import (
    LIST_KEYS,
    MODULE_KEYS,
    NAME_KEYS,
    RIGHT_OF,
    Path,
    Row,
    folded,
    is_not_ours,
    listed,
    name_of,
    row_area,
    row_rights,
    rows_of,
    said,
    truth_of,
    without_right,
)
from console.screens.cells import humanise

# How a right is written where no line of the role gives an example.
USUAL_WORDS = {Right.READ: "READ", Right.WRITE: "ADD_EDIT", Right.DELETE: "DELETE"}
OPPOSITES = {"true": "false", "false": "true", "yes": "no", "no": "yes", "1": "0", "0": "1"}
SEPARATOR = re.compile(r"\s*[,;|]\s*|\s+")

# (key of a line, right) → whether it is to be included.
Ticks = Mapping[tuple[str, Right], bool]


@dataclass
class Cell:
    """One right of one line: whether it is included, and the flags and the lists of words that say so."""

    allowed: bool = False
    flags: list[Path] = field(default_factory=list)
    lists: list[Path] = field(default_factory=list)


@dataclass
class Line:
    """One module or submodule. `key` is the same however a role spells and orders its rows; `area` is None for a part
    of SigningHub that its API does not reach. A right without a cell is one that the role has no place for."""

    key: str
    area: Area | None
    name: str
    module: str
    cells: dict[Right, Cell] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the module is called, in the console's words where it has some."""
        return str(AREA_TITLES[self.area]) if self.area else humanise(self.name)

    @property
    def group(self) -> str:
        """The module that a submodule belongs to; "" for a module of its own."""
        return humanise(self.module) if self.module and folded(self.module) != folded(self.name) else ""


def lines_of(detail: Any) -> list[Line]:
    """Every line that can be read, in SigningHub's order; rows that speak of the same module are one line."""
    found: dict[str, Line] = {}
    for row in rows_of(detail) if detail else ():
        cells = _cells(row)
        if not cells or not name_of(row.values):
            continue
        line = _line(row)
        line = found.setdefault(line.key, line)
        for right, cell in cells.items():
            known = line.cells.setdefault(right, Cell())
            known.allowed = known.allowed or cell.allowed
            known.flags += cell.flags
            known.lists += cell.lists
    return list(found.values())


def has_unreadable(detail: Any) -> bool:
    """Whether the details hold something that may be a right and is in no line."""
    return any(not is_not_ours(row.values) and not _cells(row) for row in rows_of(detail)) if detail else False


def written(detail: Any, ticks: Ticks) -> Any:
    """A copy of the details in which the rights of `ticks` are as they say, and everything else is as it was."""
    copy = deepcopy(detail)
    words, separator = _words_in(detail), _separator_in(detail)
    for line in lines_of(detail):
        for right, cell in line.cells.items():
            wanted = ticks.get((line.key, right), cell.allowed)
            if wanted == cell.allowed:
                continue
            for path in cell.flags:
                copy = _with(copy, path, _flag_like(_at(copy, path), wanted))
            for path in cell.lists:
                copy = _with(copy, path, _list_like(_at(copy, path), right, wanted, words, separator))
    return copy


def blank(detail: Any) -> Any:
    """The details with no right in them, to begin a new role with; rows that cannot be read are left out, since
    nobody could say what they would give."""
    copy = written(detail, {(line.key, right): False for line in lines_of(detail) for right in line.cells})
    if not isinstance(copy, list):
        return copy
    # A row that holds others stays for their sake.
    kept = {path[0] for line in lines_of(detail) for cell in line.cells.values() for path in (*cell.flags, *cell.lists)}
    return [row for place, row in enumerate(copy) if place in kept]


def assumed() -> list[dict[str, Any]]:
    """Details without any right in the spelling that the contract guesses, for where no role can be read."""
    nothing = {"read": False, "add_edit": False, "delete": False}
    return [{"module": area.upper(), "sub_module": None, **nothing} for area in Area]


def in_words(cells: Mapping[Right, Cell]) -> str:
    """The rights that a line includes, in words."""
    titles = {Right.READ: _("Read"), Right.WRITE: _("Add and edit"), Right.DELETE: _("Delete")}
    return ", ".join(titles[right] for right, cell in sorted(cells.items(), key=_order) if cell.allowed)


def _order(pair: tuple[Right, Cell]) -> int:
    return list(Right).index(pair[0])


def _line(row: Row) -> Line:
    area = row_area(row.values)
    name = said(row.values, NAME_KEYS)
    module = said(row.values, MODULE_KEYS)
    base, single = without_right(name_of(row.values))
    key = area.value if area else "-".join(filter(None, (folded(module), base if single else folded(name))))
    return Line(key, area, name, module)


def _cells(row: Row) -> dict[Right, Cell]:
    """The rights that a row says, and where: as read_role reads them."""
    rights = row_rights(row.values)
    if not rights:
        return {}
    _module, single = without_right(name_of(row.values))
    if single is not None:
        place = next(row.places[key] for key in LIST_KEYS if key in row.values)
        return {single: Cell(rights[single], flags=[place])}
    flags = list(_flags(row.values, row.places))
    if not flags:
        key = next(key for key in LIST_KEYS if key in row.values)
        value, place = row.values[key], row.places[key]
        if not isinstance(value, Mapping):
            return {right: Cell(allowed, lists=[place]) for right, allowed in rights.items()}
        by_word = {folded(one): allowed for one, allowed in value.items()}
        flags = list(_flags(by_word, {folded(one): (*place, one) for one in value}))
    cells = {right: Cell(allowed) for right, allowed in rights.items()}
    for right, place in flags:
        cells[right].flags.append(place)
    return cells


def _flags(values: Mapping[str, Any], places: Mapping[str, Path]) -> Iterator[tuple[Right, Path]]:
    for key, value in values.items():
        if key in RIGHT_OF and truth_of(value) is not None:
            yield RIGHT_OF[key], places[key]


def _words_in(detail: Any) -> dict[Right, str]:
    """How this role's lists spell the rights; the usual words, in the case of the others, where none does."""
    seen: dict[Right, str] = {}
    for line in lines_of(detail):
        for path in {path for cell in line.cells.values() for path in cell.lists}:
            for word in _split(_at(detail, path)):
                seen.setdefault(RIGHT_OF[folded(word)], str(word))
    is_lower = any(word.islower() for word in seen.values())
    usual = {right: word.lower() if is_lower else word for right, word in USUAL_WORDS.items()}
    return usual | seen


def _split(value: Any) -> list[Any]:
    words = SEPARATOR.split(value) if isinstance(value, str) else list(value)
    return [word for word in words if folded(word)]


def _separator_in(detail: Any) -> str:
    """What stands between the words of a text, here or in another row of this role."""
    texts = (_at(detail, path) for line in lines_of(detail) for cell in line.cells.values() for path in cell.lists)
    found = (SEPARATOR.search(text.strip()) for text in texts if isinstance(text, str))
    return next((separator[0] for separator in found if separator), ",")


def _list_like(value: Any, right: Right, wanted: bool, words: Mapping[Right, str], separator: str) -> Any:
    """The list or text of words with the right in it, or without it."""
    if listed(value) is None:
        return value
    kept = [word for word in _split(value) if RIGHT_OF.get(folded(word)) != right] + ([words[right]] if wanted else [])
    return separator.join(kept) if isinstance(value, str) else kept


def _flag_like(value: Any, wanted: bool) -> Any:
    """A flag in the type and spelling of the present one."""
    if isinstance(value, bool):
        return wanted
    if isinstance(value, int):
        return int(wanted)
    text = str(value).strip()
    other = OPPOSITES.get(text.lower(), "true" if wanted else "false") if truth_of(text) is not wanted else text
    return other.upper() if text.isupper() else other.capitalize() if text.istitle() else other


def _at(detail: Any, path: Path) -> Any:
    for step in path:
        detail = detail[step]
    return detail


def _with(detail: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    _at(detail, path[:-1])[path[-1]] = value
    return detail
