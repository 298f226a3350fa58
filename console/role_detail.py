"""Reading a SigningHub role's rights, in whichever spelling they come.

The guide prints `role_detail` as a list and does not open its items. Read here are: one row per module with a flag per
right; one row per module with a list of rights; attribute and value pairs; modules that hold their submodules; and
mappings instead of lists. What cannot be read is left out, which is "unknown", never "no".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from console.permissions import Area, Right

# Keys and indexes from the whole of the details to one value in them.
Path = tuple[str | int, ...]
# (area, right) → whether the role includes it; a pair that is absent is unknown.
Rights = dict[tuple[Area, Right], bool]

NAME_KEYS = ("submodule", "submodulename", "module", "modulename", "name", "title", "attributename", "area", "key")
MODULE_KEYS = ("module", "modulename", "parent")
_CHILD_KEYS = ("submodules", "modules", "children", "roledetail", "items")
LIST_KEYS = ("permissions", "rights", "access", "attributevalue", "value", "actions")

_RIGHT_WORDS = {
    Right.READ: ("read", "view", "get", "canread", "isread", "allowread", "readonly"),
    Right.WRITE: (
        *("addedit", "edit", "write", "add", "update", "create", "modify", "addandedit", "addoredit"),
        *("canedit", "canwrite", "canaddedit", "isaddedit", "isedit", "allowedit", "allowaddedit"),
    ),
    Right.DELETE: ("delete", "remove", "candelete", "isdelete", "allowdelete"),
}
RIGHT_OF = {word: right for right, words in _RIGHT_WORDS.items() for word in words}

_ALIASES = {
    Area.ACCOUNTS: ("useraccounts", "users"),
    Area.ADVANCED_REPORTS: ("advancedreport", "powerbi"),
    Area.BILLING: ("billings",),
    Area.BRANDING: ("brandings",),
    Area.INTEGRATIONS: ("systemintegrations", "systemintegration"),
    Area.LICENSE: ("licence", "licenses", "licences"),
    Area.LOGS: ("operatorlogs", "adminlogs", "activitylogs"),
    Area.REPORTS: ("statistics", "report"),
    Area.SYSTEM_SETTINGS: ("globalsettings", "settings", "systemsetting", "globalsetting"),
    Area.VIRTUAL_ID_PROFILES: ("virtualids", "virtualidprofile"),
}

# Modules of SigningHub that its Admin API 10.0.3 has no operation for, and mere headings.
_NOT_OURS = frozenset(
    {
        *("dashboard", "configuration", "configurations", "accesscontrol", "redis", "documentsettings"),
        *("datasettings", "workflowevidencereport", "documentstorage", "datasecurity", "profiles"),
    }
)


def folded(text: object) -> str:
    return re.sub(r"[^a-z0-9]", "", str(text).lower())


def _spellings() -> dict[str, Area]:
    found = {}
    for area in Area:
        name = folded(area)
        for spelling in (name, name.removesuffix("s"), *_ALIASES.get(area, ())):
            found[spelling] = area
    return found


_AREAS = _spellings()


def read_role(role: Any) -> Rights:
    """The rights that a role (the object of Get Role or of the session's operator) surely has or surely lacks.

    A module that is not listed is a "no" only where every row that is listed was understood.
    """
    detail = detail_of(role)
    if not detail:
        return {}
    found: Rights = {}
    understood = True
    for row in rows_of(detail):
        rights = row_rights(row.values)
        area = row_area(row.values)
        if area is None:
            understood = understood and is_not_ours(row.values)
        elif rights is None:
            understood = False
        else:
            for right, allowed in rights.items():
                found[area, right] = found.get((area, right), False) or allowed
    return _completed(found) if understood and found else found


def detail_of(role: Any) -> Any:
    """The details in a role's record; what is no record is taken for the details themselves."""
    if isinstance(role, Mapping):
        return next((value for key, value in role.items() if folded(key) in {"roledetail", "permissions"}), None)
    return role


def _completed(found: Rights) -> Rights:
    """The same, with every area that no row names as a "no": the list was read to its end."""
    named = {area for area, _right in found}
    absent = {(area, right): False for area in Area if area not in named for right in Right}
    return found | absent


@dataclass(frozen=True)
class Row:
    """One module of the details: its values by folded key, and where each of them stands."""

    values: dict[str, Any]
    places: dict[str, Path]


def rows_of(detail: Any, module: str = "", path: Path = ()) -> Iterator[Row]:
    """Each module's row; rows nested in a module come after it, with its name as their module."""
    if isinstance(detail, Mapping):
        items: Iterable[tuple[Path, Any]] = [((*path, key), value) for key, value in detail.items()]
    elif isinstance(detail, list | tuple):
        items = [((*path, place), value) for place, value in enumerate(detail)]
    else:
        items = [(path, detail)]
    for place, item in items:
        if isinstance(detail, Mapping) and folded(place[-1]) in _CHILD_KEYS and _is_rows(item):
            # A list that came inside an object.
            yield from rows_of(item, module, place)
            continue
        row = _named_row(place, item) if isinstance(detail, Mapping) else _row(place, item)
        if module:
            # Not as "module": a nested row that has only a name would be taken for the module itself.
            row.values.setdefault("parent", module)
        children = [key for key in _CHILD_KEYS if isinstance(row.values.get(key), list | tuple | Mapping)]
        nested = [(row.values.pop(key), row.places[key]) for key in children]
        if not children or row_area(row.values) is not None:
            yield row
        for child, below in nested:
            yield from rows_of(child, said(row.values, NAME_KEYS), below)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(one, Mapping) for one in value)


def _row(place: Path, item: Any) -> Row:
    if not isinstance(item, Mapping):
        return Row({"unreadable": item}, {})
    keys = {folded(key): key for key in item}
    return Row({key: item[theirs] for key, theirs in keys.items()}, {key: (*place, one) for key, one in keys.items()})


def _named_row(place: Path, value: Any) -> Row:
    """A row from a pair of a mapping: the area's name and its flags or its list of rights."""
    name = place[-1]
    if isinstance(value, Mapping):
        row = _row(place, value)
        return Row({"name": name, **row.values}, row.places)
    return Row({"name": name, "permissions": value}, {"permissions": place})


def said(row: Mapping[str, Any], keys: Iterable[str]) -> str:
    """The first of these keys that holds a text, as SigningHub wrote it; "" where none does."""
    texts = (row.get(key) for key in keys)
    return next((text for text in texts if isinstance(text, str) and text.strip()), "")


def name_of(row: Mapping[str, Any]) -> str:
    """What a row is about, folded."""
    return folded(said(row, NAME_KEYS))


def row_area(row: Mapping[str, Any]) -> Area | None:
    name = name_of(row)
    module = next((folded(row[key]) for key in MODULE_KEYS if isinstance(row.get(key), str)), "")
    # Billing's set-up under Configurations is not the module Billing, whose invoices the API gives.
    if name == "billing" and module in {"configuration", "configurations"}:
        return None
    area = _AREAS.get(name)
    if area is None and "_" not in name:
        area = _AREAS.get(without_right(name)[0])
    return area


def is_not_ours(row: Mapping[str, Any]) -> bool:
    return name_of(row) in _NOT_OURS or name_of(row) == "billing"


def without_right(name: str) -> tuple[str, Right | None]:
    """A name such as "accountsread" apart: the module and the right."""
    for word in sorted(RIGHT_OF, key=len, reverse=True):
        if name.endswith(word) and name.removesuffix(word) in _AREAS:
            return name.removesuffix(word), RIGHT_OF[word]
    return name, None


def row_rights(row: Mapping[str, Any]) -> dict[Right, bool] | None:
    """What a row says of each right; None where it says nothing that can be read."""
    _module, single = without_right(name_of(row))
    if single is not None:
        allowed = next((truth_of(row[key]) for key in LIST_KEYS if key in row), None)
        return None if allowed is None else {single: allowed}
    readable = _flags(row)
    if readable:
        return readable
    return next((listed(row[key]) for key in LIST_KEYS if key in row), None)


def _flags(row: Mapping[str, Any]) -> dict[Right, bool]:
    """Rights from one flag each; where one right has several (add, edit), any of them gives it."""
    found: dict[Right, bool] = {}
    for key, value in row.items():
        flag = truth_of(value) if key in RIGHT_OF else None
        if flag is not None:
            found[RIGHT_OF[key]] = found.get(RIGHT_OF[key], False) or flag
    return found


def listed(value: Any) -> dict[Right, bool] | None:
    """Rights from a list of words, from words in one text, or from a mapping of words to flags."""
    if isinstance(value, Mapping):
        return _flags({folded(key): flag for key, flag in value.items()}) or None
    words = re.split(r"[,;|\s]+", value) if isinstance(value, str) else value
    if not isinstance(words, list | tuple):
        return None
    named = {RIGHT_OF.get(folded(word)) for word in words if folded(word)}
    if None in named:
        return None
    return {right: right in named for right in Right}


def truth_of(value: Any) -> bool | None:
    if isinstance(value, bool | int) and value in (0, 1):
        return bool(value)
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(folded(value))
