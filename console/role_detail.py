"""Reading a SigningHub role's rights, in whichever spelling they come.

The guide prints `role_detail` as a list and does not open its items. Read here are: one row per module with a flag per
right; one row per module with a list of rights; attribute and value pairs; modules that hold their submodules; and
mappings instead of lists. What cannot be read is left out, which is "unknown", never "no".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from console.permissions import Area, Right

# (area, right) → whether the role includes it; a pair that is absent is unknown.
Rights = dict[tuple[Area, Right], bool]

_NAME_KEYS = ("submodule", "submodulename", "module", "modulename", "name", "title", "attributename", "area", "key")
_MODULE_KEYS = ("module", "modulename", "parent")
_CHILD_KEYS = ("submodules", "modules", "children", "roledetail", "items")
_LIST_KEYS = ("permissions", "rights", "access", "attributevalue", "value", "actions")

_RIGHT_WORDS = {
    Right.READ: ("read", "view", "get", "canread", "isread", "allowread", "readonly"),
    Right.WRITE: (
        *("addedit", "edit", "write", "add", "update", "create", "modify", "addandedit", "addoredit"),
        *("canedit", "canwrite", "canaddedit", "isaddedit", "isedit", "allowedit", "allowaddedit"),
    ),
    Right.DELETE: ("delete", "remove", "candelete", "isdelete", "allowdelete"),
}
_RIGHTS = {word: right for right, words in _RIGHT_WORDS.items() for word in words}

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


def _folded(text: object) -> str:
    return re.sub(r"[^a-z0-9]", "", str(text).lower())


def _spellings() -> dict[str, Area]:
    found = {}
    for area in Area:
        name = _folded(area)
        for spelling in (name, name.removesuffix("s"), *_ALIASES.get(area, ())):
            found[spelling] = area
    return found


_AREAS = _spellings()


def read_role(role: Any) -> Rights:
    """The rights that a role (the object of Get Role or of the session's operator) surely has or surely lacks.

    A module that is not listed is a "no" only where every row that is listed was understood.
    """
    detail = role
    if isinstance(role, Mapping):
        detail = next((value for key, value in role.items() if _folded(key) in {"roledetail", "permissions"}), None)
    if not detail:
        return {}
    found: Rights = {}
    understood = True
    for row in _rows(detail):
        rights = _row_rights(row)
        area = _row_area(row)
        if area is None:
            understood = understood and _is_not_ours(row)
        elif rights is None:
            understood = False
        else:
            for right, allowed in rights.items():
                found[area, right] = found.get((area, right), False) or allowed
    return _completed(found) if understood and found else found


def _completed(found: Rights) -> Rights:
    """The same, with every area that no row names as a "no": the list was read to its end."""
    named = {area for area, _right in found}
    absent = {(area, right): False for area in Area if area not in named for right in Right}
    return found | absent


def _rows(detail: Any, module: str = "") -> Iterator[dict[str, Any]]:
    """Each module's row, keys folded; rows nested in a module come after it, with its name as their module."""
    if isinstance(detail, Mapping):
        items: Iterable[Any] = [_as_row(key, value) for key, value in detail.items()]
    else:
        items = detail if isinstance(detail, list | tuple) else [detail]
    for item in items:
        if not isinstance(item, Mapping):
            yield {"unreadable": item}
            continue
        row = {_folded(key): value for key, value in item.items()}
        if module:
            row.setdefault("module", module)
        children = [row.pop(key) for key in _CHILD_KEYS if isinstance(row.get(key), list | tuple | Mapping)]
        if not children or _row_area(row) is not None:
            yield row
        for child in children:
            yield from _rows(child, _name(row))


def _as_row(key: str, value: Any) -> Any:
    """A row from a pair of a mapping: the area's name and its flags or its list of rights."""
    if isinstance(value, Mapping):
        return {"name": key, **value}
    return {"name": key, "permissions": value}


def _name(row: Mapping[str, Any]) -> str:
    return next((_folded(row[key]) for key in _NAME_KEYS if isinstance(row.get(key), str) and row[key].strip()), "")


def _row_area(row: Mapping[str, Any]) -> Area | None:
    name = _name(row)
    module = next((_folded(row[key]) for key in _MODULE_KEYS if isinstance(row.get(key), str)), "")
    # Billing's set-up under Configurations is not the module Billing, whose invoices the API gives.
    if name == "billing" and module in {"configuration", "configurations"}:
        return None
    area = _AREAS.get(name)
    if area is None and "_" not in name:
        area = _AREAS.get(_without_right(name)[0])
    return area


def _is_not_ours(row: Mapping[str, Any]) -> bool:
    return _name(row) in _NOT_OURS or _name(row) == "billing"


def _without_right(name: str) -> tuple[str, Right | None]:
    """A name such as "accountsread" apart: the module and the right."""
    for word in sorted(_RIGHTS, key=len, reverse=True):
        if name.endswith(word) and name.removesuffix(word) in _AREAS:
            return name.removesuffix(word), _RIGHTS[word]
    return name, None


def _row_rights(row: Mapping[str, Any]) -> dict[Right, bool] | None:
    """What a row says of each right; None where it says nothing that can be read."""
    _module, single = _without_right(_name(row))
    if single is not None:
        allowed = next((_truth(row[key]) for key in _LIST_KEYS if key in row), None)
        return None if allowed is None else {single: allowed}
    readable = _flags(row)
    if readable:
        return readable
    return next((_listed(row[key]) for key in _LIST_KEYS if key in row), None)


def _flags(row: Mapping[str, Any]) -> dict[Right, bool]:
    """Rights from one flag each; where one right has several (add, edit), any of them gives it."""
    found: dict[Right, bool] = {}
    for key, value in row.items():
        flag = _truth(value) if key in _RIGHTS else None
        if flag is not None:
            found[_RIGHTS[key]] = found.get(_RIGHTS[key], False) or flag
    return found


def _listed(value: Any) -> dict[Right, bool] | None:
    """Rights from a list of words, from words in one text, or from a mapping of words to flags."""
    if isinstance(value, Mapping):
        return _flags({_folded(key): flag for key, flag in value.items()}) or None
    words = re.split(r"[,;|\s]+", value) if isinstance(value, str) else value
    if not isinstance(words, list | tuple):
        return None
    named = {_RIGHTS.get(_folded(word)) for word in words if _folded(word)}
    if None in named:
        return None
    return {right: right in named for right in Right}


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool | int) and value in (0, 1):
        return bool(value)
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(_folded(value))
