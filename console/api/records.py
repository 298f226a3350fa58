"""Reading records liberally: wrapped or bare lists, odd rows, keys that are spelt otherwise than declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.api.contract import Operation, folded
from console.api.contract.schemas import Schema

Row = Mapping[str, Any]


def records_in(data: Any, operation: Operation) -> list[Row]:
    """The rows of a list's answer: bare, wrapped in an object, a single object, or none."""
    declared = operation.answer_properties
    # Rows of one list mostly have the same keys: look for other spellings once, not once per row.
    spellings: dict[tuple[str, ...], dict[str, str]] = {}
    records: list[Row] = []
    for row in _rows_of(data):
        keys = tuple(row)
        if keys not in spellings:
            spellings[keys] = _other_spellings(keys, declared)
        records.append(_renamed(row, spellings[keys]))
    return records


def _rows_of(data: Any) -> list[Row]:
    if data is None or data == {}:
        return []
    if isinstance(data, Mapping):
        wrapped = _wrapped_list(data)
        return [data] if wrapped is None else _rows_of(wrapped)
    if not isinstance(data, list):
        return [{"value": data}]
    return [{"value": row} if (record := record_in(row)) is None else record for row in data]


def record_in(data: Any) -> Row | None:
    """The record, also where it comes as a list of one; None where there is none."""
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    return data if isinstance(data, Mapping) else None


def _wrapped_list(data: Row) -> list[Any] | None:
    """The list inside an object such as {"items": […], "total": 3}: the only one, and of records or empty.

    A record may hold lists too; it has an id, or is told from a wrapper by having several lists.
    """
    lists = [value for value in data.values() if isinstance(value, list)]
    if len(lists) != 1 or "id" in data:
        return None
    return lists[0]


def with_declared_names(row: Row, declared: Mapping[str, Schema]) -> dict[str, Any]:
    """The row with its declared keys under their declared names, however SigningHub spells them; unknown keys stay.

    A key counts as another spelling if `x-names` of the property lists it, or if only case and `_` differ.
    """
    return _renamed(row, _other_spellings(tuple(row), declared))


def _other_spellings(keys: tuple[str, ...], declared: Mapping[str, Schema]) -> dict[str, str]:
    """Which of the keys stand for which declared names that are not among them."""
    unknown = {folded(key): key for key in reversed(keys) if key not in declared}
    found: dict[str, str] = {}
    for name, schema in declared.items():
        if name in keys:
            continue
        spellings = (folded(spelling) for spelling in (name, *schema.get("x-names", ())))
        key = next((unknown.pop(spelling) for spelling in spellings if spelling in unknown), None)
        if key is not None:
            found[key] = name
    return found


def _renamed(row: Row, spellings: Mapping[str, str]) -> dict[str, Any]:
    return {spellings.get(key, key): value for key, value in row.items()}
