"""Rows of a form: a list that a person changes, reorders, adds to and takes from, each row over what SigningHub has.

A row that came from SigningHub is changed in its place, so that what nobody knows in it goes back as it came. The rows
are drawn by configuration/rows.html, which has one more to fill in and a button for another.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from console.api.contract import folded
from console.api.records import record_in

# More than any record has; a page that was posted with more is no page of ours.
MOST = 100


@dataclass
class Entry:
    """One row as it is drawn and typed. `was` is its place among those that came, None for a new one, and `of` what
    tells it from the others there: meanwhile somebody else may have added or removed some."""

    was: int | None = None
    of: str = ""
    place: str = ""
    gone: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into a new row."""
        raise NotImplementedError


Kind = TypeVar("Kind", bound=Entry)


def posted_rows(data: Any, name: str) -> list[str] | None:
    """What the inputs of each posted row begin with; None where the rows were not on the page that was posted."""
    count = str(data.get(f"{name}-rows") or "")
    if not (count.isascii() and count.isdigit()):
        return None
    return [f"{name}-{number}" for number in range(min(int(count), MOST))]


def posted_place(data: Any, row: str) -> dict[str, Any]:
    """What every posted row says: which it was, where it shall be, and whether it is to go."""
    was = text_in(data, row, "was")
    return {
        "was": int(was) if was.isascii() and was.isdigit() and len(was) < 4 else None,
        "of": str(data.get(f"{row}-of") or ""),
        "place": text_in(data, row, "place"),
        "gone": bool(text_in(data, row, "gone")),
    }


def text_in(data: Any, row: str, part: str) -> str:
    """One posted text of a row."""
    return str(data.get(f"{row}-{part}") or "").strip()


def drawn(name: str, rows: Sequence[Mapping[str, Any]], blank: Mapping[str, Any]) -> dict[str, Any]:
    """What configuration/rows.html needs, beside the words: the rows, and one more to fill in.

    A row has its `entry`, and as `row` what the names of its inputs begin with.
    """
    has_new = any(one["entry"].was is None for one in rows)
    return {"name": name, "rows": rows, "blank": blank, "count": len(rows) + 1, "is_open": has_new or not rows}


def in_order(entries: Sequence[Kind]) -> list[Kind]:
    """The rows that stay, in the order of their typed places. One that was moved takes the place that was typed."""

    def wanted(at: int) -> tuple[int, int, int]:
        drawn_at = at + 1
        place = _number(entries[at].place, drawn_at)
        # Moved up it goes before the one that had the place, moved down behind it.
        return place, (place > drawn_at) - (place < drawn_at), at

    kept = [at for at, entry in enumerate(entries) if not entry.gone and not entry.is_blank]
    return [entries[at] for at in sorted(kept, key=wanted)]


def places_in(rows: Sequence[Any], entries: Sequence[Entry], tell: Callable[[Any], str]) -> list[int | None]:
    """Which of the rows that came each entry is; None for a new one, and for one that is there no more."""
    told = [tell(row) for row in rows]
    found = []
    for entry in entries:
        at = entry.was
        if at is not None and (at >= len(rows) or (entry.of and told[at] != entry.of)):
            at = told.index(entry.of) if entry.of in told else None
        found.append(at)
    return found


def copies(rows: Sequence[Any], places: Sequence[int | None]) -> list[Any]:
    """The rows at these places, to be changed; an empty one where there is none."""
    return [{} if at is None else copy.deepcopy(rows[at]) for at in places]


def number_anew(rows: Sequence[Any], found: Sequence[Any]) -> None:
    """Write the places of new rows as those that came (`rows`) begin to count."""
    orders = [get(record_in(row) or {}, "order") for row in rows]
    first = min((one for one in orders if isinstance(one, int)), default=1)
    for place, row in enumerate(found, first):
        put(record_of(row), place, "order")


def spelt(row: Mapping[str, Any], *names: str) -> str:
    """How a row spells a key that goes by one of these names; the first of them where it has none."""
    wanted = {folded(name) for name in names}
    return next((str(key) for key in row if folded(str(key)) in wanted), names[0])


def get(row: Mapping[str, Any], *way: str) -> Any:
    """The value at the end of a way of keys, None where there is none."""
    value: Any = row
    for name in way:
        record = record_in(value) or {}
        value = record.get(spelt(record, name))
    return value


def put(row: dict[str, Any], value: Any, *way: str) -> None:
    """Put a value at the end of a way of keys, which is made where there is none."""
    for name in way[:-1]:
        key = spelt(row, name)
        if record_in(row.get(key)) is None:
            row[key] = {}
        row = record_of(row[key])
    row[spelt(row, way[-1])] = value


def record_of(whole: Any) -> dict[str, Any]:
    """The object itself, which may have come as a list of one."""
    found: dict[str, Any] = whole[0] if isinstance(whole, list) else whole
    return found


def _number(typed: str, otherwise: int) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 6 else otherwise
