"""Attribute lists: settings that SigningHub sends as pairs, [{attribute_name: …, attribute_value: …}, …]."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.api.contract import folded
from console.api.records import record_in

NAME_KEYS = ("attributename", "name", "key")
VALUE_KEYS = ("attributevalue", "value")
# How a server writes a secret that it does not give: asterisks or dots, and nothing else.
MASK = re.compile(r"[*•●∙]{3,}")


@dataclass(frozen=True)
class Pair:
    """One pair: what is set, to what, and the keys under which both stand (`value_key` where it has one)."""

    name: str
    value: Any
    name_key: str = "attribute_name"
    value_key: str = "attribute_value"


def pair_in(item: Any) -> Pair | None:
    """The pair that an item of a list is, also where it comes as a list of one; None where it is something else.

    A pair says its name in a text; it may lack its value, but then its name has to stand under its full key.
    """
    record = record_in(item)
    if record is None:
        return None
    keys = {folded(str(key)): key for key in record}
    name_key = next((keys[key] for key in NAME_KEYS if key in keys), None)
    value_key = next((keys[key] for key in VALUE_KEYS if key in keys), None)
    name = bare(record[name_key]) if name_key is not None else ""
    if not name.strip():
        return None
    if value_key is None:
        in_full = folded(str(name_key)) == NAME_KEYS[0]
        return Pair(name, None, str(name_key)) if in_full else None
    return Pair(name, record[value_key], str(name_key), str(value_key))


def bare(value: Any) -> str:
    """The one text in a value, also where it is wrapped; "" where there is none, or something else."""
    while isinstance(value, Mapping | list) and len(value) == 1:
        value = next(iter(value.values())) if isinstance(value, Mapping) else value[0]
    return value if isinstance(value, str) else ""


def is_attribute_list(value: Any) -> bool:
    """Whether a value is a list of pairs, as far as it is anything that can be read."""
    return isinstance(value, list) and any(pair_in(item) is not None for item in value)


def attributes_in(value: Any) -> dict[str, Any]:
    """The settings in an attribute list by their names, the first of each; in an object, its own keys."""
    if isinstance(value, Mapping):
        lists = [one for one in value.values() if is_attribute_list(one)]
        return attributes_in(lists[0]) if len(lists) == 1 else {str(key): one for key, one in value.items()}
    found: dict[str, Any] = {}
    for item in value if isinstance(value, list) else ():
        if (pair := pair_in(item)) is not None:
            found.setdefault(pair.name, pair.value)
    return found


def is_mask(value: object) -> bool:
    """Whether a value only says that there is a secret."""
    return isinstance(value, str) and MASK.fullmatch(value.strip()) is not None
